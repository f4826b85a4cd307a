import assert from "node:assert/strict"
import { test } from "node:test"
import towers from "../../core/topics/transformer/component/towers.js"
import {
  largestOf,
  moved,
  numberOf,
  tableOf,
  weightsOf,
} from "../../core/topics/transformer/component/walk.js"
import { stopClock } from "./clock.js"
import { packed } from "./packed.js"
import { mount } from "./page.js"

const STEPS = [
  { name: "encoder_embed", tower: "encoder", step: "embed", layer: null, rows: "words", columns: "words" },
  { name: "encoder_1_self", tower: "encoder", step: "self", layer: 1, rows: "words", columns: "words" },
  { name: "decoder_1_self", tower: "decoder", step: "self", layer: 1, rows: "read", columns: "read" },
  { name: "decoder_1_cross", tower: "decoder", step: "cross", layer: 1, rows: "read", columns: "words" },
  { name: "decoder_output", tower: "decoder", step: "output", layer: null, rows: "read", columns: "words" },
].map((step) => ({ ...step, label: step.name, title: step.name, shape: "T S", about: "" }))
const HEADER = {
  key: "a",
  words: ["nine", "<i>x</i>"],
  read: ["[START]", "九"],
  pieces: ["九", "[END]"],
  vocabulary: ["九", "[END]"],
  steps: STEPS,
  layers: 1,
  heads: 2,
  place: { step: "decoder_1_cross", piece: 0, head: 0 },
  texts: { cross: "for ◯", self: "after ◯", encoder: "◯ at", layer: "layer", masked: "masked" },
}
const CROSS = [1, 0, 0.5, 0.5, 0, 1, 0.5, 0.5]
const ARRAYS = {
  encoder_embed: { shape: [2, 2], data: [1, -1, 0, 0] },
  encoder_1_self: { shape: [2, 2, 2], data: [1, 0, 0, 1, 1, 0, 0, 1] },
  decoder_1_self: { shape: [2, 2, 2], data: [1, 0, 0.5, 0.5, 1, 0, 0.5, 0.5] },
  decoder_1_cross: { shape: [2, 2, 2], data: CROSS },
  decoder_output: { shape: [2, 2], data: [0.9, 0.1, 0.2, 0.8] },
}
const opened = (header = {}) => {
  stopClock()
  return mount(towers, packed({ ...HEADER, ...header }, ARRAYS))
}
const matrix = { data: Float32Array.from(CROSS), shape: [2, 2, 2] }
const namesOf = (chips) => [...chips].map((chip) => chip.textContent)

test("a row of one head, and the mean of all", () => {
  assert.deepEqual(weightsOf(matrix, 1, 0), [1, 0])
  assert.deepEqual(weightsOf(matrix, 2, 0), [0, 1])
  assert.deepEqual(weightsOf(matrix, 0, 0), [0.5, 0.5])
})

test("a block's table is one head's, the mean, or its own numbers", () => {
  assert.deepEqual([...tableOf(matrix, 2).data], [0, 1, 0.5, 0.5])
  const plain = { data: Float32Array.from([1, 2]), shape: [1, 2] }
  assert.deepEqual(tableOf(plain, 1), { data: plain.data, rows: 1, columns: 2 })
})

test("steps are found by name, and one does not walk beyond either end", () => {
  assert.equal(numberOf(STEPS, "decoder_1_self"), 2)
  assert.equal(numberOf(STEPS, "nonsense"), 0)
  assert.deepEqual([moved(STEPS, 0, -1), moved(STEPS, 0, 1), moved(STEPS, 4, 1)], [0, 1, 4])
  assert.equal(largestOf([0.1, 0.7, 0.2]), 1)
})

test("words and pieces are text, and the chosen piece's three attentions are told of it", () => {
  const { root } = opened()
  const rows = [...root.querySelectorAll(".look")]
  assert.deepEqual(namesOf(rows[0].querySelectorAll(".chip")), HEADER.words)
  assert.deepEqual(
    rows.map((row) => row.querySelector(".label").textContent),
    ["for 九", "after 九", "nine at"],
  )
})

test("what is written later is masked for an earlier piece", () => {
  const { root } = opened()
  const own = [...root.querySelectorAll(".look")][1].querySelectorAll(".chip")
  assert.deepEqual(
    [...own].map((chip) => chip.classList.contains("masked")),
    [false, true],
  )
})

test("the open block is the link's, and every block of both towers is there once", () => {
  const { root } = opened()
  const blocks = [...root.querySelectorAll(".block")]
  assert.equal(blocks.length, STEPS.length)
  assert.equal(root.querySelector(".block.chosen").dataset.step, "decoder_1_cross")
  assert.equal(root.querySelector(".count").textContent, "4 / 5")
})

test("names above a map are turned round, but for Chinese ones, which would stand on their heads", () => {
  const { root } = opened({ place: { step: "decoder_1_self", piece: 0, head: 0 } })
  const labels = [...root.querySelectorAll(".column-labels span")]
  assert.deepEqual(
    labels.map((label) => [label.textContent, label.classList.contains("latin")]),
    [
      ["[START]", true],
      ["九", false],
    ],
  )
})
