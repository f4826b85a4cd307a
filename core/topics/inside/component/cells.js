/** How a cell comes about: the formula, its numbers, and the largest of its terms. */

import { at, columnOf, rowOf } from "../../../app/components/message.js"
import { bracketed, exponential, precise } from "../../../app/components/numbers.js"

/**
 * @typedef {object} Term one of the numbers that are added up
 * @property {number} place its index
 * @property {number} left
 * @property {number} [right] what `left` is multiplied by; none in a softmax
 * @property {number} adds what it adds to the sum
 *
 * @typedef {object} Worked
 * @property {string} numbers the formula with this cell's numbers in it
 * @property {Term[]} [terms]
 * @property {number} [total] their sum
 */

const LARGEST_TERMS = 3

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

/** The standard normal distribution function (Abramowitz & Stegun 1964, 7.1.26; off by 1.5e-7 at most). */
export function normalCdf(x) {
  const z = Math.abs(x) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * z)
  const tail =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const half = 0.5 * tail * Math.exp(-z * z)
  return x < 0 ? half : 1 - half
}

/** The terms of a dot product with their sum. */
function dotProduct(left, right) {
  const terms = Array.from(left, (number, place) => ({
    place,
    left: number,
    right: right[place],
    adds: number * right[place],
  }))
  return { terms, total: sum(terms.map(({ adds }) => adds)) }
}

/** Mean and (biased) variance. */
function moments(numbers) {
  const mean = sum(numbers) / numbers.length
  return [mean, sum(numbers.map((number) => (number - mean) ** 2)) / numbers.length]
}

/**
 * A cell of each kind of step (core/trace/steps.py) from the step's operands.
 * @type {Record<string, (operands: Record<string, import("../../../app/components/message.js").Matrix>,
 *   row: number, column: number, value: number) => Worked>}
 */
const WORK = {
  lookup: ({ rows }, row, column, value) => ({
    numbers: `E[${rows.data[row]}, ${column}] = ${precise(value)}`,
  }),

  sum: (operands, row, column, value) => {
    const parts = ["token", "position", "segment"].map((part) => bracketed(at(operands[part], row, column)))
    return { numbers: `${parts.join(" + ")} = ${precise(value)}` }
  },

  norm: ({ x, change, gain, shift, epsilon }, row, column, value) => {
    const added = change ? rowOf(change, row) : null
    const [mean, variance] = moments(
      Float64Array.from(rowOf(x, row), (number, d) => number + (added?.[d] ?? 0)),
    )
    const own = at(x, row, column)
    const entering = added ? `${precise(own)} + ${bracketed(added[column])}` : precise(own)
    const scale = `√(${precise(variance)} + ${exponential(epsilon.data[0], 0)})`
    const affine = `${bracketed(gain.data[column])} + ${bracketed(shift.data[column])}`
    return { numbers: `(${entering} − ${bracketed(mean)}) / ${scale} · ${affine} = ${precise(value)}` }
  },

  linear: ({ x, weight, bias }, row, column, value) => {
    const product = dotProduct(rowOf(x, row), rowOf(weight, column))
    return {
      ...product,
      numbers: `${precise(product.total)} + ${bracketed(bias.data[column])} = ${precise(value)}`,
    }
  },

  tanh: ({ x, weight, bias }, row, column, value) => {
    const product = dotProduct(rowOf(x, row), rowOf(weight, column))
    const inner = `${precise(product.total)} + ${bracketed(bias.data[column])}`
    return { ...product, numbers: `tanh(${inner}) = ${precise(value)}` }
  },

  product: ({ queries, keys }, row, column, value) => {
    const product = dotProduct(rowOf(queries, row), rowOf(keys, column))
    return { ...product, numbers: `${precise(product.total)} / √${queries.columns} = ${precise(value)}` }
  },

  mixture: ({ attention, values }, row, column, value) => ({
    ...dotProduct(rowOf(attention, row), columnOf(values, column)),
    numbers: `Σ = ${precise(value)}`,
  }),

  mask: ({ scores, mask }, row, column, value) => ({
    numbers: `mask[s] = ${mask.data[column]} : ${precise(at(scores, row, column))} → ${precise(value)}`,
  }),

  softmax: ({ x }, row, column, value) => {
    const scores = rowOf(x, row)
    const most = Math.max(...scores)
    const terms = Array.from(scores, (left, place) => ({ place, left, adds: Math.exp(left - most) }))
    const total = sum(terms.map(({ adds }) => adds))
    const { left, adds } = terms[column]
    const fraction = `exp(${precise(left)} − ${bracketed(most)}) / ${precise(total)}`
    return { terms, total, numbers: `${fraction} = ${precise(adds)} / ${precise(total)} = ${precise(value)}` }
  },

  gelu: ({ x }, row, column, value) => {
    const number = at(x, row, column)
    const own = precise(number)
    return { numbers: `${own} · Φ(${own}) = ${own} · ${precise(normalCdf(number))} = ${precise(value)}` }
  },
}

/**
 * What the readout shows of a cell: its value and formula, and of its terms the largest; `more` are left out.
 * @param {{formula: string, kind: string, arrays: Record<string, any>}} view
 */
export function explain(view, row, column) {
  const value = at(view.arrays.value, row, column)
  const worked = WORK[view.kind](view.arrays, row, column, value)
  const terms = (worked.terms ?? []).toSorted((one, other) => Math.abs(other.adds) - Math.abs(one.adds))
  const kept = terms.slice(0, LARGEST_TERMS)
  return { value, formula: view.formula, ...worked, terms: kept, more: terms.length - kept.length }
}
