/** The forward pass as a diagram to walk through, and the opened step beside it. */

import { Choice } from "../../../app/components/choice.js"
import { themeColours } from "../../../app/components/colours.js"
import { element } from "../../../app/components/dom.js"
import { cellUnder, GRID_MOVES, movedInside, moveOf, STEP_MOVES } from "../../../app/components/keys.js"
import { rowOf, unpack } from "../../../app/components/message.js"
import { bracketed, precise } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { filled } from "../../../app/components/texts.js"
import { explain } from "./cells.js"
import { label, paintMatrix, paintStrip, scaleBar, scaleOf, sizesOf } from "./map.js"
import { build, icon } from "./parts.js"
import { AFTER, indexOf, stopsOf } from "./walk.js"

const PACE = 1000 // milliseconds a step while playing

/**
 * @typedef {{step: string, layer: number, head: number}} Place layer and head count from 1
 *
 * @typedef {object} Header beside `value` (the opened step), its operands, and `strips` (steps · T, 32)
 * @property {string} step
 * @property {number} layer
 * @property {number} head
 * @property {number} layers
 * @property {number} heads
 * @property {string} kind how its cells come about
 * @property {string[]} rows
 * @property {string[] | null} columns
 * @property {string[] | string | null} inner what a cell's terms are called, or the letter of their axis
 * @property {string[]} steps
 * @property {string[]} sequential steps whose numbers are ≥ 0
 * @property {[string, string]} axes
 * @property {"sequential" | "diverging"} scale
 * @property {string} title
 * @property {string} shape
 * @property {string} about
 * @property {string} picture
 * @property {boolean} positive the prediction
 * @property {Record<string, any>} texts
 */

class Flow {
  constructor(root) {
    this.root = root
    this.cursor = null
    this.choice = new Choice()
    // Opening a step changes the height; only another width asks for another drawing.
    new ResizeObserver(() => this.view && root.clientWidth !== this.width && this.drawMap()).observe(root)
  }

