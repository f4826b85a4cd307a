import assert from "node:assert/strict"
import { mock, test } from "node:test"
import { changedHold } from "../../core/topics/recurrent/component/gate_hold.js"
import { PLANS } from "../../core/topics/recurrent/component/plans.js"
import recurrent from "../../core/topics/recurrent/component/recurrent.js"
import { formulasOf, isHeld, valuesAt } from "../../core/topics/recurrent/component/values.js"
import { stopClock } from "./clock.js"
import { matrix, packed } from "./packed.js"
import { mount, press, texts } from "./page.js"

const PARTS = { lstm: ["forget", "input", "candidate", "output"], gru: ["reset", "update", "candidate"] }
const GATE = { forget: 0.5, input: 0.25, candidate: -0.5, output: 0.75, reset: 0.5, update: 0.25 }

/** A cell of two words and one unit: gates as above, states that follow from them, sums of 1 and −0.5. */
function viewOf(kind) {
  const states =
    kind === "lstm" ? { cell: [[2], [0.875]], hidden: [[0.5], [0.4]] } : { hidden: [[0.8], [-0.175]] }
  const gates = Object.fromEntries(PARTS[kind].map((name) => [name, [[0], [GATE[name]]]]))
  const sums = PARTS[kind].flatMap((name) => [
    [`word_${name}`, [[0], [1]]],
    [`state_${name}`, [[0], [-0.5]]],
  ])
  const arrays = { ...gates, ...states, ...Object.fromEntries(sums) }
  const names = [...PARTS[kind], ...Object.keys(states)]
  return {
    kind,
    names,
    hold: null,
    texts: { by_hand: "by hand" },
    rows: arrays,
    arrays: Object.fromEntries(Object.entries(arrays).map(([name, rows]) => [name, matrix(rows)])),
  }
}
const at = (part) => ({ token: 1, unit: 0, part })
const formula = (view, part) => formulasOf(view, at(part), valuesAt(view, at(part)))

test("an LSTM's wires carry what its equations say", () => {
  const of = valuesAt(viewOf("lstm"), at("cell"))
  assert.equal(of.cell_before, 2)
  assert.equal(of.hidden_before, 0.5)
  assert.equal(of.kept, 0.5 * 2)
  assert.equal(of.added, 0.25 * -0.5)
  assert.equal(of.kept + of.added, of.cell)
  assert.equal(of.squashed, Math.tanh(0.875))
})

test("a GRU's wires carry what its equations say", () => {
  const of = valuesAt(viewOf("gru"), at("hidden"))
  assert.equal(of.rest, 0.75)
  assert.ok(Math.abs(of.kept + of.added - of.hidden) < 1e-6)
  assert.equal(of.recalled, 0.5 * -0.5)
})

test("before the first word every state is 0", () => {
  const of = valuesAt(viewOf("lstm"), { token: 0, unit: 0, part: "cell" })
  assert.deepEqual([of.cell_before, of.hidden_before], [0, 0])
})

test("every wire of a plan carries a number", () => {
  for (const kind of ["lstm", "gru"]) {
    const of = valuesAt(viewOf(kind), at("hidden"))
    for (const [path, name] of PLANS[kind].wires)
      assert.ok(Number.isFinite(of[name]), `${kind}: ${name} on ${path}`)
    for (const part of Object.keys(PLANS[kind].parts))
      assert.ok(Number.isFinite(of[part]), `${kind}: ${part}`)
  }
})

test("formulas hold their numbers", () => {
  const lstm = viewOf("lstm")
  assert.deepEqual(formula(lstm, "cell"), ["c = f · c₋₁ + i · g = 0.500 · 2.000 + 0.250 · (−0.500) = 0.875"])
  assert.deepEqual(formula(lstm, "hidden"), ["h = o · tanh(c) = 0.750 · tanh(0.875) = 0.400"])
  assert.deepEqual(formula(lstm, "forget"), [
    "a = Wₓx + bₓ + Wₕh₋₁ + bₕ = 1.000 + (−0.500) = 0.500",
    "f = σ(a) = 1 / (1 + e^(−0.500)) = 0.622",
  ])
  const gru = viewOf("gru")
  assert.deepEqual(formula(gru, "hidden"), [
    "h = z · h₋₁ + (1 − z) · n = 0.250 · 0.800 + 0.750 · (−0.500) = −0.175",
  ])
  assert.deepEqual(formula(gru, "candidate"), [
    "a = Wₓx + bₓ + r · (Wₕh₋₁ + bₕ) = 1.000 + 0.500 · (−0.500) = 0.750",
    "n = tanh(a) = tanh(0.750) = 0.635",
  ])
})

