/** Towers of blocks from the bottom up, as papers draw them; what repeats stands in a frame. */

import { button, element } from "./dom.js"

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

/** Blocks below what repeats, what repeats, and blocks above it. */
export function partsOf(blocks) {
  const isRepeated = (block) => REPEATED.includes(block.name)
  const first = blocks.findIndex(isRepeated)
  const end = blocks.findLastIndex(isRepeated) + 1
  return [blocks.slice(0, first), blocks.slice(first, end), blocks.slice(end)]
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
  const [below, repeated, above] = partsOf(tower.blocks).map(drawn)
  const frame = element("div", "frame")
  frame.append(...repeated, element("span", "times", "× L"))
  const made = element("div", `tower ${tower.kind}`)
  made.append(...above, frame, ...below, element("span", "tower-name", tower.name))
  return made
}

function figureOf({ title, about, towers }, opens, open) {
  const caption = element("figcaption", "caption")
  caption.append(element("b", "", title), element("span", "", about))
  const row = element("div", "towers")
  row.append(...towers.map((tower) => towerOf(tower, opens, open)))
  const made = element("figure", "figure")
  made.append(caption, row)
  return made
}

/** @param {{data: Data, parentElement: HTMLElement, setTriggerValue: Function}} component */
export default function ({ data, parentElement, setTriggerValue }) {
  const open = (page) => setTriggerValue("open", page)
  const figures = data.figures.map((figure) => figureOf(figure, data.opens, open))
  parentElement.querySelector(".root").replaceChildren(...figures)
}
