/** Towers of blocks from the bottom up, as papers draw them; what repeats stands in a frame. */

import { button, element, svgElement } from "./dom.js"
import { onResize } from "./sizes.js"

/**
 * @typedef {object} Block
 * @property {string} name
 * @property {string} text
 * @property {string} page the page that a click opens, or ""
 * @property {string} title of that page
 * @typedef {{kind: string, name: string, blocks: Block[]}} Tower blocks from the bottom up
 * @typedef {object} Data
 * @property {{title: string, about: string, towers: Tower[]}[]} figures
 * @property {string} opens
 */

const REPEATED = [
  "self_attention",
  "masked_attention",
  "cross_attention",
  "add_norm",
  "feed_forward",
  "add",
  "norm",
]

const ABOVE = 14 // pixels that the wire rises above the encoder
const BESIDE = 12 // pixels that a residual path runs to the left of the blocks
const HALF_GAP = 3 // pixels: half of what lies between two blocks
const ADDS = ["add", "add_norm"]

/** Blocks below what repeats, what repeats, and blocks above it. */
export function partsOf(blocks) {
  const isRepeated = (block) => REPEATED.includes(block.name)
  const first = blocks.findIndex(isRepeated)
  const end = blocks.findLastIndex(isRepeated) + 1
  return [blocks.slice(0, first), blocks.slice(first, end), blocks.slice(end)]
}

/**
 * The residual paths among blocks that repeat, from the bottom up: each from below a sublayer to its addition.
 * A norm after the addition lies on the stream itself, one before the sublayer on the branch.
 */
export function residualsOf(names) {
  const isNormFirst = names[0] === "norm"
  const paths = []
  let start = 0
  for (const [number, name] of names.entries()) {
    if (!ADDS.includes(name)) continue
    paths.push([start, number])
    start = number + (names[number + 1] === "norm" && !isNormFirst ? 2 : 1)
  }
  return paths
}

function blockOf({ name, text, page, title }, opens, open) {
  const className = `block ${name}`
  if (!page) return element("div", className, text)
  const made = button(className, text, () => open(page))
  made.title = `${opens}: ${title}`
  return made
}

function towerOf(tower, opens, open) {
  const drawn = (blocks) => blocks.toReversed().map((block) => blockOf(block, opens, open))
  const parts = partsOf(tower.blocks)
  const [below, repeated, above] = parts.map(drawn)
  const frame = element("div", "frame")
  frame.append(...repeated, element("span", "times", "× L"))
  addResiduals(frame, parts[1])
  const made = element("div", `tower ${tower.kind}`)
  made.append(...above, frame, ...below, element("span", "tower-name", tower.name))
  return made
}

/** The path from the top of one box up, across to the gap beside it, and to the left side of another. */
export function wirePath(from, to, around) {
  const x = from.left + from.width / 2 - around.left
  const top = from.top - around.top
  const gap = (from.right + to.left) / 2 - around.left
  const end = [to.left - around.left, to.top + to.height / 2 - around.top]
  return `M${x} ${top}V${top - ABOVE}H${gap}V${end[1]}H${end[0]}`
}

/** The path from below one box, out to the left, and up to the left side of another. */
export function residualPath(from, to, around) {
  const [x, left] = [from.left + from.width / 2 - around.left, to.left - around.left]
  const [bottom, middle] = [from.bottom - around.top + HALF_GAP, to.top + to.height / 2 - around.top]
  return `M${x} ${bottom}H${left - BESIDE}V${middle}H${left}`
}

/** The stream that runs past each sublayer, to where its result is added. */
function addResiduals(frame, blocks) {
  const picture = svgElement("svg", { class: "wires", "aria-hidden": true })
  const paths = residualsOf(blocks.map(({ name }) => name)).map((ends) => {
    const made = [svgElement("path", { class: "residual" }), svgElement("path", { class: "residual-tip" })]
    picture.append(...made)
    return [ends, ...made]
  })
  const boxes = [...frame.querySelectorAll(".block")].reverse() // as the blocks, from the bottom up
  frame.append(picture)
  const draw = () => {
    const around = frame.getBoundingClientRect()
    for (const [ends, line, tip] of paths) {
      const [from, to] = ends.map((number) => boxes[number].getBoundingClientRect())
      line.setAttribute("d", residualPath(from, to, around))
      tip.setAttribute("d", `M${to.left - around.left} ${to.top + to.height / 2 - around.top}l-7 -4v8z`)
    }
  }
  onResize(frame, draw)
}

/** Keys and values: from the last layer of the encoder to the decoder's cross-attention. */
function addWire(row, encoder, reader) {
  const [line, tip] = [svgElement("path", { class: "wire" }), svgElement("path", { class: "tip" })]
  const picture = svgElement("svg", { class: "wires", "aria-hidden": true })
  picture.append(line, tip)
  row.append(picture)
  const draw = () => {
    const around = row.getBoundingClientRect()
    const to = reader.getBoundingClientRect()
    line.setAttribute("d", wirePath(encoder.getBoundingClientRect(), to, around))
    const [x, y] = [to.left - around.left, to.top + to.height / 2 - around.top]
    tip.setAttribute("d", `M${x} ${y}l-8 -4.5v9z`)
  }
  onResize(row, draw)
}

function figureOf({ title, about, towers }, opens, open) {
  const caption = element("figcaption", "caption")
  caption.append(element("b", "", title), element("span", "", about))
  const row = element("div", "towers")
  row.append(...towers.map((tower) => towerOf(tower, opens, open)))
  const made = element("figure", "figure")
  made.append(caption, row)
  const [encoder, reader] = [".encoder .frame", ".decoder .cross_attention"].map((part) =>
    row.querySelector(part),
  )
  if (encoder && reader) addWire(row, encoder, reader)
  return made
}

/** @param {{data: Data, parentElement: HTMLElement, setTriggerValue: Function}} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const open = (page) => setTriggerValue("open", page)
  const figures = data.figures.map((figure) => figureOf(figure, data.opens, open))
  parentElement.querySelector(".root").replaceChildren(...figures)
}
