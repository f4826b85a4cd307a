/** The opened step as a heat map: small matrices are drawn large, with their numbers. */

import { css } from "../../../app/components/colours.js"
import { element, range } from "../../../app/components/dom.js"
import {
  divergingScale,
  extremes,
  gradient,
  paintCells,
  paintPixels,
  sequentialScale,
  shadesOf,
  sharpPen,
  sizeQuantile,
} from "../../../app/components/heatmap.js"
import { clamp } from "../../../app/components/keys.js"
import { compact, fixed } from "../../../app/components/numbers.js"

const LEAST_CELL = 1.25 // pixels
const LEAST_TOKEN_CELL = 15
const MOST_CELL = 60
const MOST_CELL_OF_TWO = 150
const ROOM_FOR_NUMBERS = { wide: 36, high: 18 }
const ON_SCALE = 0.995 // of the numbers: the few largest would leave all others grey
const TICK_ROOM = 44 // pixels from one tick to the next

/**
 * @typedef {object} View the part of the server's message that a map shows
 * @property {{value: import("../../../app/components/message.js").Matrix}} arrays
 * @property {"sequential" | "diverging"} scale
 * @property {string[]} rows names of the rows
 * @property {string[] | null} columns names of the columns, null where they are dimensions
 * @property {[string, string]} axes letters of both
 */

/** What colour a number of a step has, and where the scale ends. */
export function scaleOf({ arrays, scale }, colours) {
  const end = sizeQuantile(arrays.value.data, ON_SCALE)
  return scale === "sequential" ? sequentialScale(colours, end) : divergingScale(colours, end)
}

/**
 * Pixels of a cell.
 * @param {View} view
 * @param {number} width pixels for all, names of the rows included
 * @param {number} labels pixels for the names
 */
export function sizesOf(view, width, labels) {
  const { rows, columns } = view.arrays.value
  const least = view.columns ? LEAST_TOKEN_CELL : LEAST_CELL
  const most = columns <= 2 ? MOST_CELL_OF_TWO : MOST_CELL
  return { wide: clamp((width - labels) / columns, least, most), high: heightOf(rows) }
}

function heightOf(rows) {
  if (rows === 1) return 46
  if (rows <= 10) return 27
  return rows <= 40 ? 18 : 13 // a usual sentence's square map fits a laptop together with its read-out
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("../../../app/components/message.js").Matrix} matrix
 * @param {import("../../../app/components/heatmap.js").Scale} scale
 * @param {{wide: number, high: number}} size of a cell
 */
export function paintMatrix(canvas, { data, rows, columns }, scale, size, colours) {
  const { wide, high } = size
  if (wide >= ROOM_FOR_NUMBERS.wide && high >= ROOM_FOR_NUMBERS.high) {
    const text = (number) => fixed(number, 2)
    const look = { columns, wide, high, gap: 1, inset: 0.5, size: 11, colour: scale.colour, text }
    paintCells(sharpPen(canvas, columns * wide, rows * high), data, look, colours)
  } else {
    Object.assign(canvas.style, { width: `${columns * wide}px`, height: `${rows * high}px` })
    paintPixels(canvas, data, rows, columns, shadesOf(scale))
  }
}

/** A few numbers as a strip on their own scale; a row's missing numbers (NaN at its end) stay empty. */
export function paintStrip(canvas, numbers, isSequential, colours) {
  const there = numbers.filter((number) => !Number.isNaN(number))
  const end = Math.max(...there.map(Math.abs)) || 1
  const { colour } = isSequential ? sequentialScale(colours, end) : divergingScale(colours, end)
  canvas.width = there.length
  canvas.height = 1
  const pen = canvas.getContext("2d")
  for (const [place, number] of there.entries()) {
    pen.fillStyle = css(colour(number))
    pen.fillRect(place, 0, 1, 1)
  }
}

/** Names of the rows at the left, of the columns on top: tokens, or every so many dimensions. */
export function label(parts, view, size) {
  const { columns } = view.arrays.value
  parts.rows.replaceChildren(
    ...view.rows.map((text) => {
      const name = element("div", "row-label", text)
      name.style.height = `${size.high}px`
      name.title = text
      return name
    }),
  )
  parts.columns.style.width = `${columns * size.wide}px`
  parts.columns.className = view.columns ? "columns tokens" : "columns ticks"
  parts.columns.replaceChildren(...(view.columns ? tokenLabels(view, size) : tickLabels(view, columns, size)))
}

function tokenLabels({ columns }, { wide }) {
  return columns.map((text) => {
    const name = element("div", columns.length <= 2 ? "column-label flat" : "column-label")
    name.append(element("span", "", text))
    name.style.width = `${wide}px`
    name.title = text
    return name
  })
}

/** Which dimensions have a tick: a power of two apart, so that their numbers do not touch. */
export function ticksOf(columns, wide) {
  const every = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].find((step) => step * wide >= TICK_ROOM) ?? 512
  return range(Math.ceil((columns - 26 / wide) / every)).map((number) => number * every)
}

function tickLabels({ axes }, columns, { wide }) {
  return ticksOf(columns, wide).map((dimension) => {
    const tick = element("span", "tick", dimension ? String(dimension) : `${axes[1]} 0`)
    tick.style.left = `${dimension * wide}px`
    return tick
  })
}

/** The scale under the map: its colours, its ends, and how far the numbers really go. */
export function scaleBar(bar, { arrays }, scale, texts) {
  bar.strip.style.background = gradient(scale)
  bar.low.textContent = compact(scale.from)
  bar.high.textContent = compact(scale.to)
  const [least, most] = extremes(arrays.value.data)
  bar.reach.textContent = `${texts.least} ${compact(least)} · ${texts.most} ${compact(most)}`
}
