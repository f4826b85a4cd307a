/** A sentence's words as chips, coloured by what each adds to the verdict; pointing at one says its numbers. */

import { css, themeColours } from "../../../app/components/colours.js"
import { element } from "../../../app/components/dom.js"
import { gradient } from "../../../app/components/heatmap.js"
import { fixed } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { follow, point } from "./pointed.js"
import { chipScale, endOf } from "./tones.js"

/**
 * @typedef {object} Data
 * @property {string} label
 * @property {[string, string]} ends what the two ends of the scale mean
 * @property {{text: string, value: number, small: string, told: string[], gone: boolean, unknown: boolean}[]} words
 */

class Words {
  constructor(root) {
    this.root = root
    this.list = element("ol", "words")
    this.legend = element("p", "legend")
    this.line = element("p", "readout")
    this.line.setAttribute("aria-live", "polite")
    root.append(this.list, this.line, this.legend)
    follow(root, (place) => this.show(place))
  }

  /** @param {Data} data */
  update(data) {
    this.words = data.words
    this.list.setAttribute("aria-label", data.label)
    const sizes = data.words.map(({ value }) => Math.abs(value))
    const scale = chipScale(themeColours(this.root), endOf(sizes))
    this.chips = data.words.map((word, place) => this.chipOf(word, place, scale))
    this.list.replaceChildren(...this.chips)
    this.legend.replaceChildren(...legendOf(scale, data.ends))
    this.strongest = sizes.indexOf(Math.max(...sizes))
    this.show(null)
  }

  chipOf(word, place, scale) {
    const chip = element("li", "chip")
    chip.classList.toggle("gone", word.gone)
    chip.classList.toggle("unknown", word.unknown)
    chip.tabIndex = 0
    chip.setAttribute("aria-label", `${word.text}: ${word.told.join(", ")}`)
    chip.style.background = word.gone ? "" : css(scale.colour(word.value))
    chip.append(element("span", "word", word.text), element("span", "value", word.small))
    chip.onpointerenter = chip.onfocus = chip.onclick = () => point(place)
    return chip
  }

  /** Say a word's numbers, or those of the strongest where none is pointed at. */
  show(place) {
    const shown = place !== null && place < this.chips.length ? place : this.strongest
    for (const [number, chip] of this.chips.entries()) chip.classList.toggle("here", number === place)
    const { text, told } = this.words[shown]
    this.line.replaceChildren(element("b", "", text), ...told.map((part) => element("span", "", part)))
  }
}

/** The scale as a bar between what its ends mean. */
function legendOf(scale, [negative, positive]) {
  const bar = element("i", "bar")
  bar.style.background = gradient(scale)
  const end = (text, value) => element("span", "", `${text} ${fixed(value, 2)}`)
  return [end(negative, scale.from), bar, end(positive, scale.to)]
}

export default renderer(Words)
