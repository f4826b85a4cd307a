/** What the large map says about a row, a column or a cell, in words and weights. */

import { css } from "../../../app/components/colours.js"
import { element } from "../../../app/components/dom.js"
import { weightText } from "../../../app/components/numbers.js"
import { filled } from "../../../app/components/texts.js"

const MOST_NAMED = 4 // weights

/**
 * @typedef {object} Place a cell, a whole row (no column) or a whole column (no row)
 * @property {number} [row]
 * @property {number} [column]
 */

/**
 * Its headline: `good looks at`, `good is looked at by`, `good → film`.
 * @param {Place} place
 * @param {import("./groups.js").Group[]} rows
 * @param {import("./groups.js").Group[]} columns
 * @param {{looks_at: string, looked_at: string}} texts
 */
export function headline({ row, column }, rows, columns, texts) {
  if (row === undefined) return filled(texts.looked_at, { token: columns[column].text })
  if (column === undefined) return filled(texts.looks_at, { token: rows[row].text })
  return `${rows[row].text} → ${columns[column].text}`
}

/**
 * Its weights: one, or the largest of a row or column with the sum of all.
 * @param {Float32Array} matrix
 * @param {Place} place
 */
export function weightsText(matrix, { row, column }, rows, columns) {
  if (row !== undefined && column !== undefined) return weightText(matrix[row * columns.length + column])
  const all =
    row === undefined
      ? rows.map(({ text }, index) => ({ text, weight: matrix[index * columns.length + column] }))
      : columns.map(({ text }, index) => ({ text, weight: matrix[row * columns.length + index] }))
  const loud = all.toSorted((one, other) => other.weight - one.weight).slice(0, MOST_NAMED)
  const total = all.reduce((sum, { weight }) => sum + weight, 0)
  return `${loud.map(({ text, weight }) => `${text} ${weightText(weight)}`).join(" · ")}  Σ ${weightText(total)}`
}

/**
 * The lines of the readout: a headline, then each head with its weights; a hint where nothing is looked at.
 * @param {Place | null} place
 * @param {import("./picture.js").Picture} picture
 */
export function readoutOf(place, { rows, columns, heads, texts }) {
  if (!place) return [element("p", "hint", texts.hint)]
  const lines = heads.map(({ matrix, colour, name }) => {
    const line = element("p", "line")
    const dot = element("i", "dot")
    dot.style.background = css(colour)
    line.append(dot, element("b", "", name), ` ${weightsText(matrix, place, rows, columns)}`)
    return line
  })
  return [element("p", "about", headline(place, rows, columns, texts)), ...lines]
}
