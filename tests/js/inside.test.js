import assert from "node:assert/strict"
import { mock, test } from "node:test"
import { explain, normalCdf } from "../../core/topics/inside/component/cells.js"
import flow from "../../core/topics/inside/component/flow.js"
import { paintMatrix, scaleOf, sizesOf, ticksOf } from "../../core/topics/inside/component/map.js"
import { shapeOf } from "../../core/topics/inside/component/shape.js"
import { markedPlace, noteOf, stripRow } from "../../core/topics/inside/component/strips.js"
import { GROUPS, indexOf, sourcesOf, stopsOf } from "../../core/topics/inside/component/walk.js"
import { stopClock } from "./clock.js"
import { matrix, packed } from "./packed.js"
import { mount, painted, press, texts } from "./page.js"

const cell = (kind, arrays, row, column) => explain({ kind, formula: "a formula", arrays }, row, column)
const near = (got, wanted) => assert.ok(Math.abs(got - wanted) < 1e-6, `${got} is not ${wanted}`)

test("a product with its bias: the terms add up, the largest come first", () => {
  const arrays = {
    value: matrix([[2.75]]),
    x: matrix([[1, -2, 0.5, 3]]),
    weight: matrix([[0.25, -0.5, 1, 0.25]]),
    bias: matrix([[0.25]]),
  }
  const { numbers, terms, total, more } = cell("linear", arrays, 0, 0)
  assert.equal(numbers, "2.5000 + 0.2500 = 2.7500")
  assert.equal(total, 2.5)
  assert.deepEqual(
    terms.map(({ place, adds }) => [place, adds]),
    [
      [1, 1],
      [3, 0.75],
      [2, 0.5],
    ],
  )
  assert.equal(more, 1)
  assert.equal(cell("tanh", arrays, 0, 0).numbers, "tanh(2.5000 + 0.2500) = 2.7500")
})

test("a score is a dot product over the root of the heads' width", () => {
  const arrays = {
    value: matrix([[0, -1.5]]),
    queries: matrix([[1, 2]]),
    keys: matrix([
      [9, 9],
      [1, -2],
    ]),
  }
  assert.equal(cell("product", arrays, 0, 1).numbers, "−3.0000 / √2 = −1.5000")
})

test("a softmax divides by the sum of all", () => {
  const [most, other] = [2, 1]
  const total = 1 + Math.exp(other - most)
  const arrays = { value: matrix([[1 / total, 1 - 1 / total]]), x: matrix([[most, other]]) }
  const worked = cell("softmax", arrays, 0, 1)
  near(worked.total, total)
  assert.equal(worked.numbers, "exp(1.0000 − 2.0000) / 1.3679 = 0.3679 / 1.3679 = 0.2689")
})

