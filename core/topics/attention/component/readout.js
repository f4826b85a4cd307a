/** What the large map says about a row, a column or a cell: its weights, and how that of a cell comes about. */

import { css } from "../../../app/components/colours.js"
import { button, element } from "../../../app/components/dom.js"
import { digits, fixed, weightText } from "../../../app/components/numbers.js"
import { filled } from "../../../app/components/texts.js"
import { weightWorkedOut } from "./softmax.js"

const MOST_NAMED = 4 // weights
const TINY = 0.01 // a weight of which three decimals would not be what the fraction gives

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
 * The positions of a cell's query and key; null for a row, a column, and words of several pieces.
 * @param {Place} place
 * @returns {[number, number] | null}
 */
export function pairOf({ row, column }, rows, columns) {
  if (row === undefined || column === undefined) return null
  const [queries, keys] = [rows[row].places, columns[column].places]
  return queries.length === 1 && keys.length === 1 ? [queries[0], keys[0]] : null
}

/**
 * A cell's formula with its numbers: `q·k/√K = 10.4/√32 = 1.84 · softmax over 9 keys: e^1.84/Σ = 6.30/15.3 = 0.41`.
 * @param {Float32Array} scores
 * @param {[number, number]} pair
 * @param {import("./picture.js").Picture} picture
 */
export function formula(scores, [query, key], { tokens, width, heads, texts }) {
  const { score, power, total, weight } = weightWorkedOut(scores, tokens, query, key)
  const [product, scaled] = [fixed(score * Math.sqrt(width), 2), fixed(score, 2)]
  const over = heads.length > 1 ? "" : filled(texts.weighed, { count: tokens }) // so that each keeps to a line
  const parts = element("span", "formula")
  parts.append(
    ` q·k/√K = ${product}/√${width} = ${scaled} · ${over}e`,
    element("sup", "", scaled),
    `/Σ = ${digits(power)}/${digits(total)} = `,
    element("b", "", weight < TINY ? digits(weight) : weightText(weight)),
  )
  return parts
}

/**
 * The lines of the readout: a headline, then each head with its weights; a hint where nothing is looked at.
 * @param {Place | null} place
 * @param {import("./picture.js").Picture} picture
 * @param {(query: number, key: number) => void} [openPair] shows a query and a key; given where a cell stays
 */
export function readoutOf(place, picture, openPair) {
  const { rows, columns, heads, texts } = picture
  if (!place) return [element("p", "hint", texts.hint)]
  const pair = pairOf(place, rows, columns)
  const lines = heads.map(({ matrix, scores, colour, name }) => {
    const line = element("p", "line")
    const dot = element("i", "dot")
    dot.style.background = css(colour)
    line.append(dot)
    const isWorkedOut = Boolean(pair && scores)
    if (!isWorkedOut || heads.length > 1) line.append(element("b", "", name)) // else it stands right above
    line.append(
      isWorkedOut ? formula(scores, pair, picture) : ` ${weightsText(matrix, place, rows, columns)}`,
    )
    return line
  })
  const about = element("p", "about", headline(place, rows, columns, texts))
  if (pair && picture.pairs && openPair)
    about.append(button("open", texts.open_pair, () => openPair(...pair)))
  return [about, ...lines]
}
