/** Attention as lines: tokens left and right, a line for each weight. */

import { css } from "../../../app/components/colours.js"
import { button, range } from "../../../app/components/dom.js"
import { largest, sharpPen } from "../../../app/components/heatmap.js"

export const LINES_WIDE = 170 // pixels between both columns of tokens
const FAINTEST = 0.012 // of the largest weight: a fainter line cannot be seen
const MOST_LINES = 1000 // of one head at a time; in a long text more would be one grey
const LEVELS = 24 // lines of like weight are drawn in one go

/**
 * @typedef {{matrix: Float32Array, colour: import("../../../app/components/colours.js").Colour}} Layer a head
 * @typedef {object} Field
 * @property {number} rows
 * @property {number} columns
 * @property {number} high pixels of a token
 * @property {number} wide pixels of all
 * @property {number} threshold the least weight shown
 *
 * @typedef {{press(number: number): void, enter(number: number): void, leave(): void}} TokenActs by a token's number
 */

/** Pixels of a token: a long text is drawn closer. */
export const tokenHeight = (tokens) => (tokens > 40 ? 17 : 24)

/** Pixels by which the lines of a head are moved down, so that the heads' lines lie side by side. */
export const shiftOf = (layer, layers, high) =>
  (layer - (layers - 1) / 2) * Math.min(2.5, high / (layers + 2))

/** The weight from which on there are at most so many; 0 where all may stay. */
export const strongest = (matrix, count) =>
  matrix.length <= count ? 0 : Float32Array.from(matrix).sort()[matrix.length - count]

/**
 * Which of the weights are drawn, and how strongly: [row, column, level] each, a level from 0 to LEVELS − 1.
 * @param {Float32Array} matrix
 * @param {number} columns
 * @param {number} floor the least weight
 * @param {number} most the weight of the strongest level
 * @param {(row: number, column: number) => boolean} isWanted
 */
export function linesOf(matrix, columns, floor, most, isWanted = () => true) {
  const lines = []
  for (let place = 0; place < matrix.length; place++) {
    const [row, column] = [Math.floor(place / columns), place % columns]
    if (matrix[place] < floor || !isWanted(row, column)) continue
    lines.push([row, column, Math.min(LEVELS - 1, Math.floor((LEVELS * matrix[place]) / most))])
  }
  return lines
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Layer[]} layers
 * @param {Field} field
 * @param {(row: number, column: number) => boolean} [only] which lines, where not all are wanted
 */
export function paintLines(canvas, layers, field, only) {
  const { rows, columns, high, wide, threshold } = field
  const pen = sharpPen(canvas, wide, Math.max(rows, columns) * high)
  const most = Math.max(...layers.map(({ matrix }) => largest(matrix))) || 1
  for (const [layer, { matrix, colour }] of layers.entries()) {
    const floor = Math.max(threshold, FAINTEST * most, only ? 0 : strongest(matrix, MOST_LINES))
    const lines = linesOf(matrix, columns, floor, most, only)
    pen.strokeStyle = css(colour)
    strokeByLevel(pen, pathsOf(lines, high, wide, shiftOf(layer, layers.length, high)))
  }
}

/** A path for each level. */
function pathsOf(lines, high, wide, shift) {
  const paths = range(LEVELS).map(() => new Path2D())
  for (const [row, column, level] of lines) {
    const from = (row + 0.5) * high + shift
    const to = (column + 0.5) * high + shift
    paths[level].moveTo(0, from)
    paths[level].bezierCurveTo(wide / 3, from, (2 * wide) / 3, to, wide, to)
  }
  return paths
}

function strokeByLevel(pen, paths) {
  for (const [level, path] of paths.entries()) {
    const strength = (level + 0.5) / LEVELS
    pen.globalAlpha = 0.06 + 0.94 * strength
    pen.lineWidth = 0.6 + 3.2 * strength
    pen.stroke(path)
  }
}

/**
 * The tokens of one side as buttons.
 * @param {HTMLElement} box
 * @param {import("./groups.js").Group[]} groups
 * @param {number} high pixels of a token
 * @param {TokenActs} acts
 */
export function tokenColumn(box, groups, high, acts) {
  const buttons = groups.map(({ text, special }, number) => {
    const token = button(special ? "token special" : "token", text, () => acts.press(number))
    token.style.height = `${high}px`
    token.title = text
    token.onpointerenter = token.onfocus = () => acts.enter(number)
    token.onpointerleave = token.onblur = () => acts.leave()
    return token
  })
  box.replaceChildren(...buttons)
  return buttons
}

/**
 * Behind every token how much weight falls on it, as a bar of the head's colour for each head.
 * @param {HTMLElement[]} buttons
 * @param {Float32Array[] | null} weights of each head, a number a token; null for none
 * @param {import("../../../app/components/colours.js").Colour[]} colours of the heads
 * @param {number} most the weight of the strongest bar
 */
export function shade(buttons, weights, colours, most) {
  for (const [token, one] of buttons.entries()) {
    one.style.background = weights
      ? barsOf(
          weights.map((own) => own[token] / most),
          colours,
        )
      : ""
  }
}

/** Strengths (0 … 1), one a head, as bars side by side. */
export function barsOf(strengths, colours) {
  const part = 100 / strengths.length
  const stops = strengths.map(
    (strength, head) =>
      `${css(colours[head], Math.min(0.55, strength * 0.55))} ${head * part}% ${(head + 1) * part}%`,
  )
  return `linear-gradient(to right, ${stops.join(", ")})`
}