test("a held gate says so where it is held", () => {
  const hold = { gate: "forget", value: 1, first: 0, last: 1, unit: "all" }
  const view = { ...viewOf("lstm"), hold }
  assert.equal(formula(view, "forget").at(-1), "f = 1 · by hand")
  assert.equal(formula(view, "input").length, 2)
  assert.ok(isHeld(hold, "forget", at("cell")))
  assert.ok(!isHeld({ ...hold, last: 0 }, "forget", at("cell")))
  assert.ok(!isHeld({ ...hold, unit: 5 }, "forget", at("cell")))
  assert.ok(!isHeld(null, "forget", at("cell")))
})

test("a hold begins as wide as the sentence, and its words are kept in order", () => {
  const view = { hold: null, tokens: ["a", "b", "c"] }
  const whole = { gate: "input", value: 0, first: 0, last: 2, unit: "all" }
  assert.deepEqual(changedHold(view, "input", { value: 0 }), whole)
  const held = { ...view, hold: { ...whole, first: 1 } }
  assert.deepEqual(changedHold(held, "input", { last: 0 }), { ...whole, first: 0, last: 1 })
  assert.deepEqual(changedHold(held, "output", { value: 1 }), { ...whole, gate: "output", value: 1 })
  assert.equal(changedHold(held, "input", { value: null }), null)
})

// ---- the component as a whole

const NAMES = ["forget", "input", "candidate", "output", "cell", "hidden", "cell_before", "hidden_before"]
const HEADER = {
  ...{
    kind: "lstm",
    tokens: ["<b>a</b>", "film"],
    unknown: [true, false],
    order: [0],
    hold: null,
    stamp: "1",
  },
  names: viewOf("lstm").names,
  place: at("forget"),
  shares: [[0.25, 0.75]],
  texts: {
    ...{
      tokens: "Words",
      unit: "Unit",
      busy: "no. {rank}",
      positive: "positive",
      percent: "{share} %",
      held: "held",
      diagram: "Cell",
    },
    ...{ by_hand: "by hand", word: "word", unknown: "not in the vocabulary", hold: "Hold", free: "free" },
    ...{ shut: "shut", open: "open", from: "from", to: "to", units: "units", all_units: "all" },
    this_unit: "unit {unit}",
    names: Object.fromEntries(NAMES.map((name) => [name, name])),
    about: Object.fromEntries(NAMES.map((name) => [name, `about ${name}`])),
  },
}
const ARRAYS = Object.fromEntries(
  Object.entries(viewOf("lstm").rows).map(([name, rows]) => [name, { shape: [2, 1], data: rows.flat() }]),
)
const opened = (header = {}) => {
  stopClock()
  return mount(recurrent, packed({ ...HEADER, ...header }, ARRAYS))
}

test("words are reached by key, and keep the focus", () => {
  const { root, sent } = opened()
  root.querySelector("[data-focus=token1]").focus()
  press(document.activeElement, "ArrowLeft")
  assert.equal(document.activeElement.dataset.focus, "token0")
  assert.equal(document.activeElement.getAttribute("aria-pressed"), "true")
  assert.equal(root.querySelector(".share b").textContent, "25.0 %")
  mock.timers.tick(350)
  assert.deepEqual(sent, [["go", { token: 0, unit: 0, part: "forget" }]])
})

test("a part is opened by click and by Enter", () => {
  const { root } = opened()
  const part = (name) => root.querySelector(`[data-focus=part-${name}]`)
  part("input").dispatchEvent(new window.MouseEvent("click"))
  assert.equal(root.querySelector(".panel h4").textContent, "input")
  press(part("cell"), "Enter")
  assert.equal(root.querySelector(".panel h4").textContent, "cell")
  assert.equal(root.querySelector(".hands"), null)
})

test("a gate is held at once, with the place that was not told yet", () => {
  const { root, sent } = opened()
  root.querySelector("[data-focus=token0]").click()
  root.querySelector("[data-focus=hold-shut]").click()
  mock.timers.tick(10_000)
  const hold = { gate: "forget", value: 0, first: 0, last: 1, unit: "all" }
  assert.deepEqual(sent, [["go", { token: 0, unit: 0, part: "forget", hold }]])
})

test("a held gate offers where it is held, and both probabilities", () => {
  const hold = { gate: "forget", value: 0, first: 0, last: 0, unit: 7 }
  const { root } = opened({
    hold,
    shares: [
      [0.25, 0.75],
      [0.5, 0.125],
    ],
  })
  assert.deepEqual(texts(root.querySelectorAll(".token.held")), ["<b>a</b>"])
  assert.deepEqual(texts(root.querySelectorAll("[data-focus=list-unit] option")), ["all", "unit 0", "unit 7"])
  assert.equal(root.querySelector(".share").textContent, "positive 75.0 % → held 12.5 %")
  assert.equal(root.querySelector("[data-focus=part-forget] .by-hand"), null) // word 1 is not held
})