test("a normed number: mean and variance are of the sum of both, the chosen number's parts are named", () => {
  const arrays = {
    value: matrix([[0, 1.41]]),
    x: matrix([[1, 2]]),
    change: matrix([[-1, 2]]),
    gain: matrix([[1, 1]]),
    shift: matrix([[0, -0.5]]),
    epsilon: matrix([[1e-12]]),
  }
  const { numbers } = cell("norm", arrays, 0, 1) // of 0 and 4: mean 2, variance 4
  assert.equal(numbers, "(2.0000 + 2.0000 − 2.0000) / √(4.0000 + 10⁻¹²) · 1.0000 + (−0.5000) = 1.4100")
  const { change, ...without } = arrays
  assert.equal(change.rows, 1)
  assert.match(cell("norm", without, 0, 1).numbers, /^\(2\.0000 − 1\.5000\) \/ √\(0\.2500 \+/)
})

test("a context is a mixture of the values, weighted by a row of attention", () => {
  const arrays = {
    value: matrix([[0, 2.5]]),
    attention: matrix([[0.75, 0.25]]),
    values: matrix([
      [1, 2],
      [3, 4],
    ]),
  }
  const { total, numbers } = cell("mixture", arrays, 0, 1)
  assert.equal(total, 2.5)
  assert.equal(numbers, "Σ = 2.5000")
})

test("lookups, sums, masks and GELU say their numbers", () => {
  const value = matrix([[0.5, 0.25]])
  assert.equal(cell("lookup", { value, rows: matrix([[101]]) }, 0, 1).numbers, "E[101, 1] = 0.2500")
  const parts = { token: matrix([[1, 2]]), position: matrix([[0, -1]]), segment: matrix([[0, 0.5]]) }
  assert.equal(cell("sum", { value, ...parts }, 0, 1).numbers, "2.0000 + (−1.0000) + 0.5000 = 0.2500")
  const masked = { value: matrix([[0, -3.4e38]]), scores: matrix([[0, 2]]), mask: matrix([[1, 0]]) }
  assert.equal(cell("mask", masked, 0, 1).numbers, "mask[s] = 0 : 2.0000 → −3.40·10³⁸")
  assert.equal(
    cell("gelu", { value: matrix([[0.8413]]), x: matrix([[1]]) }, 0, 0).numbers,
    "1.0000 · Φ(1.0000) = 1.0000 · 0.8413 = 0.8413",
  )
})

test("the normal distribution function is right to six decimals", () => {
  // Φ from tables: 0, 1, 1.96, −1
  for (const [x, wanted] of [
    [0, 0.5],
    [1, 0.8413447],
    [1.96, 0.9750021],
    [-1, 0.1586553],
  ])
    near(normalCdf(x), wanted)
})

test("the walk goes through every layer once, and knows where it is", () => {
  const stops = stopsOf(6)
  assert.equal(stops.length, 5 + 6 * 13 + 3)
  assert.equal(new Set(stops.map(({ step, layer }) => `${step} ${layer}`)).size, stops.length)
  assert.deepEqual(stops[indexOf(stops, { step: "scores", layer: 4 })], { step: "scores", layer: 4 })
  assert.equal(indexOf(stops, { step: "token", layer: 4 }), 0)
  assert.equal(indexOf(stops, { step: "probabilities", layer: 2 }), stops.length - 1)
})

test("cells are large where few, a pixel or so where many", () => {
  const view = (rows, columns, names) => ({ columns: names, arrays: { value: { rows, columns } } })
  assert.deepEqual(sizesOf(view(8, 384, null), 600, 100), { wide: 500 / 384, high: 27 })
  assert.deepEqual(sizesOf(view(1, 2, ["−", "+"]), 600, 100), { wide: 150, high: 46 })
  assert.equal(sizesOf(view(13, 13, Array(13)), 718, 58).high, 18)
  assert.deepEqual(sizesOf(view(60, 60, Array(60)), 600, 100), { wide: 15, high: 13 })
  assert.deepEqual(sizesOf(view(20, 8, Array(8)), 600, 100), { wide: 60, high: 18 })
})

test("ticks stand a power of two apart and never at the very end", () => {
  assert.deepEqual(ticksOf(384, 500 / 384), [0, 64, 128, 192, 256, 320])
  assert.deepEqual(ticksOf(8, 60), [0, 1, 2, 3, 4, 5, 6, 7])
})

test("a matrix shows its numbers where there is room, and is a pixel a cell elsewhere", () => {
  const colours = { background: [255, 255, 255], text: [0, 0, 0], neutral: [200, 200, 200] }
  Object.assign(colours, { positive: [0, 100, 100], negative: [200, 80, 0], accent: [55, 55, 155] })
  const value = matrix([
    [1, -0.25],
    [0, 0.5],
  ])
  const scale = scaleOf({ scale: "diverging", arrays: { value } }, colours)
  assert.equal(scale.to, 1)
  const [large, small] = [document.createElement("canvas"), document.createElement("canvas")]
  paintMatrix(large, value, scale, { wide: 60, high: 27 }, colours)
  const written = painted.get(large).filter(([name]) => name === "fillText")
  assert.deepEqual(
    written.map(([, text]) => text),
    ["1.00", "−0.25", "0.00", "0.50"],
  )
  paintMatrix(small, value, scale, { wide: 20, high: 27 }, colours)
  assert.deepEqual([small.width, small.height, small.style.width], [2, 2, "40px"])
})

test("each letter of a shape is a term with its meaning, as text", () => {
  const parts = shapeOf("B T = 1 × 9", { B: "sentences", T: "<b>tokens</b>" })
  const line = document.createElement("p")
  line.append(...parts)
  assert.equal(line.textContent, "B T = 1 × 9")
  const terms = [...line.querySelectorAll("a")]
  assert.deepEqual(
    terms.map((term) => [term.getAttribute("href"), term.title]),
    [
      ["glossary?glossary_term=B", "sentences"],
      ["glossary?glossary_term=T", "<b>tokens</b>"],
    ],
  )
})

test("a step's sources are those of its numbers that the diagram shows", () => {
  assert.deepEqual(sourcesOf({ step: "scores", layer: 2 }, 6), ["queries", "keys"])
  assert.deepEqual(sourcesOf({ step: "queries", layer: 1 }, 6), ["embedding_norm"])
  assert.deepEqual(sourcesOf({ step: "queries", layer: 2 }, 6), []) // the output of the layer before
  assert.deepEqual(sourcesOf({ step: "attention_norm", layer: 2 }, 6), ["projection"])
  assert.deepEqual(sourcesOf({ step: "pooled", layer: 6 }, 6), ["output"])
  assert.deepEqual(sourcesOf({ step: "pooled", layer: 1 }, 6), [])
  assert.deepEqual(sourcesOf({ step: "token", layer: 1 }, 6), [])
  for (const { step, layer } of stopsOf(6)) {
    assert.ok(sourcesOf({ step, layer }, 6).every((source) => STEPS.includes(source)))
  }
})

test("a score's key is the other token's, a mixture's value the one that is pointed at", () => {
  const cell = { row: 1, column: 4 }
  const scores = { step: "scores", kind: "product" }
  assert.equal(stripRow("queries", scores, cell), 1)
  assert.equal(stripRow("keys", scores, cell), 4)
  const context = { step: "context", kind: "mixture" }
  assert.equal(stripRow("values", context, cell), 1)
  assert.equal(stripRow("values", context, cell, 3), 3)
  assert.equal(stripRow("attention", context, cell, 3), 1)
  assert.equal(stripRow("pooled", scores, cell), 0)
  assert.deepEqual(
    [markedPlace("values", "mixture", 4, 3), markedPlace("attention", "mixture", 4, 3)],
    [4, 3],
  )
  assert.equal(markedPlace("sum", "norm", 4), 4)
  assert.equal(markedPlace("queries", "product", 4), undefined)
  assert.equal(markedPlace("queries", "product", 4, 7), 7)
})

test("the note says whose numbers the strips show, and which strip those of another token", () => {
  const texts = {
    strips: "of {token}",
    strips_other: "of {token}; {step}: {other}",
    names: { keys: "Keys", values: "V" },
  }
  const view = { step: "scores", kind: "product", steps: STEPS, rows: ["a", "b", "c"], texts }
  assert.equal(noteOf(view, { row: 1, column: 2 }), "of b; Keys: c")
  assert.equal(noteOf(view, { row: 1, column: 1 }), "of b")
  const context = { ...view, step: "context", kind: "mixture" }
  assert.equal(noteOf(context, { row: 1, column: 9 }), "of b")
  assert.equal(noteOf(context, { row: 1, column: 9 }, 0), "of b; V: a")
  assert.equal(noteOf({ ...view, step: "pooled", kind: "tanh", rows: ["a"] }, { row: 0, column: 5 }), "of a")
})

// ---- the component as a whole, with one layer of two heads

const STEPS = Object.values(GROUPS).flat(2)
const TEXTS = {
  language: "en",
  ...{ diagram: "Diagram", previous: "Previous", next: "Next step", play: "Play", pause: "Pause" },
  ...{ layer: "Layer", head: "Head", least: "smallest", most: "largest", more: "and {count} more" },
  ...{
    strips: "of {token}",
    strips_other: "of {token}, {step}: {other}",
    source: "your sentence",
    verdict: "99 %",
  },
  names: Object.fromEntries(STEPS.map((step) => [step, step])),
  groups: { embeddings: "Embeddings", layer: "Layer", head: "Head" },
}
const HEADER = {
  ...{ step: "attention", layer: 1, head: 1, layers: 1, heads: 2, kind: "softmax", scale: "sequential" },
  ...{ rows: ["<i>a</i>", "b"], columns: ["<i>a</i>", "b"], inner: ["<i>a</i>", "b"], axes: ["T", "S"] },
  ...{
    steps: STEPS,
    sequential: ["attention"],
    title: "Softmax",
    formula: "A[t, s] = …",
    shape: "T S = 2 × 2",
    letters: { T: "tokens", S: "<b>keys</b>" },
    about: "…",
    picture: "A map",
  },
  ...{ positive: true, texts: TEXTS },
}
const ARRAYS = {
  value: { shape: [2, 2], data: [0.7, 0.3, 0.4, 0.6] },
  x: { shape: [2, 2], data: [Math.log(0.7), Math.log(0.3), Math.log(0.4), Math.log(0.6)] },
  strips: { shape: [STEPS.length * 2, 3], data: Array(STEPS.length * 6).fill(1) },
}
const opened = () => {
  stopClock()
  return mount(flow, packed(HEADER, ARRAYS))
}
const part = (root, name) => root.querySelector(`.panel .${name}`).textContent

test("the cursor's cell is explained, and moves by key", () => {
  const { root } = opened()
  assert.equal(part(root, "where"), "b → <i>a</i>")
  const cells = root.querySelector(".panel .cells")
  assert.ok(press(cells, "ArrowRight").defaultPrevented)
  assert.equal(part(root, "value"), "0.6000")
  assert.equal(part(root, "where"), "b → b")
  assert.equal(part(root, "formula"), "A[t, s] = …")
  assert.match(part(root, "worked"), / = 1\.0000 \/ 1\.6667 = 0\.6000$/)
  assert.deepEqual(texts(root.querySelectorAll(".terms li")), [
    "b exp → 1.0000",
    "<i>a</i> exp → 0.6667",
    "Σ = 1.6667",
  ])
})

test("an operand that is pointed at is lit where it comes from: in the map and in the strip of its step", () => {
  const { root } = opened()
  assert.deepEqual(
    [...root.querySelectorAll(".block.source")].map((block) => block.dataset.step),
    ["masked"],
  )
  const at = root.querySelector(".block.masked .at")
  const term = root.querySelector(".cells .term")
  assert.deepEqual([at.hidden, term.hidden], [false, true]) // the cell's own score
  const operand = root.querySelectorAll(".terms li")[0] // b
  operand.dispatchEvent(new window.Event("pointerenter"))
  assert.equal(term.hidden, false)
  assert.equal(root.querySelector(".column-label.lit").textContent, "b")
  assert.equal(at.style.getPropertyValue("--place"), "0.5") // 1 of 0 … 2
  operand.dispatchEvent(new window.Event("pointerleave"))
  assert.deepEqual([term.hidden, root.querySelector(".lit")], [true, null])
  operand.dispatchEvent(new window.Event("focus"))
  assert.equal(term.hidden, false)
})

test("blocks, numbers and arrows go to a step, and the server is told at once", () => {
  const { root, sent } = opened()
  root.querySelector(".block.scores").click()
  assert.deepEqual(sent.at(-1), ["go", { step: "scores", layer: 1, head: 1 }])
  assert.equal(root.querySelector("[aria-current=step]").dataset.step, "scores")
  root.querySelector("[aria-label='Head 2']").click()
  assert.deepEqual(sent.at(-1), ["go", { step: "scores", layer: 1, head: 2 }])
  press(root.querySelector(".diagram"), "ArrowDown")
  assert.deepEqual(sent.at(-1), ["go", { step: "masked", layer: 1, head: 2 }])
})

test("an answer to an earlier step does not take the visitor back", () => {
  const { root, update } = opened()
  root.querySelector(".block.scores").click()
  update(packed(HEADER, ARRAYS))
  assert.equal(root.querySelector("[aria-current=step]").dataset.step, "scores")
  mock.timers.tick(1500)
  update(packed(HEADER, ARRAYS))
  assert.equal(root.querySelector("[aria-current=step]").dataset.step, "attention")
})

test("it plays step by step, and stops at the end", () => {
  const { root, sent, update } = opened()
  const answer = (step) => update(packed({ ...HEADER, step }, ARRAYS))
  const play = root.querySelector(".control.play")
  play.click()
  assert.equal(play.title, "Pause")
  assert.equal(sent.at(-1)[1].step, "context")
  answer("context")
  mock.timers.tick(1000)
  assert.equal(sent.at(-1)[1].step, "projection")
  const speed = root.querySelector(".control.speed")
  speed.click()
  assert.equal(speed.textContent, "2×")
  answer("projection")
  const before = sent.length
  mock.timers.tick(499)
  assert.equal(sent.length, before)
  mock.timers.tick(1)
  assert.equal(sent.length, before + 1)
  root.querySelector(".block.logits").click()
  answer("logits")
  mock.timers.tick(1000)
  assert.equal(sent.at(-1)[1].step, "probabilities")
  assert.equal(play.title, "Play")
})

test("whoever goes back while it plays is left where they are", () => {
  const { root, sent, update } = opened()
  const answer = (step) => update(packed({ ...HEADER, step }, ARRAYS))
  const play = root.querySelector(".control.play")
  play.click()
  answer("context")
  answer("scores") // the browser's Back
  assert.equal(play.title, "Play")
  const before = sent.length
  mock.timers.tick(3000)
  assert.equal(sent.length, before)
  assert.equal(root.querySelector("[aria-current=step]").dataset.step, "scores")
})
