import assert from "node:assert/strict"
import { mock, test } from "node:test"
import sheets from "../../core/topics/normalization/component/sheets.js"
import { cellAt, cornerOf, litPart, pick, stackOf } from "../../core/topics/normalization/component/stack.js"
import { workOf } from "../../core/topics/normalization/component/worked_number.js"
import { stopClock } from "./clock.js"
import { packed } from "./packed.js"
import { mount, press } from "./page.js"

const SHAPE = [2, 3, 4]
const ONE = { sentences: "one", tokens: "one", dimensions: "all", padding: true }

test("every number of the block lies where it is drawn", () => {
  const stack = stackOf(SHAPE, 400)
  for (const b of [0, 1]) {
    for (const t of [0, 1, 2]) {
      for (const d of [0, 1, 2, 3]) {
        const [x, y] = cornerOf(stack, b, t + 0.5, d + 0.5)
        assert.deepEqual(cellAt(stack, x, y), [b, t, d])
      }
    }
  }
  assert.equal(cellAt(stack, 399, 2), null)
  assert.equal(cellAt(stack, 1, stack.tops[0] + 1), null) // left of the slant
})

test("sheets lie under one another and fit the canvas, few or many", () => {
  for (const [B, T] of [
    [1, 3],
    [8, 40],
    [8, 128],
  ]) {
    const { tops, row, height } = stackOf([B, T, 384], 600)
    for (let b = 1; b < B; b++) assert.ok(tops[b] >= tops[b - 1] + T * row)
    assert.ok(tops.at(-1) + T * row <= height)
    assert.ok(row >= 2.2 && row <= 9)
  }
})

test("what is averaged together lights up, for each norm", () => {
  const stack = { shape: [2, 3, 384], wide: 1.5 }
  const real = [1, 1, 0]
  const chosen = [0, 1, 100]
  assert.deepEqual(litPart(ONE, chosen, 0, real, stack), { tokens: [1], left: 0, right: 384 })
  assert.deepEqual(litPart(ONE, chosen, 1, real, stack).tokens, [])
  const batch = { sentences: "all", tokens: "all", dimensions: "one", padding: false }
  const { tokens, left, right } = litPart(batch, chosen, 1, real, stack)
  assert.deepEqual(tokens, [0, 1])
  assert.ok(Math.abs((left + right) / 2 - 100.5) < 1e-9)
  assert.ok(Math.abs((right - left) * stack.wide - 2.4) < 1e-9) // pixels
  const sentence = { sentences: "one", tokens: "all", dimensions: "all", padding: true }
  assert.deepEqual(litPart(sentence, chosen, 0, real, stack).tokens, [0, 1, 2])
})

test("statistics are read along the axes that they have", () => {
  const data = Float32Array.from([1, 2, 3, 4, 5, 6])
  assert.equal(pick({ shape: [2, 3, 1], data }, [1, 2, 77]), 6)
  assert.equal(pick({ shape: [1, 1, 6], data }, [1, 2, 3]), 4)
  assert.equal(pick({ shape: [2, 1, 3], data }, [1, 9, 0]), 4)
})

const HEADER = {
  ...{ kind: "layer", cell: [0, 1, 2], epsilon: 1e-5, count: 4, lit: ONE },
  real: [
    [1, 1, 1],
    [1, 1, 0],
  ],
  tokens: [
    ["[CLS]", "<b>a</b>", "[SEP]"],
    ["[CLS]", "b", "[PAD]"],
  ],
  names: ["<b>a</b>", "b"],
  texts: { before: "before", after: "after", together: "numbers", hint: "Press.", more: "", no_mean: "none" },
}
const NUMBERS = Array.from({ length: 24 }, (_, index) => index - 12)
const ARRAYS = {
  before: { shape: SHAPE, data: NUMBERS },
  after: { shape: SHAPE, data: NUMBERS.map((number) => number / 2) },
  mean: { shape: [2, 3, 1], data: [0, -7, 0, 0, 0, 0] },
  variance: { shape: [2, 3, 1], data: [1, 4, 1, 1, 1, 1] },
  gain: { shape: [4], data: [1, 1, 1.5, 1] },
  shift: { shape: [4], data: [0, 0, -0.5, 0] },
}
const opened = (header = {}) => {
  stopClock()
  return mount(sheets, packed({ ...HEADER, ...header }, ARRAYS))
}
const numbersOf = (root) => [...root.querySelectorAll("dd")].map(({ textContent }) => textContent)
const where = (root) => root.querySelector(".where").textContent

test("the chosen number's way from x to y is worked out", () => {
  const { root } = opened()
  assert.equal(where(root), "<b>a</b> · b = 0, t = 1, d = 2")
  assert.deepEqual(numbersOf(root), [
    ...["−6.0000", "−7.0000", "4.0000", "10⁻⁵", "0.5000", "1.5000", "−0.5000", "−3.0000"],
  ])
})

test("RMSNorm has neither mean nor shift", () => {
  const { root } = opened({ kind: "rms" })
  assert.deepEqual([numbersOf(root)[1], numbersOf(root)[6]], ["0", "0"])
  assert.equal(workOf({ ...HEADER, kind: "rms", arrays: unpacked() }, [0, 1, 2])[1][2], "none")
})

function unpacked() {
  return Object.fromEntries(
    Object.entries(ARRAYS).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  )
}

test("a number is chosen by key along all three axes, and told once", () => {
  const { root, sent } = opened()
  const canvas = root.querySelector("canvas.sheets")
  for (const key of ["ArrowRight", "ArrowRight", "ArrowUp", "PageDown"]) press(canvas, key)
  assert.equal(where(root), "[CLS] · b = 1, t = 0, d = 3")
  assert.deepEqual(sent, [])
  mock.timers.tick(350)
  assert.deepEqual(sent, [["cell", [1, 0, 3]]])
})

test("a choice that is not told yet survives data that arrive", () => {
  const { root, sent, update } = opened()
  press(root.querySelector("canvas.sheets"), "ArrowRight")
  mock.timers.tick(200)
  update(packed(HEADER, ARRAYS))
  assert.match(where(root), /d = 3$/)
  mock.timers.tick(350)
  assert.deepEqual(sent, [["cell", [0, 1, 3]]])
})

test("a smaller block keeps the cursor inside", () => {
  const { root, update } = opened({ cell: [1, 2, 3] })
  const small = {
    ...Object.fromEntries(
      ["before", "after"].map((name) => [name, { shape: [1, 2, 4], data: NUMBERS.slice(0, 8) }]),
    ),
    ...{ mean: { shape: [1, 2, 1], data: [0, 0] }, variance: { shape: [1, 2, 1], data: [1, 1] } },
    ...{ gain: ARRAYS.gain, shift: ARRAYS.shift },
  }
  update(packed({ ...HEADER, cell: [1, 2, 3] }, small))
  assert.equal(where(root), "<b>a</b> · b = 0, t = 1, d = 3")
})
