/** The sheets on a canvas: names, numbers, what is averaged together, padding, and the chosen number. */

import { css, mix } from "../../../app/components/colours.js"
import { element, range } from "../../../app/components/dom.js"
import { paintPixels } from "../../../app/components/heatmap.js"
import { cornerOf, litPart } from "./stack.js"

const AXIS = 44 // pixels that the letter of the tokens' axis takes
const DIMMED = 0.5 // opacity of what is not averaged with the chosen number

export class SheetPainter {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("./stack.js").Stack} stack
   * @param {Record<string, import("../../../app/components/colours.js").Colour>} colours
   */
  constructor(canvas, stack, colours) {
    Object.assign(this, { canvas, stack, colours })
    this.sizeCanvas()
  }

  /**
   * @param {import("./sheets.js").Header} view
   * @param {Float32Array} numbers of the block
   * @param {[number, number, number]} cursor the chosen number
   * @param {import("../../../app/components/colours.js").Colour[]} shades
   */
  paint(view, numbers, cursor, shades) {
    Object.assign(this, { view, cursor })
    const [B, T, D] = this.stack.shape
    for (const b of range(B)) {
      const picture = element("canvas")
      paintPixels(picture, numbers.subarray(b * T * D, (b + 1) * T * D), T, D, shades)
      this.drawSheet(b, picture)
    }
  }

  sizeCanvas() {
    const { width, height } = this.stack
    this.sharp = window.devicePixelRatio || 1
    Object.assign(this.canvas, { width: width * this.sharp, height: height * this.sharp })
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` })
    this.pen = this.canvas.getContext("2d")
  }

  /** From here on a unit is a pixel of the page. */
  usePixels() {
    this.pen.setTransform(this.sharp, 0, 0, this.sharp, 0, 0)
  }

  /** From here on a unit is a cell of sheet b. */
  useCells(b) {
    const { wide, slant, row, tops, shape } = this.stack
    const { sharp } = this
    this.pen.setTransform(
      wide * sharp,
      0,
      -slant * sharp,
      row * sharp,
      slant * shape[1] * sharp,
      tops[b] * sharp,
    )
  }

  /** One sheet: dimmed as a whole, in full colour where its numbers are averaged with the chosen one. */
  drawSheet(b, picture) {
    const { pen, view, cursor, stack } = this
    const part = litPart(view.lit, cursor, b, view.real[b], stack)
    this.drawName(b)
    this.useCells(b)
    pen.imageSmoothingEnabled = false
    pen.globalAlpha = DIMMED
    pen.drawImage(picture, 0, 0)
    pen.globalAlpha = 1
    for (const t of part.tokens) this.drawLit(picture, t, part)
    this.usePixels()
    if (part.tokens.length) this.drawFrame(b, part)
    this.drawPadding(b)
    if (b === 0) this.drawAxes()
    if (b === cursor[0]) {
      this.drawToken(b)
      this.drawCursor()
    }
  }

  drawName(b) {
    const { pen, colours, stack } = this
    const left = stack.slant * stack.shape[1]
    const weight = b === this.cursor[0] ? 650 : 500
    this.usePixels()
    this.useLetters(weight)
    pen.fillStyle = css(mix(colours.background, colours.text, 0.68))
    pen.textBaseline = "bottom"
    pen.fillText(`b = ${b} · ${this.view.names[b]}`, left, stack.tops[b] - 2, stack.width - left - 70)
  }

  useLetters(weight) {
    this.pen.font = `${weight} 11px ${getComputedStyle(this.canvas).fontFamily}`
  }

  /** Which way tokens and dimensions run. */
  drawAxes() {
    const { pen, colours, stack } = this
    const [, T, D] = stack.shape
    this.useLetters(650)
    pen.fillStyle = css(mix(colours.background, colours.text, 0.68))
    pen.textBaseline = "bottom"
    if (stack.slant * T > AXIS) pen.fillText(`t ↓ ${T}`, 0, stack.tops[0] - 2)
    pen.textAlign = "right"
    pen.fillText(`d → ${D}`, stack.width - 2, stack.tops[0] - 2)
    pen.textAlign = "left"
  }

  /** The chosen token's name, in the free corner before its row or behind it. */
  drawToken(b) {
    const { pen, colours, stack, cursor } = this
    const [, T, D] = stack.shape
    const t = cursor[1]
    const isBefore = t < T / 2
    const [x, y] = cornerOf(stack, b, t + 0.5, isBefore ? 0 : D)
    this.useLetters(650)
    pen.fillStyle = css(colours.accent)
    Object.assign(pen, { textAlign: isBefore ? "right" : "left", textBaseline: "middle" })
    const room = isBefore ? x - 8 : stack.width - x - 8
    if (room > 20) pen.fillText(this.view.tokens[b][t], isBefore ? x - 6 : x + 6, y, room)
    pen.textAlign = "left"
  }

  /** A token's lit numbers: its whole row, or one column of it. */
  drawLit(picture, t, { left, right }) {
    const [, , D] = this.stack.shape
    const isRow = this.view.lit.dimensions === "all"
    const [from, count] = isRow ? [0, D] : [this.cursor[2], 1]
    this.pen.drawImage(picture, from, t, count, 1, left, t, right - left, 1)
  }

  drawFrame(b, { tokens, left, right }) {
    const { pen, stack } = this
    const [top, bottom] = [tokens[0], tokens.at(-1) + 1]
    pen.beginPath()
    pen.moveTo(...cornerOf(stack, b, top, left))
    pen.lineTo(...cornerOf(stack, b, top, right))
    pen.lineTo(...cornerOf(stack, b, bottom, right))
    pen.lineTo(...cornerOf(stack, b, bottom, left))
    pen.closePath()
    pen.strokeStyle = css(this.colours.accent)
    pen.lineWidth = 1.6
    pen.stroke()
  }

  /** Padding gets a line beside it, so that nobody takes it for words. */
  drawPadding(b) {
    const { pen, colours, stack } = this
    const [, T] = stack.shape
    const first = this.view.real[b].indexOf(0)
    if (first < 0) return
    pen.strokeStyle = css(mix(colours.background, colours.text, 0.55))
    pen.lineWidth = 3
    pen.setLineDash([2, 2])
    pen.beginPath()
    pen.moveTo(stack.slant * (T - first) - 4, stack.tops[b] + first * stack.row)
    pen.lineTo(2, stack.tops[b] + T * stack.row)
    pen.stroke()
    pen.setLineDash([])
  }

  drawCursor() {
    const { pen, colours } = this
    const [b, t, d] = this.cursor
    pen.beginPath()
    pen.arc(...cornerOf(this.stack, b, t + 0.5, d + 0.5), 5.5, 0, 2 * Math.PI)
    pen.fillStyle = css(colours.background)
    pen.fill()
    pen.lineWidth = 2.5
    pen.strokeStyle = css(colours.text)
    pen.stroke()
  }
}
