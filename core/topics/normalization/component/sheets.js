/** A block (B, T, D) as a stack of sheets, one a sentence; the numbers averaged together light up. */

import { Choice } from "../../../app/components/choice.js"
import { css, mix, themeColours } from "../../../app/components/colours.js"
import { button, element } from "../../../app/components/dom.js"
import {
  divergingScale,
  gradient,
  paintPixels,
  shadesOf,
  sizeQuantile,
} from "../../../app/components/heatmap.js"
import { movedInside, moveOf, STACK_MOVES } from "../../../app/components/keys.js"
import { unpack } from "../../../app/components/message.js"
import { compact, exponential, precise } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { cellAt, cornerOf, litPart, pick, stackOf } from "./stack.js"

const DIMMED = 0.5 // opacity of what is not averaged with the chosen number
const ON_SCALE = 0.97 // of the numbers: a few dimensions, far larger, share the ends' full colours
const SHOWN = ["before", "after"]

/**
 * @typedef {object} Header beside `before`, `after` (B, T, D), `mean`, `variance`, `gain` and `shift`
 * @property {[number, number, number]} cell the chosen number: b, t, d
 * @property {string} kind layer, rms, batch or sentence
 * @property {{sentences: string, tokens: string, dimensions: string, padding: boolean}} lit what is averaged
 * @property {number[][]} real 1 for words, 0 for padding
 * @property {string[]} names of the sentences
 * @property {string[][]} tokens
 * @property {number} epsilon
 * @property {number} count how many numbers are averaged together
 * @property {Record<string, string>} texts
 */

