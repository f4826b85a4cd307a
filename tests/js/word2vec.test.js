import assert from "node:assert/strict"
import { test } from "node:test"
import learning from "../../core/topics/word2vec/component/learning.js"
import { plotOf, roundStep } from "../../core/topics/word2vec/component/loss.js"
import { cutTo } from "../../core/topics/word2vec/component/matrices.js"
import { between, pixelOf, wordAt } from "../../core/topics/word2vec/component/words.js"
import { array, packed } from "./packed.js"
import { mount, painted } from "./page.js"

const NAMES = ["map", "mapped", "loss", "matrix", "matrices", "near", "inputs", "outputs", "zeros"]
const TEXTS = Object.fromEntries([...NAMES, "axis", "steps", "none", "progress"].map((name) => [name, name]))
const HEADER = {
  ...{ words: ["good", "<i>bad</i>"], marked: 0, near: [{ row: 1, text: "<i>bad</i> 0.50" }] },
  ...{ stamp: "1", texts: TEXTS },
}
const vector = (numbers) => ({ shape: [numbers.length], data: numbers })
const message = (points, losses, outputs) =>
  packed(HEADER, {
    ...{ points: array(points), steps: vector(losses.map((_, step) => step + 1)), losses: vector(losses) },
    ...{
      means: vector(losses.map(() => Number.NaN)),
      inputs: array([
        [1, -1],
        [0.5, 0],
      ]),
      outputs: array(outputs),
    },
  })
const ZEROS = [
  [0, 0],
  [0, 0],
]
const said = (canvas) =>
  painted
    .get(canvas)
    .filter(([call]) => call === "fillText")
    .map(([, text]) => text)

test("canvases stay through data that arrive, and the words move on from where they are", () => {
  const { root, update } = mount(
    learning,
    message(
      [
        [0, 0],
        [1, 0],
      ],
      [],
      ZEROS,
    ),
  )
  const canvases = [...root.querySelectorAll("canvas")]
  const [map, loss, matrices] = canvases
  assert.ok(said(loss).includes("none"))
  assert.ok(said(matrices).includes("zeros"))
  assert.ok(said(map).includes("<i>bad</i>"))
  painted.get(matrices).length = 0
  update(
    message(
      [
        [0.5, 0.5],
        [0, 1],
      ],
      [0.7],
      [
        [1, 0],
        [0, 0],
      ],
    ),
  )
  assert.deepEqual([...root.querySelectorAll("canvas")], canvases)
  assert.ok(!said(matrices).includes("zeros"))
  assert.equal(root.querySelector(".near").textContent, "near “good”: <i>bad</i> 0.50")
  const first = painted.get(map).findLast(([call]) => call === "arc")
  assert.ok(first) // drawn where it was: the way to the new place takes time
})

test("a training that has left the page paints without an error", () => {
  const start = [
    [0, 0],
    [1, 0],
  ]
  const { root, update } = mount(learning, message(start, [], ZEROS))
  root.parentElement.remove()
  painted.get(root.querySelector("canvas")).length = 0
  update(message(start, [0.7], ZEROS))
  assert.ok(said(root.querySelector("canvas")).includes("good"))
})

test("a click tells the word under it", () => {
  const { root, sent } = mount(
    learning,
    message(
      [
        [0, 0],
        [0.9, 0],
      ],
      [],
      ZEROS,
    ),
  )
  const map = root.querySelector("canvas.map")
  map.getBoundingClientRect = () => ({ left: 0, top: 0 })
  map.onclick({ clientX: 150, clientY: 220 })
  map.onclick({ clientX: 10, clientY: 10 })
  assert.deepEqual(sent, [["word", 0]])
})

test("places, ticks and cut names", () => {
  assert.deepEqual([...between(Float32Array.of(0, 4), Float32Array.of(2, 8), 0.5)], [1, 6])
  assert.deepEqual(pixelOf([0, 0], 0, { width: 200, height: 100 }), [100, 50])
  assert.equal(wordAt([0, 0, 1, 0], { width: 200, height: 200 }, 100, 103), 0)
  assert.equal(wordAt([0, 0], { width: 200, height: 200 }, 0, 0), null)
  assert.deepEqual([roundStep(50, 5), roundStep(51, 5), roundStep(4.2, 4)], [10, 20, 2])
  const plot = plotOf({
    steps: Float32Array.of(1, 200),
    losses: Float32Array.of(4, 1),
    width: 300,
    height: 200,
  })
  assert.ok(plot.x(200) <= 300 && plot.y(4) >= 0 && plot.y(0) < 200)
  assert.equal(
    cutTo("extraordinary", 50, (text) => 10 * text.length),
    "extr…",
  )
  assert.equal(
    cutTo("word", 50, (text) => 10 * text.length),
    "word",
  )
})
