import assert from "node:assert/strict"
import { test } from "node:test"
import { placedLabels } from "../../core/app/components/labels.js"
import { byShade, placeOn, shadeOf } from "../../core/topics/embeddings/component/dots.js"
import * as frame from "../../core/topics/embeddings/component/frame.js"
import { rectangleOf } from "../../core/topics/embeddings/component/pointer.js"
import wordMap from "../../core/topics/embeddings/component/word_map.js"
import { array, packed } from "./packed.js"
import { mount, painted } from "./page.js"

const ROOM = { width: 600, height: 400, most: 50, widthOf: (text) => 7 * text.length }
const isOver = (a, b) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const assertApart = (labels) => {
  labels.forEach((one, index) => {
    for (const other of labels.slice(index + 1))
      assert.ok(!isOver(one.box, other.box), `${one.text} ${other.text}`)
  })
}
/** Points spread without a pattern, the same at every run. */
const spread = (count, width, height) =>
  Array.from({ length: count }, (_, index) => ({
    ...{ index, text: `word${index}` },
    x: ((index * 7919) % 1009) * (width / 1009),
    y: ((index * 104729) % 1013) * (height / 1013),
  }))

test("names never lie on each other, and closer up more of them appear", () => {
  const far = placedLabels([], spread(5000, 600, 400), ROOM)
  assertApart(far)
  const order = far.map(({ index }) => index)
  assert.deepEqual(
    order,
    order.toSorted((one, other) => one - other),
  ) // the most important first
  const part = spread(5000, 600, 400).filter(({ x, y }) => x < 100 && y < 80)
  const namedFar = far.filter(({ x, y }) => x < 100 && y < 80).length
  const close = placedLabels(
    [],
    part.map((point) => ({ ...point, x: point.x * 6, y: point.y * 5 })),
    ROOM,
  )
  assertApart(close)
  assert.ok(close.length > namedFar)
})

test("every important word is named, however crowded, with a line where it stands apart", () => {
  const crowd = spread(13, 20, 20).map((point) => ({ ...point, x: 300 + point.x, y: 200 + point.y }))
  const labels = placedLabels(crowd, spread(500, 600, 400), ROOM)
  assertApart(labels)
  assert.deepEqual(
    labels.slice(0, 13).map(({ index }) => index),
    crowd.map(({ index }) => index),
  )
  assert.ok(labels.slice(0, 13).some(({ isFar }) => isFar))
})

test("a part shows its bounds whole, and zooming keeps the point under the pointer", () => {
  const size = { width: 200, height: 100 }
  const points = Float32Array.from([0, 0, 10, 5, 4, 2])
  const whole = frame.partOf(frame.boundsOf(points, [0, 1, 2]), size, true)
  for (const [x, y] of [
    [0, 0],
    [10, 5],
  ]) {
    const [left, top] = frame.pixelOf(whole, size, x, y)
    assert.ok(left >= 0 && left <= 200 && top >= 0 && top <= 100)
  }
  const near = frame.zoomed(whole, whole, size, 3, 30, 40)
  assert.ok(Math.abs(near.wide / whole.wide - 3) < 1e-9)
  const before = frame.pointAt(whole, size, 30, 40)
  const after = frame.pointAt(near, size, 30, 40)
  assert.ok(Math.hypot(after[0] - before[0], after[1] - before[1]) < 1e-9)
  assert.deepEqual(frame.zoomed(whole, whole, size, 0.1, 0, 0).wide, whole.wide)
  assert.ok(Math.abs(frame.between(whole, near, 1).wide - near.wide) < 1e-9)
  const [left] = frame.pixelOf(frame.moved(whole, 12, 0), size, 4, 2)
  assert.ok(Math.abs(left - frame.pixelOf(whole, size, 4, 2)[0] - 12) < 1e-9)
})

test("most of the points are in view at first, however far the others lie", () => {
  const far = [-9000, 7, 4, 9000]
  const points = Float32Array.from([...far, ...Array.from({ length: 198 }, (_, n) => [n, 2 * n]).flat()])
  assert.deepEqual(frame.bulkOf(points, 0.01), { least: [1, 4], most: [195, 392] })
  const size = { width: 300, height: 300 }
  const part = frame.partOf(frame.bulkOf(points, 0.01), size, true)
  assert.ok(part.high > 0.5 && frame.pixelOf(part, size, -9000, 7)[0] < 0)
})

test("points are turned so that their longer side lies along the longer side of the box", () => {
  const upright = { least: [0, 0], most: [1, 3] }
  const across = { least: [0, 0], most: [3, 1] }
  assert.ok(frame.liesAcross(upright, { width: 900, height: 400 }))
  assert.ok(frame.liesAcross(across, { width: 300, height: 400 }))
  assert.ok(!frame.liesAcross(upright, { width: 300, height: 400 }))
  assert.ok(!frame.liesAcross(across, { width: 900, height: 400 }))
  assert.deepEqual([...frame.turned(Float32Array.from([1, 2, 3, 4, 5, 6]))], [2, 1, 4, 3, 6, 5])
})

