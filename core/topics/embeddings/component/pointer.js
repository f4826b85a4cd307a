/** Mouse and fingers on a map: drag to move, wheel or two fingers to zoom, click, or draw a frame. */

import { element } from "../../../app/components/dom.js"

const STEADY = 4 // pixels that a click may move
const WHEEL = 0.0018 // logarithm of the zoom for a pixel of the wheel

const apart = ([x, y], [otherX, otherY]) => Math.hypot(x - otherX, y - otherY)

/** The rectangle between two corners. */
export const rectangleOf = ([x, y], [otherX, otherY]) => ({
  left: Math.min(x, otherX),
  right: Math.max(x, otherX),
  top: Math.min(y, otherY),
  bottom: Math.max(y, otherY),
})

export class Pointer {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas, map) {
    Object.assign(this, { canvas, map, isFraming: false, frame: null, down: new Map() })
    this.frameBox = element("div", "frame")
    canvas.onpointerdown = (event) => this.grasp(event)
    canvas.onpointermove = (event) => this.move(event)
    canvas.onpointerup = (event) => this.release(event)
    canvas.onpointercancel = (event) => this.down.delete(event.pointerId)
    canvas.onpointerleave = () => map.hover(null)
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false })
  }

  placeOf({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect()
    return [clientX - box.left, clientY - box.top]
  }

  wheel(event) {
    event.preventDefault()
    this.map.zoom(Math.exp(-event.deltaY * WHEEL), ...this.placeOf(event))
  }

  grasp(event) {
    this.map.stay()
    this.canvas.setPointerCapture?.(event.pointerId)
    this.from = this.placeOf(event)
    this.down.set(event.pointerId, this.from)
    this.isSteady = true
  }

  move(event) {
    const place = this.placeOf(event)
    const last = this.down.get(event.pointerId)
    if (!last) {
      this.map.hover(this.map.wordAt(...place))
      return
    }
    if (apart(place, this.from) > STEADY) this.isSteady = false
    if (this.isFraming) this.stretch(place)
    else if (this.down.size === 2) this.pinch(event.pointerId, last, place)
    else this.map.move(place[0] - last[0], place[1] - last[1])
    this.down.set(event.pointerId, place)
  }

  /** Two fingers: closer by as much as they move apart. */
  pinch(id, last, place) {
    const [, other] = [...this.down].find(([key]) => key !== id)
    const middle = [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2]
    this.map.zoom(apart(place, other) / (apart(last, other) || 1), ...middle)
  }

  stretch(place) {
    this.frame = rectangleOf(this.from, place)
    const { left, right, top, bottom } = this.frame
    const sides = { left, top, width: right - left, height: bottom - top }
    for (const [side, pixels] of Object.entries(sides)) this.frameBox.style[side] = `${pixels}px`
    this.frameBox.style.display = "block"
  }

  release(event) {
    this.down.delete(event.pointerId)
    if (this.isFraming && this.frame) this.map.framed(this.frame)
    else if (this.isSteady) this.map.click(...this.placeOf(event))
  }

  setFraming(isFraming) {
    this.isFraming = isFraming
    this.frame = null
    this.frameBox.style.display = "none"
    this.canvas.classList.toggle("framing", isFraming)
  }
}
