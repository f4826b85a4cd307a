import assert from "node:assert/strict"
import { test } from "node:test"
import rows from "../../core/topics/why/component/rows.js"
import { chipScale, endOf } from "../../core/topics/why/component/tones.js"
import words from "../../core/topics/why/component/words.js"
import { mount } from "./page.js"

const WORD = { gone: false, unknown: false }
const WORDS = {
  label: "The words",
  ends: ["negative", "positive"],
  words: [
    { ...WORD, text: "a", value: 0.1, small: "+0.10", told: ["+0.10", "10 %"] },
    { ...WORD, text: "<i>bad</i>", value: -0.9, small: "−0.90", told: ["−0.90", "90 %"], gone: true },
  ],
}
const ROWS = {
  label: "All methods",
  hint: "Press a name",
  chosen: "lime",
  words: ["a", "<i>bad</i>"],
  rows: [
    { method: "lime", name: "LIME", cost: "8 passes", values: [1, -2], told: ["one", "minus two"] },
    { method: "exact", name: "Exact", cost: "press to run", values: [], told: [] },
  ],
}
const over = (element) => element.onpointerenter()

test("the strongest word is told until another one is pointed at", () => {
  const { root } = mount(words, WORDS)
  assert.equal(root.querySelector(".readout").textContent, "<i>bad</i>−0.9090 %")
  const [first, second] = root.querySelectorAll(".chip")
  over(first)
  assert.equal(root.querySelector(".readout").textContent, "a+0.1010 %")
  assert.ok(first.classList.contains("here"))
  assert.ok(second.classList.contains("gone"))
  assert.equal(second.querySelector(".word").textContent, "<i>bad</i>")
})

test("a word that is pointed at is marked in the rows too, and the row says its number", () => {
  const large = mount(words, WORDS).root
  const { root } = mount(rows, ROWS)
  assert.equal(root.querySelector(".told").textContent, "Press a name")
  over(large.querySelectorAll(".chip")[1])
  assert.ok(root.querySelectorAll(".head")[1].classList.contains("here"))
  assert.equal(root.querySelector(".told").textContent, "<i>bad</i>LIME: minus two")
})

test("a press on a method's name asks for it, also where it was not run yet", () => {
  const { root, sent } = mount(rows, ROWS)
  const [lime, exact] = root.querySelectorAll(".choose")
  assert.equal(lime.getAttribute("aria-pressed"), "true")
  assert.equal(root.querySelectorAll(".none").length, 1)
  exact.onclick()
  assert.deepEqual(sent, [["method", "exact"]])
})

test("rounding is no colour, and chips stay paler than the full scale", () => {
  assert.equal(endOf([1e-9, -1e-8]), 1e-6)
  assert.equal(endOf([0.5, -2]), 2)
  const colours = {
    background: [255, 255, 255],
    neutral: [200, 200, 200],
    positive: [0, 100, 0],
    negative: [100, 0, 0],
  }
  const light = chipScale(colours, 1)
  assert.deepEqual(light.colour(0), colours.neutral)
  assert.deepEqual(light.colour(1), [80, 140, 80]) // 60 % of the way
  assert.deepEqual(chipScale({ ...colours, background: [20, 20, 20] }, 1).colour(-1), [162, 124, 124])
})
