/** Two matrices side by side, a row for each word, on one scale. */

import { css, mix } from "../../../app/components/colours.js"

const ROW = 14 // pixels
const NAMES = 76 // pixels for the words
const HEAD = 22 // pixels for the titles
const FOOT = 18 // pixels for the axis
const GAP = 18 // pixels between the matrices
const FAMILY = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', sans-serif"

/** A text cut to a width, with an ellipsis. */
export function cutTo(text, width, widthOf) {
  if (widthOf(text) <= width) return text
  let length = text.length - 1
  while (length > 1 && widthOf(`${text.slice(0, length)}…`) > width) length -= 1
  return `${text.slice(0, length)}…`
}

/** Paint with a pen, or only tell the height in pixels where there is none. */
export function paintMatrices(pen, view) {
  const { rows, columns, numbers, words, titles, axis, width, scale, colours } = view
  const height = HEAD + rows * ROW + FOOT
  if (!pen) return height
  const own = (width - NAMES - GAP) / 2
  const widthOf = (text) => pen.measureText(text).width
  pen.clearRect(0, 0, width, height)
  const quiet = css(mix(colours.background, colours.text, 0.7))
  numbers.forEach((at, side) => {
    const left = NAMES + side * (own + GAP)
    Object.assign(pen, { font: `600 12px ${FAMILY}`, textAlign: "left", textBaseline: "middle" })
    pen.fillStyle = css(colours.text)
    pen.fillText(cutTo(titles[side], own, widthOf), left, HEAD / 2)
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        pen.fillStyle = css(scale.colour(at(row, column)))
        pen.fillRect(left + (column * own) / columns, HEAD + row * ROW, own / columns - 0.5, ROW - 1)
      }
    }
    Object.assign(pen, { font: `11px ${FAMILY}`, textAlign: "center" })
    pen.fillStyle = quiet
    pen.fillText(axis, left + own / 2, height - FOOT / 2 + 2)
  })
  Object.assign(pen, { font: `11px ${FAMILY}`, textAlign: "right" })
  pen.fillStyle = css(colours.text)
  for (let row = 0; row < rows; row += 1)
    pen.fillText(cutTo(words[row], NAMES - 10, widthOf), NAMES - 6, HEAD + (row + 0.5) * ROW)
  return height
}
