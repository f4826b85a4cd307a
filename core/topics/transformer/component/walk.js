/** Where one stands in the towers and in what is written: pure functions, so that they can be tested alone. */

import { clamp } from "../../../app/components/keys.js"

/**
 * @typedef {object} Step a block of a tower
 * @property {string} name as the server names it, such as `decoder_2_cross`
 * @property {"encoder" | "decoder"} tower
 * @property {string} step
 * @property {number | null} layer from 1
 */

/** The number of the step that is called so; the first where none is. */
export const numberOf = (steps, name) =>
  Math.max(
    0,
    steps.findIndex((step) => step.name === name),
  )

/** The step so many places on, not beyond either end. */
export const moved = (steps, number, by) => clamp(number + by, 0, steps.length - 1)

/**
 * A row of attention weights of one head, or the mean of all heads.
 * @param {{data: Float32Array, shape: number[]}} matrix (H, T, S)
 * @param {number} head from 1; 0 for the mean
 * @param {number} row
 * @returns {number[]}
 */
export function weightsOf(matrix, head, row) {
  const [heads, rows, columns] = matrix.shape
  const from = (one) => (one * rows + row) * columns
  const take = (one) => [...matrix.data.subarray(from(one), from(one) + columns)]
  if (head > 0) return take(head - 1)
  const all = [...Array(heads).keys()].map(take)
  return all[0].map((_, column) => all.reduce((sum, own) => sum + own[column], 0) / heads)
}

/**
 * The table that a block shows: of an attention one head's weights or the heads' mean, else its numbers.
 * @param {{data: Float32Array, shape: number[]}} matrix (H, T, S) or (T, D)
 * @param {number} head from 1; 0 for the mean
 * @returns {{data: Float32Array, rows: number, columns: number}}
 */
export function tableOf(matrix, head) {
  if (matrix.shape.length === 2) {
    const [rows, columns] = matrix.shape
    return { data: matrix.data, rows, columns }
  }
  const [, rows, columns] = matrix.shape
  const data = Float32Array.from([...Array(rows).keys()].flatMap((row) => weightsOf(matrix, head, row)))
  return { data, rows, columns }
}

/** The number of the largest; the first of several. */
export const largestOf = (numbers) => numbers.indexOf(Math.max(...numbers))
