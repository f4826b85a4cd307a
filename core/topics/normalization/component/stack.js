/** Where the sheets of a block (B, T, D) stand on a canvas, each a slanted parallelogram. */

import { range } from "../../../app/components/dom.js"
import { clamp } from "../../../app/components/keys.js"

const GAP = 19 // pixels between sheets: the name of the next stands there
const ROOM = 420 // pixels high that all sheets may have
const LEAST_ROW = 2.2
const MOST_ROW = 9
const SLANT = 0.6 // of a row's height that each row stands further left

/**
 * @typedef {object} Stack
 * @property {[number, number, number]} shape B, T, D
 * @property {number} row pixels high of a token
 * @property {number} wide pixels of a dimension
 * @property {number} slant pixels that each row stands further left than the one above
 * @property {number[]} tops of the sheets
 * @property {number} width of the canvas
 * @property {number} height
 */

/**
 * @param {[number, number, number]} shape B, T, D
 * @param {number} width pixels of the canvas
 * @returns {Stack}
 */
export function stackOf(shape, width) {
  const [B, T, D] = shape
  const row = clamp((ROOM / B - GAP) / T, LEAST_ROW, MOST_ROW)
  const slant = row * SLANT
  const high = T * row
  const tops = range(B).map((b) => GAP - 3 + b * (high + GAP))
  return { shape, row, slant, tops, width, wide: (width - slant * T - 2) / D, height: B * (high + GAP) + 6 }
}

/** Left and top of a corner between cells: dimension d, token t of sheet b. */
export const cornerOf = ({ shape, slant, wide, row, tops }, b, t, d) => [
  slant * (shape[1] - t) + d * wide,
  tops[b] + t * row,
]

/**
 * Which number lies at a point, as [b, t, d]; null beside the sheets.
 * @param {Stack} stack
 */
export function cellAt({ shape, row, wide, slant, tops }, x, y) {
  const [, T, D] = shape
  for (const [b, top] of tops.entries()) {
    const t = Math.floor((y - top) / row)
    const d = Math.floor((x - slant * (T - (y - top) / row)) / wide)
    if (t >= 0 && t < T && d >= 0 && d < D) return [b, t, d]
  }
  return null
}

/**
 * The numbers of a sheet that are averaged with the chosen one: which tokens, and which dimensions (from, to).
 * @param {{sentences: string, tokens: string, dimensions: string, padding: boolean}} lit "one" or "all" of each axis
 * @param {[number, number, number]} chosen
 * @param {number} b the sheet
 * @param {number[]} real 1 for words, 0 for padding
 * @param {Stack} stack
 */
export function litPart(lit, chosen, b, real, { shape, wide }) {
  const [, T, D] = shape
  const [chosenSheet, chosenToken, chosenDimension] = chosen
  if (lit.sentences !== "all" && b !== chosenSheet) return { tokens: [], left: 0, right: 0 }
  const rows = lit.tokens === "one" ? [chosenToken] : range(T)
  const tokens = rows.filter((t) => lit.padding || real[t])
  if (lit.dimensions === "all") return { tokens, left: 0, right: D }
  const half = Math.max(1, 2.4 / wide) / 2 // a single column must be seen
  return { tokens, left: chosenDimension + 0.5 - half, right: chosenDimension + 0.5 + half }
}

/** The number of an array at [b, t, d]; along an axis of length 1 there is one for all. */
export const pick = ({ shape, data }, place) =>
  data[shape.reduce((index, size, axis) => index * size + (size === 1 ? 0 : place[axis]), 0)]
