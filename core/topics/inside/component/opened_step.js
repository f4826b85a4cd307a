/** The opened step: its numbers as a map, and the cell that the cursor is on, worked out. */

import { themeColours } from "../../../app/components/colours.js"
import { element } from "../../../app/components/dom.js"
import { cellUnder, GRID_MOVES, movedInside, moveOf } from "../../../app/components/keys.js"
import { bracketed, precise } from "../../../app/components/numbers.js"
import { filled } from "../../../app/components/texts.js"
import { explain } from "./cells.js"
import { label, paintMatrix, scaleBar, scaleOf, sizesOf } from "./map.js"
import { shapeOf } from "./shape.js"
import { noteOf, Strips } from "./strips.js"

export class OpenedStep {
  #cursor = null
  #strips = new Strips()

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
  }

  /**
   * Open a step, the cursor where it was if that is inside.
   * @param {import("./flow.js").Header} view
   * @param {import("./parts.js").Parts} parts
   */
  open(view, parts) {
    Object.assign(this, { view, parts })
    for (const part of ["title", "about"]) parts[part].textContent = view[part]
    parts.shape.replaceChildren(...shapeOf(view.shape, view.letters))
    parts.source.textContent = view.texts.source
    parts.verdict.textContent = view.texts.verdict
    parts.verdict.classList.toggle("positive", view.positive)
    const { rows, columns } = view.arrays.value
    const isInside = this.#cursor && this.#cursor.row < rows && this.#cursor.column < columns
    if (!isInside) this.#cursor = { row: Math.min(1, rows - 1), column: 0 }
    parts.map.cells.setAttribute("aria-label", view.picture)
    this.drawMap()
  }

  /** Draw the numbers: of a new step, in a new theme, at another width. */
  drawMap() {
    const {
      root,
      view,
      parts: { map, scale },
    } = this
    this.width = root.clientWidth
    this.colours = themeColours(root)
    const colouring = scaleOf(view, this.colours)
    const labels = Math.min(116, 16 + 7.4 * Math.max(...view.rows.map((text) => text.length)))
    root.style.setProperty("--labels", `${labels}px`)
    this.size = sizesOf(view, map.box.clientWidth - 2, labels)
    paintMatrix(map.canvas, view.arrays.value, colouring, this.size, this.colours)
    label(map, view, this.size)
    scaleBar(scale, view, colouring, view.texts)
    this.#strips.forget() // they have colours, too
    this.read()
  }

  // ---- the cursor on the map, and what it reads

  moveCursor([row, column]) {
    if (row === this.#cursor.row && column === this.#cursor.column) return
    this.#cursor = { row, column }
    this.read()
  }

  point(event) {
    const { rows, columns } = this.view.arrays.value
    const box = this.parts.map.canvas.getBoundingClientRect()
    this.moveCursor(cellUnder(event, box, this.size, [rows, columns]))
  }

  mapKey(event) {
    const move = moveOf(event, GRID_MOVES)
    if (!move) return
    const { rows, columns } = this.view.arrays.value
    this.moveCursor(movedInside([this.#cursor.row, this.#cursor.column], move, [rows, columns]))
    this.parts.map.cursor.scrollIntoView({ block: "nearest", inline: "nearest" })
  }

  read() {
    const { view, parts } = this
    const { row, column } = this.#cursor
    const cell = explain(view, row, column)
    const isPair = view.columns && view.axes[1] === "S"
    const name = view.columns ? view.columns[column] : `${view.axes[1].toLowerCase()} = ${column}`
    parts.value.textContent = precise(cell.value)
    parts.where.textContent = `${view.rows[row]} ${isPair ? "→" : "·"} ${name}`
    parts.formula.textContent = cell.formula
    parts.worked.textContent = cell.numbers
    parts.terms.replaceChildren(...termsOf(cell, view, (place) => this.light(place)))
    this.markCursor()
    this.light()
  }

  markCursor() {
    const {
      size,
      view,
      parts: { map },
    } = this
    const { row, column } = this.#cursor
    Object.assign(map.cursor.style, {
      left: `${column * size.wide}px`,
      top: `${row * size.high}px`,
      width: `${Math.max(size.wide, 3)}px`,
      height: `${size.high}px`,
    })
    markAs("read", map.rows, row)
    if (view.columns) markAs("read", map.columns, column)
  }

  /**
   * Where the cell's numbers come from: the blocks, in their strips the numbers, and in the map what is in sight.
   * @param {number} [place] of the term that is pointed at; without it all of the cell
   */
  light(place) {
    const { view, parts, size } = this
    const { map } = parts
    this.#strips.draw(view, parts.blocks, this.#cursor, this.colours, place)
    parts.note.textContent = noteOf(view, this.#cursor, place)
    const isToken = place !== undefined && Array.isArray(view.inner)
    markAs("lit", view.kind === "mixture" ? map.rows : map.columns, isToken ? place : undefined)
    map.term.hidden = !(isToken && view.kind === "softmax")
    Object.assign(map.term.style, {
      left: `${(place ?? 0) * size.wide}px`,
      top: `${this.#cursor.row * size.high}px`,
      width: `${size.wide}px`,
      height: `${size.high}px`,
    })
  }
}

function markAs(className, list, chosen) {
  for (const [place, name] of [...list.children].entries()) name.classList.toggle(className, place === chosen)
}

/** The largest terms of a cell, how many are left out, and the sum of all; `light` is told which is pointed at. */
function termsOf({ terms, more, total }, { inner, texts }, light) {
  const items = terms.map((term) => {
    const item = element("li", term.adds < 0 ? "minus" : "plus")
    const name = Array.isArray(inner) ? inner[term.place] : `${inner} ${term.place}`
    item.append(element("b", "", name), ` ${termText(term)}`)
    item.tabIndex = 0
    item.onpointerenter = item.onfocus = () => light(term.place)
    item.onpointerleave = item.onblur = () => light()
    return item
  })
  if (more > 0) items.push(element("li", "rest", filled(texts.more, { count: more })))
  if (items.length) items.push(element("li", "rest", `Σ = ${precise(total)}`))
  return items
}

function termText({ left, right, adds }) {
  if (right === undefined) return `exp → ${precise(adds)}`
  return `${precise(left)} · ${bracketed(right)} = ${precise(adds)}`
}
