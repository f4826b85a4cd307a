/** The strips in the blocks: a token's first numbers at every step, and which of them a cell is made of. */

import { rowOf } from "../../../app/components/message.js"
import { filled } from "../../../app/components/texts.js"
import { paintStrip } from "./map.js"
import { AFTER, sourcesOf } from "./walk.js"

// Kinds of steps whose cell comes from the numbers in its own column.
const IN_PLACE = ["sum", "norm", "gelu", "mask", "softmax"]

/**
 * Whose numbers a step's strip shows.
 * @param {string} step
 * @param {{step: string, kind: string}} opened
 * @param {{row: number, column: number}} cell
 * @param {number | undefined} place of the term that is pointed at
 */
export function stripRow(step, opened, { row, column }, place) {
  if (AFTER.includes(step)) return 0
  if (step === "keys" && opened.step === "scores") return column // a score is a query with another token's key
  if (step === "values" && opened.kind === "mixture" && place !== undefined) return place
  return AFTER.includes(opened.step) ? 0 : row
}

/**
 * Whose numbers all strips show, and which one that of another token.
 * @param {import("./flow.js").Header} view
 * @param {{row: number, column: number}} cell
 * @param {number | undefined} place of the term that is pointed at
 */
export function noteOf(view, cell, place) {
  const { texts, rows, steps } = view
  const row = stripRow(steps[0], view, cell, place)
  const other = steps.find((step) => !AFTER.includes(step) && stripRow(step, view, cell, place) !== row)
  if (!other) return filled(texts.strips, { token: rows[row] })
  const token = rows[stripRow(other, view, cell, place)]
  return filled(texts.strips_other, { token: rows[row], step: texts.names[other], other: token })
}

/**
 * Which number of a source's strip is marked; undefined for none.
 * @param {string} step
 * @param {string} kind of the opened step
 * @param {number} column of the cell
 * @param {number | undefined} place of the term that is pointed at
 */
export function markedPlace(step, kind, column, place) {
  if (step === "values" && kind === "mixture") return column
  return place ?? (IN_PLACE.includes(kind) ? column : undefined)
}

export class Strips {
  #painted = {} // step → whose numbers its strip shows

  /** In other colours, or of other numbers: all are to be painted anew. */
  forget() {
    this.#painted = {}
  }

  /**
   * @param {import("./flow.js").Header} view
   * @param {Record<string, HTMLElement>} blocks
   * @param {{row: number, column: number}} cell
   * @param {number} [place] of the term that is pointed at
   */
  draw(view, blocks, cell, colours, place) {
    const { strips } = view.arrays
    const tokens = strips.rows / view.steps.length
    const sources = sourcesOf(view, view.layers)
    for (const [index, step] of view.steps.entries()) {
      const row = stripRow(step, view, cell, place)
      const numbers = rowOf(strips, index * tokens + row)
      const isSequential = view.sequential.includes(step)
      if (this.#painted[step] !== row)
        paintStrip(blocks[step].querySelector("canvas"), numbers, isSequential, colours)
      this.#painted[step] = row
      const isSource = sources.includes(step)
      blocks[step].classList.toggle("source", isSource)
      const marked = isSource ? markedPlace(step, view.kind, cell.column, place) : undefined
      mark(blocks[step].querySelector(".at"), marked, numbers)
    }
  }
}

/** Mark one of the numbers of a strip, if it is among them; those that are not there are NaN. */
function mark(at, place, numbers) {
  const count = numbers.filter((number) => !Number.isNaN(number)).length
  at.hidden = place === undefined || place >= count
  at.style.setProperty("--place", at.hidden ? 0 : (place + 0.5) / count)
}
