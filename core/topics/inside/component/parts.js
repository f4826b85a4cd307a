/** What stands on the page once: the diagram of all steps, and the frame of the opened one. */

import { button, element, range, svgElement } from "../../../app/components/dom.js"
import { scrolling } from "../../../app/components/scroll_hint.js"
import { GROUPS, SIDE_BY_SIDE } from "./walk.js"

const ICONS = {
  previous: "M15 5 8 12l7 7",
  next: "M9 5l7 7-7 7",
  play: "M8 5v14l11-7z",
  pause: "M8 5v14M16 5v14",
}

/**
 * @typedef {Record<string, any>} Parts the elements that change later, by name
 * @typedef {object} Acts what the visitor does
 * @property {(change: {step?: string, layer?: number, head?: number}) => void} go
 * @property {(by: number) => void} move
 * @property {() => void} playOrPause
 * @property {() => void} faster another pace of playing
 * @property {(event: KeyboardEvent) => void} walkKey
 * @property {(event: PointerEvent) => void} point
 * @property {(event: KeyboardEvent) => void} mapKey
 */

/** @param {"previous" | "next" | "play" | "pause"} name */
export function icon(name) {
  const svg = svgElement("svg", { viewBox: "0 0 24 24", "aria-hidden": true })
  svg.append(svgElement("path", { d: ICONS[name] }))
  return svg
}

/**
 * @param {object} view the message of the server
 * @param {Acts} acts
 * @returns {[HTMLElement[], Parts]} what goes on the page, and its parts
 */
export function build(view, acts) {
  const parts = { blocks: {}, layers: [], heads: [] }
  const diagram = element("nav", "diagram")
  diagram.setAttribute("aria-label", view.texts.diagram)
  diagram.onkeydown = acts.walkKey
  parts.source = element("div", "end")
  const groups = Object.keys(GROUPS).map((name) => groupOf(name, view, acts, parts))
  diagram.append(parts.source, ...groups, endingOf(parts))
  const panel = element("section", "panel")
  panel.append(controlsOf(view, acts, parts), headingOf(parts), pictureOf(acts, parts), readoutOf(parts))
  return [[diagram, panel], parts]
}

function endingOf(parts) {
  parts.verdict = element("div", "end verdict")
  parts.note = element("p", "strip-note")
  const ending = element("div", "ending")
  ending.append(parts.verdict, parts.note)
  return ending
}

function groupOf(name, view, acts, parts) {
  const head = element("div", "group-head")
  head.append(element("span", "group-name", view.texts.groups[name]))
  const rows = element("div", "rows")
  rows.append(...GROUPS[name].map((steps) => rowOf(steps, view, acts, parts)))
  const group = element("div", `group ${name}`)
  group.append(head)
  if (name === "layer") {
    rows.append(element("i", "bypass first"), element("i", "bypass second"))
    group.append(numbersOf("layer", view.layers, view.texts, acts, parts))
    group.append(numbersOf("head", view.heads, view.texts, acts, parts))
  }
  group.append(rows)
  return group
}

function rowOf(steps, view, acts, parts) {
  const row = element("div", SIDE_BY_SIDE.includes(steps[0]) ? "row" : "row chain")
  row.append(...steps.map((step) => blockOf(step, view, acts, parts)))
  return row
}

function blockOf(step, { texts }, { go }, parts) {
  const block = button(`block ${step}`, texts.names[step], () => go({ step }))
  block.dataset.step = step
  const strip = element("canvas", "strip-of")
  strip.setAttribute("aria-hidden", "true")
  block.append(strip, element("i", "at"))
  parts.blocks[step] = block
  return block
}

/** A line of numbers, of layers or of heads. */
function numbersOf(kind, count, texts, { go }, parts) {
  const line = element("div", "numbers")
  line.setAttribute("role", "group")
  line.setAttribute("aria-label", texts[kind])
  parts[`${kind}s`] = range(count).map((index) => {
    const number = button("number", String(index + 1), () => go({ [kind]: index + 1 }))
    number.setAttribute("aria-label", `${texts[kind]} ${index + 1}`)
    return number
  })
  line.append(element("span", "numbers-name", texts[kind]), ...parts[`${kind}s`])
  return line
}

function controlsOf({ texts }, acts, parts) {
  const bar = element("div", "controls")
  bar.onkeydown = acts.walkKey
  parts.previous = controlOf("previous", texts, () => acts.move(-1))
  parts.play = controlOf("play", texts, acts.playOrPause)
  parts.next = controlOf("next", texts, () => acts.move(1))
  parts.progress = element("i")
  parts.speed = button("control speed", "1×", acts.faster)
  parts.speed.title = texts.speed
  parts.speed.setAttribute("aria-label", texts.speed)
  parts.count = element("span", "count")
  const progress = element("div", "progress")
  progress.append(parts.progress)
  bar.append(parts.previous, parts.play, parts.next, parts.speed, progress, parts.count)
  return bar
}

function controlOf(name, texts, press) {
  const control = button(`control ${name}`, undefined, press)
  control.append(icon(name))
  control.title = texts[name]
  control.setAttribute("aria-label", texts[name])
  return control
}

function headingOf(parts) {
  parts.title = element("h3", "title")
  parts.shape = element("p", "shape")
  parts.about = element("p", "about")
  parts.title.setAttribute("aria-live", "polite")
  const heading = element("header", "heading")
  heading.append(parts.title, parts.shape, parts.about)
  return heading
}

function pictureOf(acts, parts) {
  parts.map = mapOf(acts)
  parts.scale = {
    low: element("span", "low"),
    strip: element("i", "strip"),
    high: element("span", "high"),
    reach: element("span", "reach"),
  }
  const bar = element("div", "scale")
  bar.append(...Object.values(parts.scale))
  const picture = element("div", "picture")
  picture.append(scrolling(parts.map.box), bar)
  return picture
}

function mapOf({ point, mapKey }) {
  const cells = element("div", "cells")
  cells.tabIndex = 0
  cells.setAttribute("role", "application")
  cells.onpointermove = cells.onpointerdown = point
  cells.onkeydown = mapKey
  const canvas = element("canvas")
  const [cursor, term] = [element("i", "cursor"), element("i", "term")]
  cells.append(canvas, term, cursor)
  const [columns, rows] = [element("div", "columns"), element("div", "row-labels")]
  const box = element("div", "map")
  box.append(element("div", "corner"), columns, rows, cells)
  return { box, cells, canvas, cursor, term, columns, rows }
}

function readoutOf(parts) {
  for (const part of ["where", "value", "formula", "terms", "worked"]) {
    parts[part] = element(part === "terms" ? "ul" : "div", part)
  }
  const head = element("div", "readout-head")
  head.append(parts.value, parts.where)
  const readout = element("div", "readout")
  readout.append(head, parts.formula, parts.terms, parts.worked)
  return readout
}