  /** New data from the server, or a new theme. */
  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    const made = `${this.view.texts.language} ${this.view.layers} ${this.view.heads}`
    if (this.made !== made) this.build(made)
    this.place = this.arrivedAt()
    this.mark()
    this.open()
    clearTimeout(this.timer)
    if (this.isPlaying) this.timer = setTimeout(() => this.move(1), PACE)
  }

  pause() {
    clearTimeout(this.timer)
  }

  /** The server's answer, or where the visitor has hurried on to meanwhile. */
  arrivedAt() {
    const { step, layer, head } = this.view
    const { wanted } = this
    const isOther = wanted && (wanted.step !== step || wanted.layer !== layer || wanted.head !== head)
    if (isOther && this.choice.isUnanswered) return wanted
    this.wanted = null
    return { step, layer, head }
  }

  go(change) {
    clearTimeout(this.timer)
    this.place = this.wanted = { ...this.place, ...change }
    this.mark()
    this.choice.makeNow(() => this.send(this.place))
  }

  move(by) {
    const stops = stopsOf(this.view.layers)
    const next = indexOf(stops, this.place) + by
    if (stops[next]) this.go(stops[next])
    if (!stops[next] || next === stops.length - 1) this.play(false)
  }

  play(isPlaying) {
    this.isPlaying = isPlaying
    clearTimeout(this.timer)
    this.markPlay()
    if (isPlaying) this.move(1)
  }

  build(made) {
    const [boxes, parts] = build(this.view, {
      go: (change) => this.go(change),
      move: (by) => this.move(by),
      playOrPause: () => this.play(!this.isPlaying),
      walkKey: (event) => this.walkKey(event),
      point: (event) => this.point(event),
      mapKey: (event) => this.mapKey(event),
    })
    Object.assign(this, { made, parts })
    this.root.replaceChildren(...boxes)
  }

  // ---- what changes with the place

  mark() {
    const { place, parts } = this
    for (const [step, block] of Object.entries(parts.blocks)) {
      block.classList.toggle("chosen", step === place.step)
      if (step === place.step) block.setAttribute("aria-current", "step")
      else block.removeAttribute("aria-current")
    }
    markNumber(parts.layers, place.layer)
    markNumber(parts.heads, place.head)
    this.markProgress()
    this.markPlay()
  }

  markProgress() {
    const { parts, place, view } = this
    const stops = stopsOf(view.layers)
    const now = indexOf(stops, place)
    parts.progress.style.width = `${(now / (stops.length - 1)) * 100}%`
    parts.count.textContent = `${now + 1} / ${stops.length}`
    parts.previous.disabled = now === 0
    parts.next.disabled = now === stops.length - 1
  }

  markPlay() {
    const { play } = this.parts
    const name = this.isPlaying ? "pause" : "play"
    play.replaceChildren(icon(name))
    play.title = this.view.texts[name]
    play.setAttribute("aria-label", this.view.texts[name])
    play.classList.toggle("pause", Boolean(this.isPlaying))
  }

  open() {
    const { view, parts } = this
    for (const part of ["title", "shape", "about"]) parts[part].textContent = view[part]
    parts.source.textContent = view.texts.source
    parts.verdict.textContent = view.texts.verdict
    parts.verdict.classList.toggle("positive", view.positive)
    const { rows, columns } = view.arrays.value
    const isInside = this.cursor && this.cursor.row < rows && this.cursor.column < columns
    if (!isInside) this.cursor = { row: Math.min(1, rows - 1), column: 0 }
    parts.map.cells.setAttribute("aria-label", view.picture)
    this.drawMap()
  }

  drawMap() {
    const {
      root,
      view,
      parts: { map, scale },
    } = this
    this.width = root.clientWidth
    this.colours = themeColours(root)
    const colouring = scaleOf(view, this.colours)
    const labels = Math.min(116, 16 + 7.4 * Math.max(...view.rows.map((text) => text.length)))
    root.style.setProperty("--labels", `${labels}px`)
    this.size = sizesOf(view, map.box.clientWidth - 2, labels)
    paintMatrix(map.canvas, view.arrays.value, colouring, this.size, this.colours)
    label(map, view, this.size)
    scaleBar(scale, view, colouring, view.texts)
    this.stripRow = null // the strips have colours, too
    this.read()
  }

  // ---- the cursor on the map, and what it reads

  moveCursor([row, column]) {
    if (row === this.cursor.row && column === this.cursor.column) return
    this.cursor = { row, column }
    this.read()
  }

  point(event) {
    const { rows, columns } = this.view.arrays.value
    const box = this.parts.map.canvas.getBoundingClientRect()
    this.moveCursor(cellUnder(event, box, this.size, [rows, columns]))
  }

  mapKey(event) {
    const move = moveOf(event, GRID_MOVES)
    if (!move) return
    const { rows, columns } = this.view.arrays.value
    this.moveCursor(movedInside([this.cursor.row, this.cursor.column], move, [rows, columns]))
    this.parts.map.cursor.scrollIntoView({ block: "nearest", inline: "nearest" })
  }

  walkKey(event) {
    const by = moveOf(event, STEP_MOVES)
    if (!by) return
    this.play(false)
    this.move(by)
  }

  read() {
    const {
      view,
      parts,
      cursor: { row, column },
    } = this
    const cell = explain(view, row, column)
    const isPair = view.columns && view.axes[1] === "S"
    const name = view.columns ? view.columns[column] : `${view.axes[1].toLowerCase()} = ${column}`
    parts.value.textContent = precise(cell.value)
    parts.where.textContent = `${view.rows[row]} ${isPair ? "→" : "·"} ${name}`
    parts.formula.textContent = cell.formula
    parts.worked.textContent = cell.numbers
    parts.terms.replaceChildren(...termsOf(cell, view))
    if (this.stripRow !== row) this.paintStrips(row)
    this.markCursor()
  }

  markCursor() {
    const {
      size,
      view,
      cursor: { row, column },
      parts: { map },
    } = this
    Object.assign(map.cursor.style, {
      left: `${column * size.wide}px`,
      top: `${row * size.high}px`,
      width: `${Math.max(size.wide, 3)}px`,
      height: `${size.high}px`,
    })
    markRead(map.rows, row)
    if (view.columns) markRead(map.columns, column)
  }

  /** In every block the first numbers of the token that the cursor is on. */
  paintStrips(row) {
    const { view, parts, colours } = this
    this.stripRow = row
    const { strips } = view.arrays
    const tokens = strips.rows / view.steps.length
    for (const [index, step] of view.steps.entries()) {
      const canvas = parts.blocks[step].querySelector("canvas")
      const numbers = rowOf(strips, index * tokens + (AFTER.includes(step) ? 0 : row))
      paintStrip(canvas, numbers, view.sequential.includes(step), colours)
    }
    parts.note.textContent = filled(view.texts.strips, { token: view.rows[row] })
  }
}

function markNumber(numbers, chosen) {
  for (const [index, number] of numbers.entries()) {
    number.classList.toggle("chosen", index + 1 === chosen)
    number.setAttribute("aria-pressed", String(index + 1 === chosen))
  }
}

function markRead(list, chosen) {
  for (const [place, name] of [...list.children].entries()) name.classList.toggle("read", place === chosen)
}

/** The largest terms of a cell, how many are left out, and the sum of all. */
function termsOf({ terms, more, total }, { inner, texts }) {
  const items = terms.map((term) => {
    const item = element("li", term.adds < 0 ? "minus" : "plus")
    const name = Array.isArray(inner) ? inner[term.place] : `${inner} ${term.place}`
    item.append(element("b", "", name), ` ${termText(term)}`)
    return item
  })
  if (more > 0) items.push(element("li", "rest", filled(texts.more, { count: more })))
  if (items.length) items.push(element("li", "rest", `Σ = ${precise(total)}`))
  return items
}

function termText({ left, right, adds }) {
  if (right === undefined) return `exp → ${precise(adds)}`
  return `${precise(left)} · ${bracketed(right)} = ${precise(adds)}`
}

export default renderer(Flow, "go")
