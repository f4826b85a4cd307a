/** A page without a browser (jsdom) for tests of components; its canvases only note what is painted. */

import assert from "node:assert/strict"
import { afterEach } from "node:test"
import { JSDOM } from "jsdom"

const { window } = new JSDOM("<!doctype html><body></body>", {
  pretendToBeVisual: true,
  url: "http://localhost/", // a page of no site may keep nothing
})
const GREY = { color: "rgb(100, 110, 120)", fontFamily: "sans-serif" }

/** Canvas → the calls of its pen, as [name, ...arguments]. jsdom itself draws nothing. */
export const painted = new WeakMap()

function penOf(canvas) {
  if (!painted.has(canvas)) painted.set(canvas, [])
  const note =
    (name) =>
    (...values) => {
      painted.get(canvas).push([name, ...values])
      if (name === "measureText") return { width: 7 * values[0].length }
      if (name !== "createImageData") return undefined
      return { data: new Uint8ClampedArray(values[0] * values[1] * 4) }
    }
  return new Proxy({}, { get: (own, name) => own[name] ?? note(name) })
}

/** A ResizeObserver that tells of a change when the test says so; `watches` are those not disconnected. */
const watches = new Set()
class Watch {
  constructor(tell) {
    this.tell = tell
  }
  observe() {
    watches.add(this)
  }
  disconnect() {
    watches.delete(this)
  }
}

/** Tell whoever watches sizes that they have changed, as a browser does once what it watches has come or gone. */
export const changeSizes = () => {
  for (const watch of [...watches]) watch.tell([], watch)
}

/** What would read a theme that is not there: a browser gives no colour to an element that has left the page. */
function noStyle() {
  throw new Error("a component that has left the page asks for its style")
}

afterEach(() => {
  leave()
  const { getComputedStyle } = globalThis
  globalThis.getComputedStyle = noStyle
  try {
    changeSizes()
    assert.equal(watches.size, 0, "a component that has left the page still watches sizes")
  } finally {
    globalThis.getComputedStyle = getComputedStyle
    watches.clear()
  }
})

Object.assign(globalThis, {
  window,
  document: window.document,
  CSS: { escape: (text) => text.replace(/[^\w-]/g, "\\$&") },
  getComputedStyle: () => GREY, // the theme's variables are the app's, not the components'
  Path2D: class {
    moveTo() {}
    bezierCurveTo() {}
  },
  requestAnimationFrame: window.requestAnimationFrame.bind(window),
  cancelAnimationFrame: window.cancelAnimationFrame.bind(window),
  MutationObserver: window.MutationObserver,
  Node: window.Node,
  NodeFilter: window.NodeFilter,
  ResizeObserver: Watch,
})
window.HTMLCanvasElement.prototype.getContext = function () {
  return penOf(this)
}
window.Element.prototype.scrollIntoView = () => {}

/** Takes the component that was mounted last off the page, as Streamlit does. */
let leave = () => document.body.replaceChildren()

/**
 * Draw a component with some data.
 * @returns {{root: HTMLElement, sent: [string, any][], update(data: any): void}} what stands on the page, and
 *   the [trigger, value] pairs that the component sent
 */
export function mount(renderer, data) {
  const parentElement = document.createElement("div")
  const root = document.createElement("div")
  root.className = "root"
  parentElement.append(root)
  document.body.replaceChildren(parentElement)
  const sent = []
  const setTriggerValue = (trigger, value) => sent.push([trigger, value])
  let pause = renderer({ data, parentElement, setTriggerValue })
  leave = () => {
    pause?.()
    document.body.replaceChildren()
  }
  const update = (next) => {
    pause?.()
    pause = renderer({ data: next, parentElement, setTriggerValue })
  }
  return { root, sent, update }
}

/** Press a key on an element. */
export function press(target, key) {
  const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
  target.dispatchEvent(event)
  return event
}

export const texts = (elements) => [...elements].map((one) => one.textContent)
