/** The first chosen head's map, large: its cells, their labels, and the cursor on what is looked at. */

import { element } from "../../../app/components/dom.js"
import { GRID_MOVES, movedInside, moveOf } from "../../../app/components/keys.js"
import { cellSide, paintMap } from "./maps.js"
import { markTokens } from "./marks.js"

/** @typedef {import("./readout.js").Place} Place */

export class LargeMap {
  #cell // pixels of a cell
  #named

  /** @param {import("./parts.js").Parts} parts */
  constructor(parts) {
    this.parts = parts
  }

  /** @param {import("./picture.js").Picture} picture */
  draw(picture, colours) {
    const { parts } = this
    const { rows, columns, heads, threshold, named } = picture
    const labels = Math.min(112, 18 + 7.4 * Math.max(1, ...rows.map(({ text }) => text.length)))
    parts.box.style.setProperty("--labels", `${labels}px`)
    const cell = cellSide(parts.box.clientWidth - labels - 4, columns.length)
    paintMap(parts.map, heads[0].matrix, rows.length, columns.length, cell, threshold, colours)
    if (this.#named !== named || this.#cell !== cell) this.#label(rows, columns, cell)
    this.shape = [rows.length, columns.length]
    this.#named = named
    this.#cell = cell
  }

  #label(rows, columns, cell) {
    this.parts.rowLabels.replaceChildren(
      ...rows.map((group) => {
        const label = labelOf("row-label", group)
        label.textContent = group.text
        label.style.height = `${cell}px`
        return label
      }),
    )
    this.parts.columnLabels.replaceChildren(
      ...columns.map((group) => {
        const label = labelOf("column-label", group)
        label.append(element("span", "", group.text))
        label.style.width = `${cell}px`
        return label
      }),
    )
  }

  /**
   * Mark what is looked at, and what is pinned.
   * @param {Place | null} place
   * @param {Place | null} pin
   */
  focus(place, pin) {
    markTokens([...this.parts.rowLabels.children], place?.row, pin?.row)
    markTokens([...this.parts.columnLabels.children], place?.column, pin?.column)
    this.#drawCursor(place)
  }

  /** @param {Place | null} place */
  #drawCursor(place) {
    const { row, column } = place ?? {}
    const [rows, columns] = this.shape
    const cell = this.#cell
    Object.assign(this.parts.cursor.style, {
      display: place ? "block" : "none",
      left: `${(column ?? 0) * cell}px`,
      top: `${(row ?? 0) * cell}px`,
      width: `${(column === undefined ? columns : 1) * cell}px`,
      height: `${(row === undefined ? rows : 1) * cell}px`,
    })
  }

  /**
   * The cell under a pointer, null outside the map.
   * @param {PointerEvent} event
   */
  cellUnder(event) {
    const box = this.parts.map.getBoundingClientRect()
    const row = Math.floor((event.clientY - box.top) / this.#cell)
    const column = Math.floor((event.clientX - box.left) / this.#cell)
    const [rows, columns] = this.shape
    return row >= 0 && row < rows && column >= 0 && column < columns ? { row, column } : null
  }

  /**
   * The cell to which a key leads, or null for a key that moves nothing.
   * @param {KeyboardEvent} event
   * @param {Place | null} place from which; without one the first key goes to the first cell, wherever it points
   */
  cellAfter(event, place) {
    const move = moveOf(event, GRID_MOVES)
    if (!move) return null
    const from = place ? [place.row ?? 0, place.column ?? 0] : move.map((by) => (by ? -by : 0))
    const [row, column] = movedInside(from, move, this.shape)
    return { row, column }
  }

  scrollToCursor() {
    this.parts.cursor.scrollIntoView({ block: "nearest", inline: "nearest" })
  }
}

function labelOf(className, { text, special }) {
  const label = element("div", special ? `${className} special` : className)
  label.title = text
  return label
}
