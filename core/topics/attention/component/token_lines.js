/** The tokens left and right with the lines between them: all of them, and those of one token or cell on top. */

import { largest } from "../../../app/components/heatmap.js"
import { LINES_WIDE, paintLines, shade, tokenColumn, tokenHeight } from "./lines.js"
import { markTokens } from "./marks.js"

/** @typedef {import("./readout.js").Place} Place */

export class TokenLines {
  #buttons
  #named

  /**
   * @param {import("./parts.js").Parts} parts
   * @param {(side: "row" | "column") => import("./lines.js").TokenActs} actsOf what a side's tokens do
   */
  constructor(parts, actsOf) {
    this.parts = parts
    this.actsOf = actsOf
  }

  /** @param {import("./picture.js").Picture} picture */
  draw(picture) {
    const { parts } = this
    const { rows, columns, heads, threshold, named } = picture
    const tokens = Math.max(rows.length, columns.length)
    const high = tokenHeight(tokens)
    parts.between.style.height = `${tokens * high}px`
    if (this.#named !== named) {
      this.#buttons = {
        left: tokenColumn(parts.left, rows, high, this.actsOf("row")),
        right: tokenColumn(parts.right, columns, high, this.actsOf("column")),
      }
    }
    const wide = Math.max(60, parts.between.clientWidth || LINES_WIDE)
    this.#named = named
    this.picture = picture
    this.field = { rows: rows.length, columns: columns.length, high, wide, threshold }
    paintLines(parts.all, heads, this.field)
  }

  /**
   * Fade all lines but those of a token or cell, and mark it and what is pinned.
   * @param {Place | null} place
   * @param {Place | null} pin
   */
  focus(place, pin) {
    const { row, column } = place ?? {}
    const isWanted = (r, c) => (row === undefined || r === row) && (column === undefined || c === column)
    this.parts.all.classList.toggle("faded", Boolean(place))
    paintLines(this.parts.some, place ? this.picture.heads : [], this.field, isWanted)
    this.#shade(row, column)
    markTokens(this.#buttons.left, row, pin?.row)
    markTokens(this.#buttons.right, column, pin?.column)
  }

  /** Of a row its weights behind the tokens at the right, of a column those at the left. */
  #shade(row, column) {
    const { rows, columns, heads } = this.picture
    const width = columns.length
    const matrices = heads.map(({ matrix }) => matrix)
    const tones = heads.map(({ colour }) => colour)
    const most = Math.max(...matrices.map(largest)) || 1
    const ofRow = (matrix) => matrix.subarray(row * width, (row + 1) * width)
    const ofColumn = (matrix) => Float32Array.from(rows, (_, r) => matrix[r * width + column])
    const [isRow, isColumn] = [row !== undefined, column !== undefined]
    shade(this.#buttons.right, isRow && !isColumn ? matrices.map(ofRow) : null, tones, most)
    shade(this.#buttons.left, isColumn && !isRow ? matrices.map(ofColumn) : null, tones, most)
  }
}
