/** The decoding tree: a box for every candidate, an edge from its parent's; a click opens a node. */

import { element, svgElement } from "../../../app/components/dom.js"
import { moveOf } from "../../../app/components/keys.js"
import { renderer } from "../../../app/components/renderer.js"
import { scrolling } from "../../../app/components/scroll_hint.js"

/**
 * @typedef {object} Node
 * @property {number} number
 * @property {number | null} parent
 * @property {string[]} lines what stands in its box
 * @property {[number, number, number, number]} box x, y, width, height in pixels
 * @property {[number, number, number, number, number] | null} edge x and y of its start, x of the bend, x and y of its end
 * @property {string} colour a colour of the theme
 * @property {string[]} kinds chosen, taken, pruned …: classes of the style
 * @property {string} hover
 *
 * @typedef {{kind: string, colour: string, text: string}} Entry of the legend; without a kind it explains a sign
 * @typedef {object} Data
 * @property {Node[]} nodes
 * @property {number} width pixels
 * @property {number} height pixels
 * @property {number} line pixels
 * @property {string} label
 * @property {Entry[]} legend
 * @property {boolean} opens whether a click opens a node
 */

const BASELINE = 11.5 // pixels from a line's top
const PADDING = 7 // pixels, as in core/topics/decoding/figures_tree.py

/** An edge as an SVG path: along its parent's row, then a curve between two columns. */
export function pathOf([x, y, bend, toX, toY]) {
  const middle = (bend + toX) / 2
  return `M${x} ${y}H${bend}C${middle} ${y} ${middle} ${toY} ${toX} ${toY}`
}

/**
 * The number of the node that a key leads to: its parent, its first child, or its neighbour in the same column.
 * @param {Node[]} nodes
 * @param {Node} node
 * @param {[number, number]} move rows, columns
 */
export function neighbourOf(nodes, node, [rows, columns]) {
  if (columns < 0) return nodes.find(({ number }) => number === node.parent)
  if (columns > 0) return nodes.find(({ parent }) => parent === node.number)
  const column = nodes.filter(({ box }) => box[0] === node.box[0])
  return column[column.indexOf(node) + rows]
}

/** Edges that share their first pixels: those of no strategy at the back, the beam's in front. */
const BACK_TO_FRONT = ["muted", "sampled", "greedy", "accent"]
const inFront = (nodes) =>
  nodes.toSorted((one, other) => BACK_TO_FRONT.indexOf(one.colour) - BACK_TO_FRONT.indexOf(other.colour))

function entryOf({ kind, colour, text }) {
  const entry = element("span", "entry")
  const swatch = element("i", `swatch ${kind}`)
  swatch.style.setProperty("--own", `var(--ss-${colour})`)
  entry.append(...(kind ? [swatch] : []), element("span", "", text))
  return entry
}

class Tree {
  constructor(root) {
    this.root = root
    this.shape = null
    this.legend = element("div", "legend")
    this.box = element("div", "box")
    root.replaceChildren(this.legend, scrolling(this.box))
  }

  /** @param {Data} view */
  update(view, send) {
    Object.assign(this, { view, send })
    const active = this.root.getRootNode().activeElement
    const focused = this.root.contains(active) ? active.dataset.number : null
    const { scrollLeft, scrollTop } = this.box
    this.legend.replaceChildren(...view.legend.map(entryOf))
    this.box.replaceChildren(this.picture())
    if (focused) this.boxOf(focused)?.focus({ preventScroll: true })
    this.scroll(scrollLeft, scrollTop)
  }

  /** Where it was, as long as the tree has its size; else at its root. */
  scroll(left, top) {
    const { width, height } = this.view
    const shape = `${width} ${height}`
    const isSame = this.shape === shape
    this.shape = shape
    this.box.scrollLeft = isSame ? left : 0
    this.box.scrollTop = isSame ? top : 0
  }

  boxOf(number) {
    return this.root.querySelector(`[data-number="${number}"]`)
  }

  picture() {
    const { nodes, width, height, label } = this.view
    const picture = svgElement("svg", { width, height, role: "group", "aria-label": label })
    const edges = inFront(nodes.filter(({ edge }) => edge)).map((node) => this.edge(node))
    const first = nodes.find(({ kinds }) => kinds.includes("chosen")) ?? nodes[0]
    picture.append(...edges, ...nodes.map((node) => this.node(node, node === first)))
    return picture
  }

  edge({ edge, colour, kinds }) {
    const line = svgElement("path", { d: pathOf(edge), class: ["edge", ...kinds].join(" ") })
    line.style.setProperty("--own", `var(--ss-${colour})`)
    return line
  }

  node(node, isFirst) {
    const { number, lines, box, colour, kinds, hover } = node
    const [x, y, width, height] = box
    const group = svgElement("g", { class: ["node", ...kinds].join(" "), transform: `translate(${x} ${y})` })
    group.style.setProperty("--own", `var(--ss-${colour})`)
    const frame = svgElement("rect", { width, height, rx: kinds.includes("finished") ? 2 : 8 })
    group.append(svgElement("title", {}, hover), frame, ...lines.map((line, row) => this.text(line, row)))
    group.dataset.number = number
    if (this.view.opens) this.makeButton(group, node, isFirst)
    return group
  }

  text(line, row) {
    const y = 3 + BASELINE + row * this.view.line
    return svgElement("text", { x: PADDING, y, class: row ? "second" : "first" }, line)
  }

  makeButton(group, node, isFirst) {
    group.setAttribute("role", "button")
    group.setAttribute("aria-label", node.hover.replaceAll("\n", "; "))
    group.setAttribute("tabindex", isFirst ? 0 : -1)
    group.onclick = () => this.send(node.number)
    group.onkeydown = (event) => this.press(event, node)
  }

  press(event, node) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault()
      this.send(node.number)
      return
    }
    const move = moveOf(event)
    const next = move && neighbourOf(this.view.nodes, node, move)
    if (!next) return
    event.currentTarget.setAttribute("tabindex", -1)
    const box = this.boxOf(next.number)
    box.setAttribute("tabindex", 0)
    box.focus()
  }
}

export default renderer(Tree, "node")
