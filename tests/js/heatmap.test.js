import assert from "node:assert/strict"
import { test } from "node:test"
import { brightness, css, mix, readableOn } from "../../core/app/components/colours.js"
import {
  divergingScale,
  extremes,
  gradient,
  largest,
  paintCells,
  paintPixels,
  sequentialScale,
  shadeInto,
  shadesOf,
  sizeQuantile,
} from "../../core/app/components/heatmap.js"
import { painted } from "./page.js"

const COLOURS = {
  background: [255, 255, 255],
  text: [0, 0, 0],
  neutral: [200, 200, 200],
  positive: [0, 100, 100],
  negative: [200, 80, 0],
  accent: [55, 55, 155],
}

test("colours mix channel by channel and are written for a style", () => {
  assert.deepEqual(mix([0, 100, 200], [100, 0, 201], 0.5), [50, 50, 201])
  assert.deepEqual(mix([1, 2, 3], [9, 9, 9], 0), [1, 2, 3])
  assert.equal(css([1, 2, 3]), "rgb(1,2,3)")
  assert.equal(css([1, 2, 3], 0.25), "rgba(1,2,3,0.25)")
})

test("text is the colour that stands out more: dark on light, light on dark, in both themes", () => {
  const dark = { background: [10, 10, 20], text: [240, 240, 250] }
  assert.equal(readableOn([250, 250, 200], COLOURS), COLOURS.text)
  assert.equal(readableOn([60, 40, 150], COLOURS), COLOURS.background)
  assert.equal(readableOn([250, 250, 200], dark), dark.background)
  assert.equal(readableOn([60, 40, 150], dark), dark.text)
  assert.ok(brightness([0, 255, 0]) > brightness([255, 0, 0]))
})

test("a sequential scale runs from the background to the accent and holds both ends", () => {
  const { from, to, colour } = sequentialScale(COLOURS, 0.5)
  assert.deepEqual([from, to], [0, 0.5])
  assert.deepEqual([colour(-1), colour(0)], [COLOURS.background, COLOURS.background])
  assert.deepEqual(colour(0.25), [155, 155, 205])
  assert.deepEqual([colour(0.5), colour(9)], [COLOURS.accent, COLOURS.accent])
})

test("a diverging scale is neutral at zero and has a colour for each sign", () => {
  const { from, to, colour } = divergingScale(COLOURS, 2)
  assert.deepEqual([from, to], [-2, 2])
  assert.deepEqual(colour(0), COLOURS.neutral)
  assert.deepEqual([colour(2), colour(50)], [COLOURS.positive, COLOURS.positive])
  assert.deepEqual(colour(-2), COLOURS.negative)
  assert.deepEqual(colour(-1), [200, 140, 100])
})

test("the end of a scale leaves out the few largest numbers", () => {
  const numbers = Float32Array.from({ length: 100 }, (_, index) => (index % 2 ? -index : index))
  assert.equal(sizeQuantile(numbers, 0.97), 97)
  assert.equal(sizeQuantile(numbers, 1), 99)
  assert.equal(sizeQuantile(new Float32Array(5), 0.97), 1)
})

test("largest and extremes hold for more numbers than a call takes arguments", () => {
  const numbers = new Float32Array(300_000)
  numbers[299_999] = 7
  numbers[1] = -3
  assert.equal(largest(numbers), 7)
  assert.deepEqual(extremes(numbers), [-3, 7])
})

test("256 shades are as good as the scale itself", () => {
  const scale = divergingScale(COLOURS, 2)
  const numbers = Float32Array.from([-9, -2, -1, 0, 0.3, 2, 9])
  const pixels = new Uint32Array(numbers.length)
  shadeInto(pixels, numbers, shadesOf(scale))
  const bytes = new Uint8Array(pixels.buffer)
  for (const [index, number] of numbers.entries()) {
    const [red, green, blue, alpha] = bytes.subarray(4 * index)
    const wanted = scale.colour(number)
    for (const [channel, got] of [red, green, blue].entries()) assert.ok(Math.abs(got - wanted[channel]) <= 1)
    assert.equal(alpha, 255)
  }
})

test("a byte of a thumbnail has the shade of its own", () => {
  const scale = sequentialScale(COLOURS, 255)
  const pixels = new Uint32Array(256)
  shadeInto(
    pixels,
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
    shadesOf(scale),
  )
  const bytes = new Uint8Array(pixels.buffer)
  for (const byte of [0, 1, 128, 254, 255]) {
    assert.deepEqual([...bytes.subarray(4 * byte, 4 * byte + 3)], scale.colour(byte))
  }
})

test("a gradient names the scale's colours from its start to its end", () => {
  const text = gradient(sequentialScale(COLOURS, 1), 3)
  assert.equal(text, "linear-gradient(to right, rgb(255,255,255), rgb(155,155,205), rgb(55,55,155))")
})

test("pixels: one a cell", () => {
  const canvas = document.createElement("canvas")
  paintPixels(canvas, Float32Array.from([0, 1, 2, 3, 4, 5]), 2, 3, shadesOf(sequentialScale(COLOURS, 5)))
  assert.deepEqual([canvas.width, canvas.height], [3, 2])
  const [name, picture, left, top] = painted.get(canvas).at(-1)
  assert.deepEqual([name, left, top], ["putImageData", 0, 0])
  assert.deepEqual([...picture.data.subarray(0, 3)], COLOURS.background)
  assert.deepEqual([...picture.data.subarray(20, 23)], COLOURS.accent)
})

test("cells: row after row, each with its number where there is one", () => {
  const pen = document.createElement("canvas").getContext("2d")
  const calls = []
  pen.fillRect = (...box) => calls.push([pen.fillStyle, ...box])
  pen.fillText = (...text) => calls.push([pen.fillStyle, ...text])
  const { colour } = sequentialScale(COLOURS, 1)
  const look = {
    columns: 1,
    wide: 40,
    high: 20,
    gap: 1,
    inset: 0.5,
    size: 11,
    colour,
    text: (x) => (x ? "1" : ""),
  }
  paintCells(pen, Float32Array.from([0, 1]), look, COLOURS)
  assert.deepEqual(calls, [
    ["rgb(255,255,255)", 0.5, 0.5, 39, 19],
    ["rgb(55,55,155)", 0.5, 20.5, 39, 19],
    ["rgb(255,255,255)", "1", 20, 30.5],
  ])
})
