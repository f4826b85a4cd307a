import assert from "node:assert/strict"
import { test } from "node:test"
import tree, { neighbourOf, pathOf } from "../../core/topics/decoding/component/tree.js"
import { mount, press, texts } from "./page.js"

const node = (number, parent, box, lines, kinds = []) => ({
  ...{ number, parent, box, lines, kinds, colour: "muted", hover: `node ${number}` },
  edge: parent === null ? null : [10, 20, 30, box[0], box[1]],
})
const NODES = [
  node(0, null, [0, 20, 10, 20], ["prompt"]),
  node(4, 0, [40, 0, 10, 20], ["<b>a</b> 40 %", "Σ −0.92"], ["taken"]),
  node(7, 0, [40, 40, 10, 20], ["b 20 %"]),
]
const LEGEND = [
  { kind: "taken", colour: "greedy", text: "greedy" },
  { kind: "", colour: "", text: "#2: second" },
]
const DATA = { nodes: NODES, width: 60, height: 80, line: 16, label: "a tree", opens: true, legend: LEGEND }

test("every node has its box with its text as text, and an edge from its parent", () => {
  const { root } = mount(tree, DATA)
  assert.deepEqual(texts(root.querySelectorAll("text")), ["prompt", "<b>a</b> 40 %", "Σ −0.92", "b 20 %"])
  assert.deepEqual(
    [...root.querySelectorAll(".edge")].map((edge) => edge.getAttribute("d")),
    [pathOf([10, 20, 30, 40, 0]), pathOf([10, 20, 30, 40, 40])],
  )
  assert.equal(pathOf([10, 20, 30, 40, 0]), "M10 20H30C35 20 35 0 40 0")
  assert.equal(root.querySelector(".node.taken").style.getPropertyValue("--own"), "var(--ss-muted)")
})

test("the legend explains boxes and signs", () => {
  const { root } = mount(tree, DATA)
  assert.deepEqual(texts(root.querySelectorAll(".entry")), ["greedy", "#2: second"])
  assert.equal(root.querySelectorAll(".swatch").length, 1)
})

test("a click or Enter opens a node; a picture without that has no buttons", () => {
  const { root, sent } = mount(tree, DATA)
  const [, first, second] = root.querySelectorAll(".node")
  first.dispatchEvent(new window.MouseEvent("click"))
  press(second, "Enter")
  assert.deepEqual(sent, [
    ["node", 4],
    ["node", 7],
  ])
  assert.equal(mount(tree, { ...DATA, opens: false }).root.querySelector("[role=button]"), null)
})

test("arrow keys walk the tree, and the focus stays through an update", () => {
  assert.equal(neighbourOf(NODES, NODES[1], [1, 0]), NODES[2])
  assert.equal(neighbourOf(NODES, NODES[1], [-1, 0]), undefined)
  assert.equal(neighbourOf(NODES, NODES[2], [0, -1]), NODES[0])
  assert.equal(neighbourOf(NODES, NODES[0], [0, 1]), NODES[1])
  const { root, update } = mount(tree, DATA)
  root.querySelector(".node").focus()
  press(document.activeElement, "ArrowRight")
  press(document.activeElement, "ArrowDown")
  assert.equal(document.activeElement.dataset.number, "7")
  update(DATA)
  assert.equal(document.activeElement.dataset.number, "7")
})
