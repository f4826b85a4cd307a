import assert from "node:assert/strict"
import { test } from "node:test"
import {
  bounded,
  bracketed,
  cellText,
  compact,
  exponential,
  fixed,
  percentText,
  precise,
  signed,
  weightText,
} from "../../core/app/components/numbers.js"

test("a minus sign is a real one, in the mantissa and in the exponent", () => {
  assert.equal(fixed(-1.5, 2), "−1.50")
  assert.equal(exponential(1e-12, 0), "10⁻¹²")
  assert.equal(exponential(0, 2), "0")
  assert.equal(exponential(-2.5e-7, 2), "−2.50·10⁻⁷")
})

test("precise has four decimals, and a power of ten where they would say nothing", () => {
  assert.equal(precise(0), "0.0000")
  assert.equal(precise(-0.12345), "−0.1235")
  assert.equal(precise(4.9e-5), "4.90·10⁻⁵")
  assert.equal(precise(5e-5), "0.0001")
  assert.equal(precise(-3.4028235e38), "−3.40·10³⁸")
  assert.equal(precise(1e6), "1000000.0000")
})

test("precise names what is no finite number", () => {
  assert.deepEqual([Number.NaN, -1 / 0, 1 / 0].map(precise), ["NaN", "−∞", "∞"])
})

test("the ends of a scale are short", () => {
  assert.deepEqual([0.37249, -9.9994, 10, -123.46, -3.4e38].map(compact), [
    "0.372",
    "−9.999",
    "10.0",
    "−123.5",
    "−3.40·10³⁸",
  ])
})

test("a signed number says plus, too", () => {
  assert.deepEqual([0.25, 0, -0.25].map(signed), ["+0.250", "+0.000", "−0.250"])
})

test("a negative operand stands in brackets", () => {
  assert.equal(bracketed(-0.5), "(−0.5000)")
  assert.equal(bracketed(0.5), "0.5000")
  assert.equal(bracketed(-0.5, signed), "(−0.500)")
})

test("weights are as long as they are telling", () => {
  assert.deepEqual([1, 0.1, 0.0994, 0.004].map(weightText), ["1.00", "0.10", "0.099", "0.004"])
  assert.deepEqual([0.07, 0.994, 0.996, 1, 3.14, 12.3].map(cellText), [
    ".07",
    ".99",
    ">.99",
    "1.0",
    "3.1",
    "12",
  ])
})

test("what is not quite 0 or 1 is never written so", () => {
  assert.deepEqual(
    [0, 1, 0.5, 0.9951, 0.99996, 0.004, 0.00001].map((number) => bounded(number, 2)),
    ["0.00", "1.00", "0.50", "0.995", "> 0.999", "0.004", "< 0.001"],
  )
  assert.deepEqual(
    [0, 1, 0.924, 0.9996, 0.99999, 0.00001].map((share) => percentText(share, 1)),
    ["0.0", "100.0", "92.4", "99.96", "> 99.99", "< 0.01"],
  )
  assert.deepEqual([0.9996, 1, 0.00001].map(weightText), ["> 0.999", "1.00", "< 0.0001"])
})
