import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { test } from "node:test"
import { at, columnOf, rowOf, unpack } from "../../core/app/components/message.js"
import { filled } from "../../core/app/components/texts.js"
import { packed } from "./packed.js"

// tests/app/widgets/test_component.py holds Python's `packed` to the same file.
const FILE = new URL("../fixtures/packed_message.bin", import.meta.url)
const HEADER = { tokens: ["[CLS]", "好", "film −1"], second: null }
const ARRAYS = {
  scores: { shape: [2, 3], data: [0.5, -1.25, 3, -0, 1e-7, 65504] },
  gain: { shape: [2], data: [1, 2] },
  block: { shape: [2, 1, 2], data: [1, 2, 3, 4] },
}

test("a message of the server is read", async () => {
  const { arrays, ...header } = unpack(new Uint8Array(await readFile(FILE)))
  assert.deepEqual(header, HEADER)
  assert.deepEqual(Object.keys(arrays), ["scores", "gain", "block"])
  assert.deepEqual(arrays.scores.data, Float32Array.from(ARRAYS.scores.data))
  const { data, ...sizes } = arrays.block
  assert.deepEqual(sizes, { rows: 2, columns: 2, shape: [2, 1, 2] })
  assert.deepEqual([...data], [1, 2, 3, 4])
  assert.deepEqual([arrays.gain.rows, arrays.gain.columns], [2, 2])
})

test("the messages of these tests are the server's", async () => {
  const bytes = new Uint8Array(await readFile(FILE))
  const own = packed(HEADER, ARRAYS)
  assert.deepEqual(unpack(own), unpack(bytes))
})

test("a message may begin anywhere in a buffer, and may hold bytes", () => {
  const own = packed({ most: 2 }, { maps: { shape: [1, 3], data: [0, 128, 255] } }, Uint8Array)
  const shifted = new Uint8Array(own.length + 3)
  shifted.set(own, 3)
  const { arrays, most } = unpack(shifted.subarray(3), Uint8Array)
  assert.deepEqual([...arrays.maps.data], [0, 128, 255])
  assert.equal(most, 2)
})

test("a matrix gives its cells, rows and columns", () => {
  const { scores } = unpack(packed(HEADER, ARRAYS)).arrays
  assert.equal(at(scores, 1, 2), 65504)
  assert.deepEqual([...rowOf(scores, 0)], [0.5, -1.25, 3])
  assert.deepEqual([...columnOf(scores, 2)], [3, 65504])
})

test("a visitor's text is filled in as it stands", () => {
  assert.equal(filled("{token} looks at", { token: "$& $1 {token}" }), "$& $1 {token} looks at")
  assert.equal(filled("layer {row}, head {column}", { row: 3, column: 12 }), "layer 3, head 12")
})
