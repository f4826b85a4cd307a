/** Painting a map of words: its dots, the words that were found, and the names. */

import { css, mix } from "../../../app/components/colours.js"
import { placedLabels } from "../../../app/components/labels.js"
import { pixelOf } from "./frame.js"

const SHADES = 25
const LAYERS = 8 // of all shades; otherwise the last shade would hide the others where words are dense
const MOST_NAMES = 90
const TOOLS = 44 // pixels at the right that the buttons cover
const FAMILY = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', sans-serif"
const fontOf = (weight) => `${weight} 12px ${FAMILY}`

/**
 * Where a number stands on a scale, from 0 to 100: its stops are evenly apart, and between two it is linear.
 * @param {number} number
 * @param {number[]} stops from the least to the largest
 */
export function placeOn(number, stops) {
  if (number <= stops[0]) return 0
  const next = stops.findIndex((stop) => number < stop)
  if (next < 0) return 100
  const share = (number - stops[next - 1]) / (stops[next] - stops[next - 1])
  return (100 * (next - 1 + share)) / (stops.length - 1)
}

/** The colour of a place from 0 to 100: from negative over neutral to positive, or from strong to pale. */
export function shadeOf(place, scale, colours) {
  if (scale === "sequential") return mix(colours.accent, colours.neutral, place / 100)
  const [from, share] = place < 50 ? [colours.negative, place / 50] : [colours.positive, 2 - place / 50]
  return mix(from, colours.neutral, share)
}

/**
 * The words by their shade, so that a colour is set once for many dots, in layers that each have all shades.
 * @param {ArrayLike<number>} places from 0 to 100
 * @returns {[number, number[]][]} the place of a shade and its words' indices, in the order of painting
 */
export function byShade(places) {
  const layers = Array.from({ length: LAYERS }, () => Array.from({ length: SHADES }, () => []))
  Array.from(places).forEach((place, index) => {
    layers[index % LAYERS][Math.round((place / 100) * (SHADES - 1))].push(index)
  })
  return layers.flatMap((shades) => shades.map((indices, shade) => [(100 * shade) / (SHADES - 1), indices]))
}

/** Those of some words that are on the screen, in their order, in pixels. */
export function* onScreen(indices, { words, points, part, size }) {
  for (const index of indices) {
    const [x, y] = pixelOf(part, size, points[2 * index], points[2 * index + 1])
    if (x >= 0 && y >= 0 && x <= size.width && y <= size.height) yield { index, x, y, text: words[index] }
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {object} view words, points, part, home, size, groups, scale, marks, found, hovered, colours
 */
export function paintMap(pen, view) {
  pen.clearRect(0, 0, view.size.width, view.size.height)
  for (const mark of view.marks) paintMark(pen, mark, view)
  paintDots(pen, view)
  paintNames(pen, view)
}

function paintDots(pen, view) {
  const { groups, colours, scale, points, part, size, home } = view
  const side = Math.min(9, (points.length > 6000 ? 2.4 : 5) * (part.wide / home.wide) ** 0.3)
  pen.globalAlpha = 0.8
  for (const [place, indices] of groups) {
    pen.fillStyle = css(shadeOf(place, scale, colours))
    for (const index of indices) {
      const [x, y] = pixelOf(part, size, points[2 * index], points[2 * index + 1])
      if (x > -side && y > -side && x < size.width + side && y < size.height + side)
        pen.fillRect(x - side / 2, y - side / 2, side, side)
    }
  }
  pen.globalAlpha = 1
}

/** An upright line at which an axis of one's own has one of its two words. */
function paintMark(pen, { at, text }, { part, size, colours }) {
  const [x] = pixelOf(part, size, at, part.y)
  pen.strokeStyle = css(colours.accent, 0.7)
  pen.lineWidth = 1
  pen.setLineDash([5, 4])
  pen.beginPath()
  pen.moveTo(x, 0)
  pen.lineTo(x, size.height - 20)
  pen.stroke()
  pen.setLineDash([])
  pen.font = fontOf(700)
  pen.textBaseline = "bottom"
  pen.textAlign = "center"
  pen.fillStyle = css(colours.accent)
  pen.fillText(text, x, size.height - 3)
  pen.textAlign = "left"
}

function paintNames(pen, view) {
  const { colours, found, hovered, words, size } = view
  const named = new Set(hovered === null ? found : [hovered, ...found])
  const important = [...onScreen(named, view)]
  const rest = without(words, named)
  pen.font = fontOf(600)
  pen.textBaseline = "middle"
  const free = { ...size, width: size.width - TOOLS }
  const room = { ...free, most: MOST_NAMES, widthOf: (text) => pen.measureText(text).width + 2 }
  for (const point of important) paintRing(pen, point, colours, point.index === found[0])
  for (const label of placedLabels(important, onScreen(rest, view), room))
    paintName(pen, label, view, named.has(label.index))
}

function* without(words, named) {
  for (let index = 0; index < words.length; index += 1) if (!named.has(index)) yield index
}

function paintRing(pen, { x, y }, colours, isFirst) {
  pen.beginPath()
  pen.arc(x, y, isFirst ? 7 : 4.5, 0, 2 * Math.PI)
  pen.fillStyle = css(colours.accent)
  pen.fill()
  pen.strokeStyle = css(colours.background)
  pen.lineWidth = 1.5
  pen.stroke()
}

function paintName(pen, { index, x, y, text, box, isFar }, { colours, found, hovered }, isNamed) {
  const isStrong = index === found[0] || index === hovered
  const middle = box.y + box.height / 2
  if (isFar) {
    pen.strokeStyle = css(colours.accent, 0.8)
    pen.lineWidth = 1
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(box.x > x ? box.x : box.x + box.width, middle)
    pen.stroke()
  }
  pen.font = fontOf(isStrong ? 800 : isNamed ? 600 : 500)
  pen.lineWidth = 3.5
  pen.lineJoin = "round"
  pen.strokeStyle = css(colours.background)
  pen.strokeText(text, box.x, middle)
  pen.fillStyle = css(isNamed ? colours.accent : colours.text)
  pen.fillText(text, box.x, middle)
}
