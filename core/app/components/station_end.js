/** The end of a station: what one knows now, and a tick for it, which this browser keeps. */

import { button, element } from "./dom.js"
import { guessesMade, keepGuesses } from "./guesses.js"
import { browserStorage, CHANGED, readProgress, withStation, writeProgress } from "./progress.js"
import { renderer } from "./renderer.js"

/**
 * @typedef {{station: string, known: string, text: string, tick: string, ticked: string,
 *   guesses: import("./guesses.js").Data}} Data
 */

class StationEnd {
  constructor(root) {
    this.root = root
    this.storage = browserStorage()
  }

  /** @param {Data} data */
  update(data) {
    writeProgress(this.storage, withStation(readProgress(this.storage), "visited", data.station))
    const text = element("p", "text")
    text.append(element("strong", "", data.known), ` ${data.text}`)
    keepGuesses(this.storage, data.guesses)
    this.guessed = element("span", "guessed")
    this.tick = button("tick", undefined, () => this.toggle(data))
    this.root.replaceChildren(text, this.guessed, this.tick)
    this.show(data)
    this.changed = () => this.show(data)
    window.addEventListener(CHANGED, this.changed)
  }

  pause() {
    window.removeEventListener(CHANGED, this.changed)
  }

  show(data) {
    const progress = readProgress(this.storage)
    const known = progress.known.includes(data.station)
    this.guessed.textContent = guessesMade(data.guesses, progress)
    this.tick.setAttribute("aria-pressed", known)
    this.tick.textContent = known ? `✓ ${data.ticked}` : data.tick
  }

  toggle(data) {
    const progress = readProgress(this.storage)
    const present = !progress.known.includes(data.station)
    writeProgress(this.storage, withStation(progress, "known", data.station, present))
    this.show(data)
  }
}

export default renderer(StationEnd)
