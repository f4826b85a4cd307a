/** What every method says of the same words, a row each; a method's name makes it the large one. */

import { css, themeColours } from "../../../app/components/colours.js"
import { button, element } from "../../../app/components/dom.js"
import { divergingScale } from "../../../app/components/heatmap.js"
import { renderer } from "../../../app/components/renderer.js"
import { follow, point } from "./pointed.js"
import { endOf } from "./tones.js"

/**
 * @typedef {object} Row
 * @property {string} method
 * @property {string} name
 * @property {string} cost or why there are no values
 * @property {number[]} values none where it was not run
 * @property {string[]} told of each word, in words
 *
 * @typedef {object} Data
 * @property {string} label
 * @property {string} hint
 * @property {string} chosen the method that is shown large
 * @property {string[]} words
 * @property {Row[]} rows
 */

class Rows {
  constructor(root) {
    this.root = root
    this.table = element("table", "rows")
    const box = element("div", "box")
    box.tabIndex = 0
    box.append(this.table)
    this.box = box
    this.line = element("p", "told")
    this.line.setAttribute("aria-live", "polite")
    root.append(box, this.line)
    this.row = 0
    follow(root, (place) => this.show(place))
  }

  /** @param {Data} data */
  update(data, send) {
    this.data = data
    this.row = Math.max(
      0,
      data.rows.findIndex(({ method }) => method === data.chosen),
    )
    const colours = themeColours(this.root)
    this.box.setAttribute("aria-label", data.label)
    const head = element("tr")
    this.heads = data.words.map((word) => headOf(word))
    head.append(element("td", "corner"), ...this.heads)
    this.cells = data.rows.map((row, number) => this.cellsOf(row, number, colours))
    const lines = data.rows.map((row, number) => lineOf(row, data, this.cells[number], send))
    this.table.replaceChildren(head, ...lines)
    this.show(null)
  }

  cellsOf({ values, told }, number, colours) {
    const scale = divergingScale(colours, endOf(values))
    return values.map((value, place) => {
      const cell = element("td", "cell")
      const colour = element("span", "colour")
      colour.style.background = css(scale.colour(value))
      cell.append(colour)
      cell.title = told[place]
      cell.onpointerenter = cell.onclick = () => {
        this.row = number
        point(place)
      }
      return cell
    })
  }

  /** Mark a word in all rows and say what the row that is pointed at gives it. */
  show(place) {
    for (const [number, head] of this.heads.entries()) {
      for (const mark of [head, ...this.cells.map((cells) => cells[number])]) {
        mark?.classList.toggle("here", number === place)
      }
    }
    const { rows, words, hint } = this.data
    const told = place === null ? undefined : rows[this.row]?.told[place]
    const parts = told
      ? [element("b", "", words[place]), element("span", "", `${rows[this.row].name}: ${told}`)]
      : [element("span", "", hint)]
    this.line.replaceChildren(...parts)
  }
}

function headOf(word) {
  const head = element("th", "head", word)
  head.scope = "col"
  return head
}

/** A line of the table: the method's name as a button, its cost, and its cells or why there are none. */
function lineOf({ method, name, cost }, { chosen, words }, cells, send) {
  const line = element("tr", method === chosen ? "line chosen" : "line")
  const head = element("th", "name")
  head.scope = "row"
  const choice = button("choose", name, () => send(method))
  choice.setAttribute("aria-pressed", String(method === chosen))
  head.append(choice, element("span", "cost", cost))
  line.append(head, ...cells)
  if (!cells.length) {
    const empty = element("td", "none")
    empty.colSpan = words.length
    line.append(empty)
  }
  return line
}

export default renderer(Rows, "method")
