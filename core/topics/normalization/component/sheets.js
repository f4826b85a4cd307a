/** A block (B, T, D) as a stack of sheets, one a sentence; the numbers averaged together light up. */

import { Choice } from "../../../app/components/choice.js"
import { themeColours } from "../../../app/components/colours.js"
import { button, element } from "../../../app/components/dom.js"
import { divergingScale, gradient, shadesOf, sizeQuantile } from "../../../app/components/heatmap.js"
import { movedInside, moveOf, STACK_MOVES } from "../../../app/components/keys.js"
import { unpack } from "../../../app/components/message.js"
import { compact } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { onResize } from "../../../app/components/sizes.js"
import { SheetPainter } from "./sheet_painter.js"
import { cellAt, stackOf } from "./stack.js"
import { workedNumber } from "./worked_number.js"

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
    onResize(root, () => this.view && this.draw())
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
    const colours = themeColours(this.root)
    const scale = divergingScale(colours, sizeQuantile(array.data, ON_SCALE))
    this.stack = stackOf(array.shape, this.canvas.parentElement.clientWidth)
    const painter = new SheetPainter(this.canvas, this.stack, colours)
    painter.paint(this.view, array.data, this.cursor, shadesOf(scale))
    this.drawScale(scale)
    this.side.replaceChildren(...workedNumber(this.view, this.cursor))
  }

  drawScale(scale) {
    for (const [index, tab] of this.tabs.entries()) {
      tab.setAttribute("aria-pressed", String(SHOWN[index] === this.shown))
    }
    this.scale.strip.style.background = gradient(scale, 5)
    this.scale.low.textContent = compact(scale.from)
    this.scale.high.textContent = compact(scale.to)
  }
}

export default renderer(Sheets, "cell")
