/** Matrices of numbers as colours: scales, a pixel a cell, or cells large enough to hold their number. */

import { css, mix, readableOn } from "./colours.js"
import { range } from "./dom.js"

/**
 * @typedef {object} Scale what colour a number has; numbers beyond its ends have the colour of the end
 * @property {number} from
 * @property {number} to
 * @property {(number: number) => import("./colours.js").Colour} colour
 */
const SHADES = 256
const FONT = "ui-monospace, Menlo, Consolas, monospace"

/**
 * From the background at 0 up to the accent at `end`.
 * @returns {Scale}
 */
export function sequentialScale(colours, end) {
  const colour = (number) => mix(colours.background, colours.accent, Math.min(1, Math.max(0, number / end)))
  return { from: 0, to: end, colour }
}

/**
 * Neutral at 0, one colour for each sign, full at `end` and −`end`.
 * @returns {Scale}
 */
export function divergingScale(colours, end) {
  const colour = (number) =>
    mix(
      colours.neutral,
      number < 0 ? colours.negative : colours.positive,
      Math.min(1, Math.abs(number) / end),
    )
  return { from: -end, to: end, colour }
}

/**
 * The size |x| below which a proportion of the numbers lies; 1 where all are 0. As the end of a scale it keeps
 * the few largest numbers from leaving all others grey.
 * @param {Float32Array} numbers
 * @param {number} proportion
 */
export function sizeQuantile(numbers, proportion) {
  const sizes = Float32Array.from(numbers, Math.abs).sort()
  return sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * proportion))] || 1
}

/** The largest of numbers ≥ 0; a loop, for a spread of 200,000 arguments overflows the stack. */
export function largest(numbers) {
  let most = 0
  for (const number of numbers) if (number > most) most = number
  return most
}

/** Least and largest of some numbers. */
export function extremes(numbers) {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  for (const number of numbers) {
    if (number < least) least = number
    if (number > most) most = number
  }
  return [least, most]
}

/** A scale as a CSS gradient from left to right. */
export function gradient(scale, steps = 11) {
  const width = scale.to - scale.from
  const colours = range(steps).map((step) => scale.colour(scale.from + (width * step) / (steps - 1)))
  return `linear-gradient(to right, ${colours.map((colour) => css(colour)).join(", ")})`
}

/**
 * A scale's colours as pixels, mixed once for all cells.
 * @param {Scale} scale
 */
export function shadesOf(scale) {
  const width = scale.to - scale.from
  const bytes = range(SHADES).flatMap((shade) => [
    ...scale.colour(scale.from + (shade / (SHADES - 1)) * width),
    255,
  ])
  return {
    from: scale.from,
    perUnit: (SHADES - 1) / width,
    pixels: new Uint32Array(Uint8Array.from(bytes).buffer),
  }
}

/**
 * Numbers as pixels.
 * @param {ArrayLike<number>} numbers
 * @param {ReturnType<typeof shadesOf>} shades
 * @param {Uint32Array} pixels where they go; as many as the numbers
 */
export function shadeInto(pixels, numbers, { from, perUnit, pixels: shades }) {
  for (let place = 0; place < numbers.length; place++) {
    const shade = Math.round((numbers[place] - from) * perUnit)
    pixels[place] = shades[shade < 0 ? 0 : shade >= SHADES ? SHADES - 1 : shade]
  }
}

/**
 * A matrix as a picture of one pixel a cell, to be stretched by its style.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} numbers row after row
 * @param {ReturnType<typeof shadesOf>} shades
 */
export function paintPixels(canvas, numbers, rows, columns, shades) {
  canvas.width = columns
  canvas.height = rows
  const pen = canvas.getContext("2d")
  const picture = pen.createImageData(columns, rows)
  shadeInto(new Uint32Array(picture.data.buffer), numbers, shades)
  pen.putImageData(picture, 0, 0)
}

/**
 * Give a canvas a size in CSS pixels and a pen that draws in them, sharp on any screen.
 * @param {HTMLCanvasElement} canvas
 */
export function sharpPen(canvas, wide, high) {
  const sharp = window.devicePixelRatio || 1
  Object.assign(canvas.style, { width: `${wide}px`, height: `${high}px` })
  canvas.width = wide * sharp
  canvas.height = high * sharp
  const pen = canvas.getContext("2d")
  pen.scale(sharp, sharp)
  return pen
}

/**
 * A matrix cell by cell, each with its number where `text` gives one.
 * @param {CanvasRenderingContext2D} pen
 * @param {Float32Array} numbers row after row
 * @param {object} look
 * @param {number} look.columns
 * @param {number} look.wide pixels from one cell to the next
 * @param {number} look.high
 * @param {number} look.gap pixels between cells
 * @param {number} look.inset pixels by which cells, and their text downwards, are moved
 * @param {number} look.size of the text
 * @param {(number: number) => import("./colours.js").Colour} look.colour
 * @param {(number: number) => string} look.text
 * @param {import("./colours.js").Colours} colours
 */
export function paintCells(pen, numbers, look, colours) {
  const { columns, wide, high, gap, inset } = look
  Object.assign(pen, { font: `${look.size}px ${FONT}`, textAlign: "center", textBaseline: "middle" })
  numbers.forEach((number, place) => {
    const colour = look.colour(number)
    const text = look.text(number)
    const left = (place % columns) * wide
    const top = Math.floor(place / columns) * high
    pen.fillStyle = css(colour)
    pen.fillRect(left + inset, top + inset, wide - gap, high - gap)
    if (!text) return
    pen.fillStyle = css(readableOn(colour, colours))
    pen.fillText(text, left + wide / 2, top + high / 2 + inset)
  })
}
