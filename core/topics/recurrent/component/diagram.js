/** A recurrent cell as an SVG: gates, states and the wires between them, as thick as their number is large. */

import { element, svgElement } from "../../../app/components/dom.js"
import { fixed, signed } from "../../../app/components/numbers.js"
import { PLANS } from "./plans.js"
import { GATES, isHeld } from "./values.js"

const BOX = { width: 126, height: 66 }
const MOST_LETTERS = 14
const TIP = {
  id: "tip",
  viewBox: "0 0 8 8",
  refX: 7,
  refY: 4,
  markerWidth: 5,
  markerHeight: 5,
  orient: "auto",
}

/**
 * @param {import("./values.js").View} view
 * @param {import("./values.js").Place} place
 * @param {Record<string, number>} of the numbers at the place
 * @param {(part: string) => void} open what a click on a part does
 */
export function diagramOf(view, place, of, open) {
  const plan = PLANS[view.kind]
  const viewBox = plan.field ?? "0 0 1000 430"
  const svg = svgElement("svg", { viewBox, role: "group", "aria-label": view.texts.diagram })
  const context = { view, place, of, open }
  svg.append(
    tipOf(),
    svgElement("path", { d: plan.belt, class: "belt" }),
    ...busOf(plan.bus),
    ...plan.wires.map(([path, name]) => wireOf(path, of[name])),
    ...plan.signs.map(signOf),
    ...Object.entries(plan.states).map(([name, at]) => stateOf(name, at, context)),
    ...Object.entries(plan.parts).map(([name, at]) => partOf(name, at, context)),
  )
  const frame = element("div", "frame")
  frame.append(svg)
  return frame
}

/** The arrow's tip that lines refer to. */
function tipOf() {
  const marker = svgElement("marker", TIP)
  marker.append(svgElement("path", { d: "M0 0 L8 4 L0 8 z", class: "tip" }))
  const definitions = svgElement("defs")
  definitions.append(marker)
  return definitions
}

/** What every gate reads: dashed lines, a tip where one arrives. */
function busOf(path) {
  return path.split(/(?=M)/).map((line) => {
    const isArriving = /V(303|339|233)\s*$/.test(line)
    return svgElement("path", { d: line, class: "bus", ...(isArriving ? { "marker-end": "url(#tip)" } : {}) })
  })
}

function wireOf(path, value) {
  const size = Math.min(1, Math.abs(value))
  const wire = svgElement("path", { d: path, class: `wire ${value < 0 ? "minus" : "plus"}` })
  wire.style.strokeWidth = 1.5 + 5 * size
  wire.style.opacity = 0.3 + 0.7 * size
  return wire
}

function signOf([sign, x, y]) {
  const width = sign.length > 1 ? 48 : 34
  const group = svgElement("g", { class: "sign", transform: `translate(${x} ${y})` })
  const box = { x: -width / 2, y: -17, width, height: 34, rx: 17 }
  group.append(svgElement("rect", box), svgElement("text", { y: 5 }, sign))
  return group
}

function stateOf(name, [x, y], context) {
  const { view, place, of } = context
  const isWord = name === "word"
  const title = isWord ? view.texts.word : view.texts.names[name]
  const text = isWord ? view.tokens[place.token] : signed(of[name])
  const group = svgElement("g", { class: "state", transform: `translate(${x} ${y})` })
  group.append(
    svgElement("rect", { x: -72, y: -23, width: 144, height: 46, rx: 23 }),
    svgElement("text", { y: -5, class: "name" }, title),
    svgElement("text", { y: 14, class: "value" }, shortened(text)),
  )
  const hasFormula = name === "cell" || (name === "hidden" && view.kind !== "rnn")
  if (hasFormula) makePressable(group, name, `${title} ${text}`, context)
  return group
}

const shortened = (text) => (text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text)

function partOf(name, [x, y], context) {
  const { view, place, of } = context
  const isGate = GATES.includes(name)
  const group = svgElement("g", {
    class: `part ${isGate ? "gate" : "signed"}`,
    transform: `translate(${x} ${y})`,
  })
  const value = isGate ? fixed(of[name], 3) : signed(of[name])
  group.append(
    bodyOf(of[name], isGate),
    svgElement("text", { y: -11, class: "name" }, view.texts.names[name]),
    svgElement("text", { y: 17, class: "value" }, value),
  )
  if (isHeld(view.hold, name, place)) {
    group.classList.add("held")
    group.append(svgElement("text", { y: 49, class: "by-hand" }, view.texts.by_hand))
  }
  makePressable(group, name, `${view.texts.names[name]} ${fixed(of[name], 3)}`, context)
  return group
}

function bodyOf(value, isGate) {
  const body = svgElement("rect", { x: -BOX.width / 2, y: -BOX.height / 2, ...BOX, rx: 12, class: "body" })
  const percent = Math.round(Math.min(1, Math.abs(value)) * 42)
  const tone = isGate ? "accent" : value < 0 ? "negative" : "positive"
  body.style.fill = `color-mix(in srgb, var(--ss-${tone}) ${percent}%, var(--ss-background))`
  return body
}

/** Let a part be opened by a click, or by Enter and the space bar. */
function makePressable(group, name, label, { place, open }) {
  const attributes = { tabindex: 0, role: "button", "aria-label": label, "aria-pressed": place.part === name }
  for (const [attribute, value] of Object.entries(attributes)) group.setAttribute(attribute, value)
  group.dataset.focus = `part-${name}`
  group.classList.add("press")
  group.onclick = () => open(name)
  group.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    open(name)
  }
}
