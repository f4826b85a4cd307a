/** The map of word2vec: words of length 1 in two of their directions, named without lying on each other. */

import { css } from "../../../app/components/colours.js"
import { placedLabels } from "../../../app/components/labels.js"

const REACH = 1.05 // vectors of length 1 hardly leave this frame, so that it can stay the same
const NEAR = 14 // pixels in which a word is meant
const MOST_NAMES = 80
const FAMILY = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', sans-serif"

/** Points on the way from some to others; `share` is 0 at the first and 1 at the others. */
export const between = (from, to, share) => {
  const eased = share * share * (3 - 2 * share)
  return to.map((value, index) => from[index] + (value - from[index]) * eased)
}

/** Pixels of a point; both axes have one scale. */
export function pixelOf(points, index, { width, height }) {
  const scale = Math.min(width, height) / (2 * REACH)
  return [width / 2 + points[2 * index] * scale, height / 2 - points[2 * index + 1] * scale]
}

/** The word at a place, or null. */
export function wordAt(points, size, left, top) {
  let nearest = null
  let least = NEAR
  for (let index = 0; index < points.length / 2; index += 1) {
    const [x, y] = pixelOf(points, index, size)
    const gap = Math.hypot(x - left, y - top)
    if (gap < least) [nearest, least] = [index, gap]
  }
  return nearest
}

export function paintWords(pen, { words, points, marked, near, width, height, colours }) {
  pen.clearRect(0, 0, width, height)
  const close = new Set(near.map(({ row }) => row))
  const isNamed = (index) => index === marked || close.has(index)
  const toneOf = (index) =>
    index === marked ? colours.negative : isNamed(index) ? colours.accent : colours.text
  const all = words.map((text, index) => {
    const [x, y] = pixelOf(points, index, { width, height })
    return { index, text, x, y }
  })
  for (const { index, x, y } of all) {
    pen.fillStyle = css(index === marked ? colours.negative : colours.accent, isNamed(index) ? 1 : 0.5)
    pen.beginPath()
    pen.arc(x, y, index === marked ? 6 : 4, 0, 2 * Math.PI)
    pen.fill()
  }
  pen.textBaseline = "middle"
  pen.font = `600 12px ${FAMILY}`
  const room = { width, height, most: MOST_NAMES, widthOf: (text) => pen.measureText(text).width + 2 }
  const important = [marked, ...close].filter((index) => index < all.length).map((index) => all[index])
  const others = all.filter(({ index }) => !isNamed(index))
  for (const label of placedLabels(important, others, room))
    paintName(pen, label, toneOf(label.index), colours)
}

function paintName(pen, { x, y, text, box, isFar }, tone, colours) {
  const middle = box.y + box.height / 2
  if (isFar) {
    pen.strokeStyle = css(tone, 0.6)
    pen.lineWidth = 1
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(box.x > x ? box.x : box.x + box.width, middle)
    pen.stroke()
  }
  pen.lineJoin = "round"
  pen.lineWidth = 3
  pen.strokeStyle = css(colours.background)
  pen.strokeText(text, box.x, middle)
  pen.fillStyle = css(tone)
  pen.fillText(text, box.x, middle)
}
