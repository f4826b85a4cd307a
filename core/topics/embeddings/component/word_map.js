/** The vocabulary on one canvas: closer, more words are named; a click finds a word, a frame lists many. */

import { themeColours } from "../../../app/components/colours.js"
import { button, element } from "../../../app/components/dom.js"
import { gradient } from "../../../app/components/heatmap.js"
import { clamp, moveOf } from "../../../app/components/keys.js"
import { unpack } from "../../../app/components/message.js"
import { renderer } from "../../../app/components/renderer.js"
import { filled } from "../../../app/components/texts.js"
import { byShade, paintMap, shadeOf } from "./dots.js"
import { between, boundsOf, closer, moved, partOf, pixelOf, zoomed } from "./frame.js"
import { Pointer } from "./pointer.js"

/**
 * @typedef {object} Header beside the arrays points (N, 2) and percent (N)
 * @property {string[]} words in the order of their importance
 * @property {number[]} found the word looked for, then its neighbours
 * @property {"diverging" | "sequential"} scale
 * @property {boolean} equal whether both axes have one scale
 * @property {{at: number, text: string}[]} marks upright lines
 * @property {string} stamp differs where the points do
 * @property {Record<string, string>} texts
 */

const REACH = 12 // pixels around the pointer in which a word is meant
const TRAVEL = 700 // milliseconds from one part of the map to another
const MOST_CLOSE = 25 // times closer than the whole map, for a found word and its neighbours
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
    new ResizeObserver(() => this.resize()).observe(this.canvas)
  }

  update(bytes, send) {
    const before = this.view
    this.view = unpack(bytes)
    this.send = send
    this.points = this.view.arrays.points.data
    this.groups = byShade([...this.view.arrays.percent.data])
    this.everyWord = [...this.view.words.keys()]
    this.bounds = boundsOf(this.points, this.everyWord)
    this.label()
    const isOtherMap = before?.stamp !== this.view.stamp
    if (isOtherMap) this.part = null
    this.resize()
    const [word] = this.view.found
    const isOtherWord = before?.found[0] !== word && word !== this.clicked
    if (isOtherMap || isOtherWord) this.showFound(isOtherMap)
  }

  label() {
    const { texts } = this.view
    this.title.textContent = texts.title
    this.canvas.setAttribute("aria-label", texts.alt)
    this.frameTool = this.tool("select", "⬚", () => this.setFraming(!this.pointer.isFraming))
    this.tools.replaceChildren(
      this.tool("closer", "+", () => this.zoom(CLOSER)),
      this.tool("farther", "−", () => this.zoom(1 / CLOSER)),
      this.tool("all", "⤢", () => this.travel(this.whole())),
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
    const colour = (percent) => shadeOf(percent, scale, this.colours)
    bar.style.background = gradient({ from: 0, to: 100, colour })
    const words = [element("span", "", texts.low), bar, element("span", "", texts.high)]
    this.legend.replaceChildren(...words, element("span", "meaning", texts.meaning))
  }

  resize() {
    if (!this.view || !this.root.isConnected) return
    const density = globalThis.devicePixelRatio || 1
    this.size = { width: this.canvas.clientWidth || 1, height: this.canvas.clientHeight || 1 }
    this.canvas.width = this.size.width * density
    this.canvas.height = this.size.height * density
    this.pen = this.canvas.getContext("2d")
    this.pen.scale(density, density)
    this.colours = themeColours(this.root)
    this.explain()
    this.part ??= this.whole()
    this.paint()
  }

  whole() {
    return partOf(this.bounds, this.size, this.view.equal)
  }

  /** The found word with its neighbours; the whole map on an axis, or where nothing is looked for. */
  showFound(isAtOnce) {
    const { found, equal } = this.view
    const whole = this.whole()
    if (found.length === 0 || !equal) return isAtOnce ? this.show(whole) : this.travel(whole)
    const near = partOf(boundsOf(this.points, found), this.size, equal)
    const times = clamp(near.wide / whole.wide, 1, MOST_CLOSE)
    const part = closer(near, (times * whole.wide) / near.wide)
    return isAtOnce ? this.show(part) : this.travel(part)
  }

  show(part) {
    this.part = part
    this.paint()
  }

  travel(to) {
    cancelAnimationFrame(this.travelling)
    if (isStill()) {
      this.show(to)
      return
    }
    const from = this.part
    const start = performance.now()
    const step = (now) => {
      const share = clamp((now - start) / TRAVEL, 0, 1)
      this.show(between(from, to, share * share * (3 - 2 * share)))
      if (share < 1 && this.root.isConnected) this.travelling = requestAnimationFrame(step)
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
    paintMap(this.pen, { ...chosen, whole: this.whole() })
  }

  zoom(factor, left = this.size.width / 2, top = this.size.height / 2) {
    this.stay()
    this.show(zoomed(this.part, this.whole(), this.size, factor, left, top))
  }

  move(right, down) {
    this.show(moved(this.part, right, down))
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
    this.send({ word })
  }

  pixelOf(index) {
    return pixelOf(this.part, this.size, this.points[2 * index], this.points[2 * index + 1])
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
    const values = index !== null && { word: words[index], percent: Math.round(arrays.percent.data[index]) }
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