class Sheets {
  constructor(root) {
    this.root = root
    this.choice = new Choice()
    this.shown = "before"
    new ResizeObserver(() => this.view && this.draw()).observe(root)
  }

  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    if (!this.cursor || !this.choice.isUnanswered) this.cursor = this.view.cell
    this.cursor = movedInside(this.cursor, [0, 0, 0], this.view.arrays.before.shape)
    if (!this.canvas) this.build()
    this.choice.resume()
    this.write()
    this.draw()
  }

  pause() {
    this.choice.pause()
  }

  build() {
    this.canvas = this.buildCanvas()
    this.more = element("p", "more")
    this.side = element("section", "side")
    const stack = element("div", "stack")
    stack.append(this.buildTabs(), this.canvas, this.more)
    this.root.replaceChildren(stack, this.side)
  }

  buildCanvas() {
    const canvas = element("canvas", "sheets")
    canvas.tabIndex = 0
    canvas.setAttribute("role", "img")
    canvas.onpointerdown = (event) => this.go(this.cellUnder(event))
    canvas.onpointermove = (event) => {
      const cell = this.cellUnder(event)
      canvas.style.cursor = cell ? "crosshair" : "default"
      if (event.buttons) this.go(cell)
    }
    canvas.onkeydown = (event) => this.key(event)
    return canvas
  }

  buildTabs() {
    this.tabs = SHOWN.map((name) =>
      button("tab", undefined, () => {
        this.shown = name
        this.draw()
      }),
    )
    this.scale = { low: element("span"), strip: element("i", "strip"), high: element("span") }
    const scale = element("div", "scale")
    scale.append(...Object.values(this.scale))
    const tabs = element("div", "tabs")
    tabs.append(...this.tabs, scale)
    return tabs
  }

  write() {
    const { texts } = this.view
    this.canvas.setAttribute("aria-label", texts.picture)
    for (const [index, name] of SHOWN.entries()) this.tabs[index].textContent = texts[name]
    this.more.textContent = texts.more
  }

  key(event) {
    const move = moveOf(event, STACK_MOVES)
    if (move) this.go(movedInside(this.cursor, move, this.view.arrays.before.shape))
  }

  cellUnder(event) {
    const box = this.canvas.getBoundingClientRect()
    return cellAt(this.stack, event.clientX - box.left, event.clientY - box.top)
  }

  /** Choose a number; none beside the sheets. */
  go(cell) {
    if (!cell || String(cell) === String(this.cursor)) return
    this.cursor = cell
    this.draw()
    this.choice.make(() => this.send(this.cursor))
  }

  // ---- drawing

  draw() {
    const array = this.view.arrays[this.shown]
    const [B, T, D] = array.shape
    this.colours = themeColours(this.root)
    const scale = divergingScale(this.colours, sizeQuantile(array.data, ON_SCALE))
    const shades = shadesOf(scale)
    this.stack = stackOf(array.shape, this.canvas.parentElement.clientWidth)
    this.sizeCanvas()
    for (let b = 0; b < B; b++) {
      const picture = element("canvas")
      paintPixels(picture, array.data.subarray(b * T * D, (b + 1) * T * D), T, D, shades)
      this.drawSheet(b, picture)
    }
    this.drawScale(scale)
    this.read()
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

  drawScale(scale) {
    for (const [index, tab] of this.tabs.entries()) {
      tab.setAttribute("aria-pressed", String(SHOWN[index] === this.shown))
    }
    this.scale.strip.style.background = gradient(scale, 5)
    this.scale.low.textContent = compact(scale.from)
    this.scale.high.textContent = compact(scale.to)
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
    if (b === cursor[0]) this.drawCursor()
  }

  drawName(b) {
    const { pen, colours, stack } = this
    const left = stack.slant * stack.shape[1]
    const weight = b === this.cursor[0] ? 650 : 500
    this.usePixels()
    pen.fillStyle = css(mix(colours.background, colours.text, 0.68))
    pen.font = `${weight} 11px ${getComputedStyle(this.root).fontFamily}`
    pen.textBaseline = "bottom"
    pen.fillText(this.view.names[b], left, stack.tops[b] - 2, stack.width - left)
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

  // ---- the chosen number

  /** Its way: x, its group's mean and variance, γ and β, and what comes out. */
  read() {
    const { texts, names, tokens, count } = this.view
    const [b, t, d] = this.cursor
    const group = element("p", "group")
    group.append(element("b", "", String(count)), ` ${texts.together}`)
    const list = element("dl", "numbers")
    list.append(...workOf(this.view, this.cursor).map(lineOf))
    this.side.replaceChildren(
      element("p", "where", `${tokens[b][t]} · b = ${b}, t = ${t}, d = ${d}`),
      element("p", "sentence", names[b]),
      group,
      list,
      element("p", "hint", texts.hint),
    )
  }
}

/**
 * [letter, number, meaning] of every step from x to y.
 * @returns {[string, string, string][]}
 */
export function workOf({ arrays, texts, kind, epsilon }, cell) {
  const [x, y, mean, variance] = ["before", "after", "mean", "variance"].map((name) =>
    pick(arrays[name], cell),
  )
  const [gain, shift] = [arrays.gain.data[cell[2]], arrays.shift.data[cell[2]]]
  const isRms = kind === "rms"
  return [
    ["x", precise(x), texts.x],
    ["μ", isRms ? "0" : precise(mean), isRms ? texts.no_mean : texts.mean],
    ["σ²", precise(variance), isRms ? texts.squares : texts.variance],
    ["ε", exponential(epsilon, 0), texts.epsilon],
    ["x̂", precise((x - mean) / Math.sqrt(variance + epsilon)), "(x − μ) / √(σ² + ε)"],
    ["γ", precise(gain), texts.gain],
    ["β", isRms ? "0" : precise(shift), isRms ? texts.no_shift : texts.shift],
    ["y", precise(y), "γ · x̂ + β"],
  ]
}

function lineOf([letter, number, about]) {
  const line = element("div", letter === "y" ? "line result" : "line")
  line.append(element("dt", "", letter), element("dd", "", number), element("span", "about", about))
  return line
}

export default renderer(Sheets, "cell")
