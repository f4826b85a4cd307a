/** The vocabulary on one canvas: closer, more words are named; a click finds a word, a frame lists many. */

import { themeColours } from "../../../app/components/colours.js"
import { button, element } from "../../../app/components/dom.js"
import { gradient } from "../../../app/components/heatmap.js"
import { clamp, moveOf } from "../../../app/components/keys.js"
import { unpack } from "../../../app/components/message.js"
import { percentText } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { onResize } from "../../../app/components/sizes.js"
import { filled } from "../../../app/components/texts.js"
import { byShade, paintMap, placeOn, shadeOf } from "./dots.js"
import * as frame from "./frame.js"
import { Pointer } from "./pointer.js"

/**
 * @typedef {object} Header beside the arrays points (N, 2) and percent (N)
 * @property {string[]} words in the order of their importance
 * @property {number[]} found the word looked for, then its neighbours
 * @property {"diverging" | "sequential"} scale
 * @property {number[]} stops the percentages between which the colours run
 * @property {boolean} equal whether both axes have one scale, and no direction means anything
 * @property {{at: number, text: string}[]} marks upright lines
 * @property {string} stamp differs where the points do
 * @property {Record<string, string>} texts
 */

const REACH = 12 // pixels around the pointer in which a word is meant
const OUTERMOST = 0.01 // of the words at each end of an axis, left out of the picture at first
const TRAVEL = 700 // milliseconds from one part of the map to another
const MOST_CLOSE = 25 // times closer than most of the words, for a found word and its neighbours
const CLOSER = 1.8
const KEY_STEP = 60 // pixels

const isStill = () => Boolean(globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches)

class WordMap {
  constructor(root) {
    this.root = root
    this.hovered = null
    this.canvas = element("canvas")
    this.canvas.tabIndex = 0
    this.canvas.setAttribute("role", "img")
    this.canvas.onkeydown = (event) => this.press(event)
    const names = ["title", "legend", "stage", "tools", "note"]
    for (const name of names) this[name] = element(name === "title" ? "h4" : "div", name)
    this.pointer = new Pointer(this.canvas, this)
    this.stage.append(this.canvas, this.pointer.frameBox, this.tools, this.note)
    root.replaceChildren(this.title, this.legend, this.stage)
    onResize(this.canvas, () => this.resize())
  }

  update(bytes, send) {
    const before = this.view
    this.view = unpack(bytes)
    this.send = send
    const { arrays, words, stops, stamp, found } = this.view
    this.groups = byShade(arrays.percent.data.map((percent) => placeOn(percent, stops)))
    this.everyWord = [...words.keys()]
    const isOtherMap = before?.stamp !== stamp
    const isOtherWord = before?.found[0] !== found[0] && found[0] !== this.clicked
    if (isOtherMap || isOtherWord) this.isMoved = false
    const from = isOtherMap ? null : this.part
    this.place(arrays.points.data, isOtherMap)
    this.label()
    this.resize()
    if (from && isOtherWord) this.travel(this.part, from)
  }

  /** Lay the points along the longer side of the canvas, where directions mean nothing. */
  place(points, isOtherMap) {
    const bulk = frame.bulkOf(points, OUTERMOST)
    const box = { width: this.canvas.clientWidth, height: this.canvas.clientHeight }
    if (isOtherMap) this.isTurned = this.view.equal && frame.liesAcross(bulk, box)
    this.points = this.isTurned ? frame.turned(points) : points
    this.bounds = frame.boundsOf(this.points, this.everyWord)
    this.bulk = this.view.equal ? frame.bulkOf(this.points, OUTERMOST) : this.bounds
  }

  label() {
    const { texts } = this.view
    this.title.textContent = texts.title
    this.canvas.setAttribute("aria-label", texts.alt)
    this.frameTool = this.tool("select", "⬚", () => this.setFraming(!this.pointer.isFraming))
    this.tools.replaceChildren(
      this.tool("closer", "+", () => this.zoom(CLOSER)),
      this.tool("farther", "−", () => this.zoom(1 / CLOSER)),
      this.tool("all", "⤢", () => this.showWhole()),
      this.frameTool,
    )
    this.setFraming(this.pointer.isFraming)
  }

  tool(name, sign, act) {
    const made = button("tool", sign, act)
    made.title = this.view.texts[name]
    made.setAttribute("aria-label", made.title)
    return made
  }

  /** What the colours mean: a bar with its two ends, and a sentence. */
  explain() {
    const { texts, scale } = this.view
    const bar = element("i", "bar")
    const colour = (place) => shadeOf(place, scale, this.colours)
    bar.style.background = gradient({ from: 0, to: 100, colour })
    const words = [element("span", "", texts.low), bar, element("span", "", texts.high)]
    this.legend.replaceChildren(...words, element("span", "meaning", texts.meaning))
  }

