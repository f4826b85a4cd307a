/** A small picture for each page's idea, as shapes [tag, attributes] in a field of 64 × 40. */

import { range } from "../../../app/components/dom.js"

/** @typedef {[string, Record<string, string | number>]} Shape */

const FILLED = { fill: "currentColor" }

const box = (x, y, width, height, rx, more = {}) => ["rect", { x, y, width, height, rx, ...more }]
const square = (x, y, isFilled) => box(x, y, 6, 6, 1.2, isFilled ? FILLED : {})
const dot = (cx, cy, r = 2.4) => ["circle", { cx, cy, r, ...FILLED, stroke: "none" }]
const line = (x1, y1, x2, y2, width = 1.4) => ["line", { x1, y1, x2, y2, "stroke-width": width }]
const path = (d, more = {}) => ["path", { d, ...more }]

/** @type {Record<string, Shape[]>} */
export const PICTURES = {
  embeddings: [
    ...range(6).map((i) => square(5 + i * 9.4, 6, i === 3)),
    ...[10, 4, 13, 7].map((height, i) => box(16 + i * 9.4, 36 - height, 6, height, 1.2, FILLED)),
  ],
  word2vec: [
    ...[dot(12, 30), dot(24, 10), dot(38, 33), dot(50, 13), dot(57, 32, 1.5), dot(7, 9, 1.5)],
    ...[line(12, 30, 24, 10), line(38, 33, 50, 13)],
  ],
  recurrent: [
    ...range(3).map((i) => box(4 + i * 21, 13, 13, 14, 3)),
    ...[line(17, 20, 25, 20), line(38, 20, 46, 20)],
    ...range(3).map((i) => line(10.5 + i * 21, 35, 10.5 + i * 21, 27)),
    ...range(3).map((i) => line(10.5 + i * 21, 13, 10.5 + i * 21, 5)),
  ],
  attention: [
    ...range(4).flatMap((i) => [dot(13, 6 + i * 9.4), dot(51, 6 + i * 9.4)]),
    ...[line(13, 6, 51, 15.4, 3), line(13, 15.4, 51, 6, 0.8), line(13, 15.4, 51, 34.2, 2)],
    ...[line(13, 24.8, 51, 24.8, 0.9), line(13, 34.2, 51, 15.4, 1.6)],
  ],
  positions: [
    path("M4 20 C12 2 20 2 28 20 S44 38 60 20"),
    path("M4 20 C8 8 12 8 16 20 S24 32 28 20 36 8 40 20 48 32 52 20", { opacity: 0.5 }),
  ],
  normalization: [
    path("M4 35 C22 35 22 6 32 6 S42 35 60 35"),
    line(32, 6, 32, 35, 0.9),
    line(4, 35, 60, 35, 0.9),
  ],
  masks: range(16).map((cell) => {
    const [row, column] = [Math.floor(cell / 4), cell % 4]
    return square(15 + column * 8.8, 3 + row * 8.8, column <= row)
  }),
  decoding: [
    ...[line(8, 20, 26, 9), line(8, 20, 26, 31, 0.9), line(26, 9, 44, 4, 0.9), line(26, 9, 44, 15)],
    ...[
      line(44, 15, 58, 11),
      line(44, 15, 58, 20, 0.9),
      line(26, 31, 44, 27, 0.9),
      line(26, 31, 44, 36, 0.9),
    ],
    ...[dot(8, 20), dot(26, 9), dot(44, 15), dot(58, 11), dot(26, 31, 1.5), dot(44, 4, 1.5)],
    ...[dot(44, 27, 1.5), dot(44, 36, 1.5), dot(58, 20, 1.5)],
  ],
  transformer: [
    ...range(3).map((i) => box(6, 4 + i * 12, 18, 8, 2)),
    ...range(3).map((i) => box(40, 4 + i * 12, 18, 8, 2, i === 1 ? FILLED : {})),
    ...range(3).map((i) => line(24, 8, 40, 8 + i * 12, i === 1 ? 2.4 : 0.9)),
  ],
  inside: range(4).map((i) => box(14, 3 + i * 9, 36, 6.5, 2, i === 1 ? FILLED : {})),
  pretraining: [
    ...range(5).map((i) => box(3 + i * 12, 14, 9.5, 12, 2, i === 2 ? { "stroke-dasharray": "2 2" } : FILLED)),
    path("M19.5 12 C24 4 28 4 31 12 M44 12 C40 4 36 4 33 12"),
  ],
  workshop: [
    ...[line(8, 4, 8, 36, 0.9), line(8, 36, 60, 36, 0.9)],
    path("M10 7 C16 30 26 31 58 33", { "stroke-width": 2 }),
  ],
  predict: [
    path("M10 33 A22 22 0 0 1 54 33", { "stroke-width": 3 }),
    line(32, 33, 45, 17, 2),
    dot(32, 33, 3),
  ],
  why: [
    ...[box(3, 25, 15, 10, 2), box(22, 25, 20, 10, 2, FILLED), box(46, 25, 15, 10, 2)],
    ...[line(32, 21, 32, 6, 2), path("M25.5 12 L32 5.5 L38.5 12", { "stroke-width": 2 })],
  ],
}
