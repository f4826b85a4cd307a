import assert from "node:assert/strict"
import { mock, test } from "node:test"
import { flipsWith, isSeen } from "../../core/topics/masks/component/flips.js"
import maskGrid from "../../core/topics/masks/component/mask_grid.js"
import { stopClock } from "./clock.js"
import { packed } from "./packed.js"
import { mount, press } from "./page.js"

const NO = Number.NEGATIVE_INFINITY
const TOKENS = ["a", "<i>b</i>"]
const HEADER = {
  tokens: TOKENS,
  real: [true, false],
  flips: [],
  texts: {
    ...{ scores: "Scores", mask: "Mask", attention: "Weights", seen: "may look", hidden: "may not look" },
    ...{ score: "score", share: "weight", sum: "sum" },
  },
}
const ARRAYS = {
  scores: { shape: [2, 2], data: [1, -2, 0.5, 0] },
  mask: { shape: [2, 2], data: [0, NO, 0, 0] },
  attention: { shape: [2, 2], data: [1, 0, Number.NaN, Number.NaN] },
}
const opened = (header = {}) => {
  stopClock()
  return mount(maskGrid, packed({ ...HEADER, ...header }, ARRAYS))
}
const cellOf = (root, t, s) =>
  root.querySelector(`.mask .line:nth-child(${t + 1})`).querySelectorAll(".cell")[s]

test("a click shows at once, whatever the server still thinks", () => {
  assert.equal(isSeen(true, false, undefined), true)
  assert.equal(isSeen(true, false, true), false)
  assert.equal(isSeen(false, true, false), true)
  assert.equal(isSeen(false, true, true), false)
})

test("flips are what the server holds, less what was taken back, and what was added", () => {
  const pending = new Map([
    ["0.1", false],
    ["1.1", true],
    ["1.0", false],
  ])
  assert.deepEqual(flipsWith(["0.1", "0.0"], pending), ["0.0", "1.1"])
})

test("a long name keeps its beginning and its end, the whole is told by its title", () => {
  const { root } = opened({ tokens: ["extraordinarily", "12345678901"] })
  const [long, short] = [...root.querySelectorAll(".scores .head")]
  assert.deepEqual([long.textContent, short.textContent], ["extra…arily", "12345678901"])
  assert.equal(long.title, "extraordinarily · t = 0")
  assert.equal(root.querySelector(".scores .top").textContent, "extra…arily")
  assert.equal(root.style.getPropertyValue("--label"), "85px")
})

test("a cell is closed and opened again; several clicks are told together", () => {
  const { root, sent } = opened()
  const cell = cellOf(root, 1, 0)
  assert.equal(cell.getAttribute("aria-label"), "<i>b</i> → a: may look")
  cell.click()
  assert.equal(cell.getAttribute("aria-label"), "<i>b</i> → a: may not look")
  assert.equal(cell.textContent, "×")
  cellOf(root, 0, 0).click()
  mock.timers.tick(250)
  assert.deepEqual(sent, [["flips", ["1.0", "0.0"]]])
})

test("a click that is not told yet survives data that arrive", () => {
  const { root, sent, update } = opened()
  cellOf(root, 1, 0).click()
  mock.timers.tick(100)
  update(packed(HEADER, ARRAYS))
  mock.timers.tick(250)
  assert.deepEqual(sent, [["flips", ["1.0"]]])
})

test("the grid is walked by keys, one cell in the order of tabs", () => {
  const { root } = opened()
  cellOf(root, 0, 0).focus()
  press(document.activeElement, "ArrowDown")
  press(document.activeElement, "ArrowRight")
  press(document.activeElement, "ArrowRight")
  assert.equal(document.activeElement, cellOf(root, 1, 1))
  assert.equal(root.querySelector(".read-out b").textContent, "<i>b</i> → <i>b</i>")
  assert.deepEqual(
    [...root.querySelectorAll(".mask .cell")].map(({ tabIndex }) => tabIndex),
    [-1, -1, -1, 0],
  )
})

test("the line under the tables says score, mask and weight, also where they are no numbers", () => {
  const { root } = opened()
  const said = () => [...root.querySelectorAll(".read-out span")].map(({ textContent }) => textContent)
  assert.deepEqual(said(), ["score 1.0000", "+ 0.0000", "weight 1.0000", "sum 1.0000"])
  cellOf(root, 0, 1).onpointerenter()
  assert.deepEqual(said(), ["score −2.0000", "+ −∞", "weight 0.0000", "sum 1.0000"])
  cellOf(root, 1, 1).onpointerenter()
  assert.deepEqual(said(), ["score 0.0000", "+ 0.0000", "weight NaN", "sum NaN"])
  assert.equal(root.querySelectorAll(".attention .broken").length, 2)
})
