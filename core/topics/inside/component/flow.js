/** The forward pass as a diagram to walk through, and the opened step beside it. */

import { Choice } from "../../../app/components/choice.js"
import { moveOf, STEP_MOVES } from "../../../app/components/keys.js"
import { unpack } from "../../../app/components/message.js"
import { renderer } from "../../../app/components/renderer.js"
import { onResize } from "../../../app/components/sizes.js"
import { OpenedStep } from "./opened_step.js"
import { build } from "./parts.js"
import { markPlace, markPlay } from "./place_marks.js"
import { indexOf, stopsOf } from "./walk.js"

const PACE = 1000 // milliseconds a step while playing
const SPEEDS = { "1×": 1, "2×": 2, "½×": 0.5 }

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
 * @property {Record<string, string>} letters what its letters mean
 * @property {string} about
 * @property {string} picture
 * @property {boolean} positive the prediction
 * @property {Record<string, any>} texts
 */

class Flow {
  constructor(root) {
    this.root = root
    this.choice = new Choice()
    this.opened = new OpenedStep(root)
    this.isPlaying = false
    this.speed = "1×"
    // Opening a step changes the height; only another width asks for another drawing.
    onResize(root, () => this.view && root.clientWidth !== this.opened.width && this.opened.drawMap())
  }

  /** New data from the server, or a new theme. */
  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    const made = `${this.view.texts.language} ${this.view.layers} ${this.view.heads}`
    if (this.made !== made) this.build(made)
    const { place, wanted } = this
    this.place = this.arrivedAt()
    // Whoever goes back while it plays has had enough of it.
    if (this.isPlaying && !wanted && indexOf(stopsOf(this.view.layers), place) !== this.number())
      this.isPlaying = false
    this.mark()
    this.opened.open(this.view, this.parts)
    clearTimeout(this.timer)
    if (this.isPlaying) this.timer = setTimeout(() => this.move(1), PACE / SPEEDS[this.speed])
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

  /** The number of the stop where it stands. */
  number() {
    return indexOf(stopsOf(this.view.layers), this.place)
  }

  go(change) {
    clearTimeout(this.timer)
    this.place = this.wanted = { ...this.place, ...change }
    this.mark()
    this.choice.makeNow(() => this.send(this.place))
  }

  move(by) {
    const stops = stopsOf(this.view.layers)
    const next = this.number() + by
    if (stops[next]) this.go(stops[next])
    if (!stops[next] || next === stops.length - 1) this.play(false)
  }

  play(isPlaying) {
    this.isPlaying = isPlaying
    clearTimeout(this.timer)
    this.markPlay()
    if (isPlaying) this.move(1)
  }

  changeSpeed() {
    const speeds = Object.keys(SPEEDS)
    this.speed = speeds[(speeds.indexOf(this.speed) + 1) % speeds.length]
    this.parts.speed.textContent = this.speed
  }

  build(made) {
    const [boxes, parts] = build(this.view, {
      go: (change) => this.go(change),
      move: (by) => this.move(by),
      playOrPause: () => this.play(!this.isPlaying),
      faster: () => this.changeSpeed(),
      walkKey: (event) => this.walkKey(event),
      point: (event) => this.opened.point(event),
      mapKey: (event) => this.opened.mapKey(event),
    })
    Object.assign(this, { made, parts })
    parts.speed.textContent = this.speed
    this.root.replaceChildren(...boxes)
  }

  mark() {
    markPlace(this.parts, this.place, this.view.layers)
    this.markPlay()
  }

  markPlay() {
    markPlay(this.parts, this.isPlaying, this.view.texts)
  }

  walkKey(event) {
    const by = moveOf(event, STEP_MOVES)
    if (!by) return
    this.play(false)
    this.move(by)
  }
}

export default renderer(Flow, "go")
