/** A training as it goes: words that move to their new places, loss and matrices, on canvases that stay. */

import { themeColours } from "../../../app/components/colours.js"
import { element } from "../../../app/components/dom.js"
import { divergingScale, gradient, sharpPen, sizeQuantile } from "../../../app/components/heatmap.js"
import { clamp } from "../../../app/components/keys.js"
import { at, unpack } from "../../../app/components/message.js"
import { compact } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { onResize } from "../../../app/components/sizes.js"
import { paintLoss } from "./loss.js"
import { paintMatrices } from "./matrices.js"
import { between, paintWords, wordAt } from "./words.js"

/**
 * @typedef {object} Header beside the arrays points (N, 2), steps (S), losses (S), means (S), inputs and outputs (R, D)
 * @property {string[]} words of the map, the first R those of the matrices
 * @property {number} marked the word whose neighbours are named
 * @property {{row: number, text: string}[]} near its neighbours, with their cosine
 * @property {string} stamp differs where another training begins
 * @property {Record<string, string>} texts
 */

const TRAVEL = 380 // milliseconds from one place to the next, a little less than between two answers
const MAP_HIGH = 440
const LOSS_HIGH = 230
const isStill = () => Boolean(globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches)

class Learning {
  constructor(root) {
    this.root = root
    for (const name of ["map", "loss", "matrices"]) this[name] = element("canvas", name)
    for (const name of ["soFar", "near", "scale"]) this[name] = element("p", name)
    const titles = ["mapTitle", "lossTitle", "matrixTitle"]
    for (const name of titles) this[name] = element("h4", "title")
    const left = element("div", "part")
    left.append(this.mapTitle, this.map)
    const right = element("div", "part")
    right.append(this.lossTitle, this.soFar, this.loss, this.near)
    const beside = element("div", "part")
    beside.append(this.matrixTitle, this.scale, this.matrices)
    root.replaceChildren(left, right, beside)
    this.map.onclick = (event) => this.click(event)
    onResize(root, () => this.paint())
  }

  update(bytes, send) {
    const before = this.view
    this.view = unpack(bytes)
    this.send = send
    const { points } = this.view.arrays
    const isSame =
      before?.stamp === this.view.stamp && before.arrays.points.data.length === points.data.length
    this.from = isSame ? Float32Array.from(this.shown) : points.data
    this.say()
    this.start(isSame)
  }

  say() {
    const { texts, near, words, marked, arrays } = this.view
    this.mapTitle.textContent = texts.map
    this.lossTitle.textContent = texts.loss
    this.soFar.textContent = texts.progress
    this.matrixTitle.textContent = texts.matrix
    this.map.setAttribute("role", "img")
    this.map.setAttribute("aria-label", texts.mapped)
    this.loss.setAttribute("role", "img")
    this.loss.setAttribute("aria-label", texts.loss)
    this.matrices.setAttribute("role", "img")
    this.matrices.setAttribute("aria-label", texts.matrices)
    this.near.replaceChildren(element("b", "", `${texts.near} “${words[marked]}”: `))
    this.near.append(element("span", "", near.map(({ text }) => text).join(" · ")))
    const { inputs, outputs } = arrays
    this.end = Math.max(1e-3, sizeQuantile(Float32Array.of(...inputs.data, ...outputs.data), 0.99))
  }

  /** Move from where the words are now to where they belong. */
  start(isMoving) {
    cancelAnimationFrame(this.travelling)
    const start = performance.now()
    const { data } = this.view.arrays.points
    const step = (now) => {
      const share = isMoving && !isStill() ? clamp((now - start) / TRAVEL, 0, 1) : 1
      this.shown = between(this.from, data, share)
      this.paintMap()
      if (share < 1) this.travelling = requestAnimationFrame(step)
    }
    this.shown = this.from
    this.paint()
    step(start)
  }

  paint() {
    if (!this.view) return
    this.colours = themeColours(this.root)
    this.paintMap()
    this.paintLoss()
    this.paintMatrices()
  }

  paintMap() {
    this.size = { width: this.map.parentElement.clientWidth || 300, height: MAP_HIGH }
    const pen = sharpPen(this.map, this.size.width, MAP_HIGH)
    const { words, marked, near } = this.view
    paintWords(pen, { ...this.size, words, marked, near, points: this.shown, colours: this.colours })
  }

  paintLoss() {
    const width = this.loss.parentElement.clientWidth || 300
    const { steps, losses, means } = this.view.arrays
    const data = { steps: steps.data, losses: losses.data, means: means.data, texts: this.view.texts }
    paintLoss(sharpPen(this.loss, width, LOSS_HIGH), {
      ...data,
      width,
      height: LOSS_HIGH,
      colours: this.colours,
    })
  }

  paintMatrices() {
    const { arrays, words, texts } = this.view
    const scale = divergingScale(this.colours, this.end)
    const bar = element("i", "bar")
    bar.style.background = gradient(scale)
    this.scale.replaceChildren(compact(-this.end), bar, compact(this.end))
    const isEmpty = arrays.outputs.data.every((number) => number === 0)
    const titles = [texts.inputs, isEmpty ? texts.zeros : texts.outputs]
    const width = this.matrices.parentElement.clientWidth || 300
    const height = paintMatrices(null, { rows: arrays.inputs.rows })
    const pen = sharpPen(this.matrices, width, height)
    const numbers = [arrays.inputs, arrays.outputs].map((matrix) => (row, column) => at(matrix, row, column))
    const shape = { rows: arrays.inputs.rows, columns: arrays.inputs.columns }
    paintMatrices(pen, {
      ...shape,
      numbers,
      words,
      titles,
      axis: texts.axis,
      width,
      scale,
      colours: this.colours,
    })
  }

  click(event) {
    const box = this.map.getBoundingClientRect()
    const word = wordAt(this.shown, this.size, event.clientX - box.left, event.clientY - box.top)
    if (word !== null) this.send(word)
  }

  pause() {
    cancelAnimationFrame(this.travelling)
  }
}

export default renderer(Learning, "word")