test("a number's place is linear between the stops of its scale", () => {
  assert.deepEqual(
    [-1, 2, 48, 71, 96, 98, 200].map((number) => placeOn(number, [2, 94, 98])),
    [0, 0, 25, 37.5, 75, 100, 100],
  )
  assert.deepEqual(
    [0, 5, 10].map((number) => placeOn(number, [0, 10])),
    [0, 50, 100],
  )
  assert.deepEqual(
    [1, 2, 3].map((number) => placeOn(number, [2, 2, 2])),
    [0, 0, 100],
  )
})

test("shades run from one end over neutral to the other; every word has one", () => {
  const colours = { negative: [255, 0, 0], positive: [0, 0, 255], neutral: [9, 9, 9], accent: [1, 2, 3] }
  assert.deepEqual(shadeOf(0, "diverging", colours), colours.negative)
  assert.deepEqual(shadeOf(50, "diverging", colours), colours.neutral)
  assert.deepEqual(shadeOf(100, "diverging", colours), colours.positive)
  assert.deepEqual(shadeOf(0, "sequential", colours), colours.accent)
  const groups = byShade(Float32Array.from([0, 100, 50, ...Array(30).fill(75)]))
  const places = new Map(groups.flatMap(([place, indices]) => indices.map((index) => [index, place])))
  assert.deepEqual(
    [places.size, places.get(0), places.get(1), places.get(2), places.get(9)],
    [33, 0, 100, 50, 75],
  )
  const shades = groups.filter(([, indices]) => indices.length > 0).map(([place]) => place)
  assert.ok(shades.lastIndexOf(75) > shades.indexOf(75)) // no shade lies over all others
  assert.deepEqual(rectangleOf([5, 9], [2, 30]), { left: 2, right: 5, top: 9, bottom: 30 })
})

const TEXTS = { title: "map", hover: "{word} {percent}", low: "-", high: "+", meaning: "shade", alt: "a map" }
const message = (more = {}) =>
  packed(
    {
      ...{
        words: ["good", "<i>bad</i>"],
        found: [],
        scale: "diverging",
        equal: true,
        marks: [],
        stamp: "a",
        stops: [0, 50, 100],
      },
      ...{ texts: { ...TEXTS, closer: "in", farther: "out", all: "all", select: "frame" } },
      ...more,
    },
    {
      points: array([
        [0, 0],
        [1, 1],
      ]),
      percent: array([[90], [10]]),
    },
  )
const namesOn = (root) =>
  painted
    .get(root.querySelector("canvas"))
    .filter(([call]) => call === "fillText")
    .map(([, text]) => text)

test("words are named before anything is hovered, and the canvas stays through new data", () => {
  const { root, update } = mount(wordMap, message())
  const canvas = root.querySelector("canvas")
  Object.defineProperties(canvas, { clientWidth: { value: 400 }, clientHeight: { value: 300 } })
  update(message({ stamp: "b" }))
  assert.equal(root.querySelector("canvas"), canvas)
  assert.deepEqual([...new Set(namesOn(root))].toSorted(), ["<i>bad</i>", "good"])
  assert.equal(root.querySelector("h4").textContent, "map")
})

test("a click tells the word, a frame all its words", () => {
  const { root, sent, update } = mount(wordMap, message())
  const canvas = root.querySelector("canvas")
  Object.defineProperties(canvas, { clientWidth: { value: 400 }, clientHeight: { value: 300 } })
  canvas.getBoundingClientRect = () => ({ left: 0, top: 0 })
  update(message({ stamp: "b" }))
  const at = (x, y) => ({ clientX: x, clientY: y, pointerId: 1 })
  canvas.onpointerdown(at(324, 26))
  canvas.onpointerup(at(324, 26))
  assert.deepEqual(sent, [["picked", { word: 1 }]])
  root.querySelectorAll(".tool")[3].click()
  canvas.onpointerdown(at(0, 0))
  canvas.onpointermove(at(400, 300))
  canvas.onpointerup(at(400, 300))
  assert.deepEqual(sent[1], ["picked", { words: [0, 1] }])
})

test("what is not on the page paints without an error, and fits once it has a size", () => {
  const { root, update } = mount(wordMap, message())
  const canvas = root.querySelector("canvas")
  const home = root.parentElement
  home.remove()
  update(message({ stamp: "b" }))
  Object.defineProperties(canvas, { clientWidth: { value: 400 }, clientHeight: { value: 300 } })
  document.body.append(home)
  painted.get(canvas).length = 0
  update(message({ stamp: "b" }))
  const dots = painted.get(canvas).filter(([call]) => call === "fillRect")
  assert.deepEqual(
    dots.map(([, x, y, side]) => [x + side / 2, y + side / 2].map(Math.round)).toSorted(),
    [
      [324, 26],
      [76, 274],
    ].toSorted(),
  )
})