  resize() {
    if (!this.view) return
    const density = globalThis.devicePixelRatio || 1
    this.size = { width: this.canvas.clientWidth || 1, height: this.canvas.clientHeight || 1 }
    this.canvas.width = this.size.width * density
    this.canvas.height = this.size.height * density
    this.pen = this.canvas.getContext("2d")
    this.pen.scale(density, density)
    this.colours = themeColours(this.root)
    this.explain()
    if (!this.isMoved) this.part = this.opening()
    this.paint()
  }

  whole() {
    return frame.partOf(this.bounds, this.size, this.view.equal)
  }

  /** The part with most of the words. */
  home() {
    return frame.partOf(this.bulk, this.size, this.view.equal)
  }

  /** What is shown unasked: the found word with its neighbours; most of the words where nothing is found. */
  opening() {
    const { found, equal } = this.view
    const home = this.home()
    if (found.length === 0 || !equal) return home
    const near = frame.partOf(frame.boundsOf(this.points, found), this.size, equal)
    const times = clamp(near.wide / home.wide, 1, MOST_CLOSE)
    return frame.closer(near, (times * home.wide) / near.wide)
  }

  showWhole() {
    this.isMoved = true
    this.travel(this.whole())
  }

  show(part) {
    this.part = part
    this.paint()
  }

  travel(to, from = this.part) {
    cancelAnimationFrame(this.travelling)
    if (isStill()) {
      this.show(to)
      return
    }
    const start = performance.now()
    const step = (now) => {
      const share = clamp((now - start) / TRAVEL, 0, 1)
      this.show(frame.between(from, to, share * share * (3 - 2 * share)))
      if (share < 1) this.travelling = requestAnimationFrame(step)
    }
    this.travelling = requestAnimationFrame(step)
  }

  stay() {
    cancelAnimationFrame(this.travelling)
  }

  paint() {
    const { words, found, scale, marks } = this.view
    const { part, size, groups, hovered, colours, points } = this
    const chosen = { words, found, scale, marks, part, size, groups, hovered, colours, points }
    paintMap(this.pen, { ...chosen, home: this.home() })
  }

  zoom(factor, left = this.size.width / 2, top = this.size.height / 2) {
    this.stay()
    this.isMoved = true
    this.show(frame.zoomed(this.part, this.whole(), this.size, factor, left, top))
  }

  move(right, down) {
    this.isMoved = true
    this.show(frame.moved(this.part, right, down))
  }

  setFraming(isFraming) {
    this.pointer.setFraming(isFraming)
    this.frameTool.setAttribute("aria-pressed", String(isFraming))
  }

  /** Tell the server which words a frame holds. */
  framed({ left, right, top, bottom }) {
    const inside = this.everyWord.filter((index) => {
      const [x, y] = this.pixelOf(index)
      return x >= left && x <= right && y >= top && y <= bottom
    })
    this.send({ words: inside })
    this.setFraming(false)
  }

  click(left, top) {
    const word = this.wordAt(left, top)
    if (word === null) return
    this.clicked = word
    this.isMoved = true
    this.send({ word })
  }

  pixelOf(index) {
    return frame.pixelOf(this.part, this.size, this.points[2 * index], this.points[2 * index + 1])
  }

  /** The word nearest to a place on the canvas, or null where none is near. */
  wordAt(left, top) {
    let nearest = null
    let least = REACH
    for (const index of this.everyWord) {
      const [x, y] = this.pixelOf(index)
      const gap = Math.hypot(x - left, y - top)
      if (gap < least) [nearest, least] = [index, gap]
    }
    return nearest
  }

  hover(index) {
    if (index === this.hovered) return
    this.hovered = index
    const { words, texts, arrays } = this.view
    this.canvas.classList.toggle("over", index !== null)
    const values = index !== null && {
      word: words[index],
      percent: percentText(arrays.percent.data[index] / 100, 1),
    }
    this.note.textContent = values ? filled(texts.hover, values) : ""
    this.paint()
  }

  press(event) {
    if (event.key === "+" || event.key === "=") this.zoom(CLOSER)
    if (event.key === "-") this.zoom(1 / CLOSER)
    const move = moveOf(event)
    if (move) this.move(-KEY_STEP * move[1], -KEY_STEP * move[0])
  }

  pause() {
    this.stay()
    if (this.view && this.pen) this.hover(null)
  }
}

export default renderer(WordMap, "picked")
