import assert from "node:assert/strict"
import { mock, test } from "node:test"
import attention from "../../core/topics/attention/component/attention.js"
import {
  groupsOf,
  matrixOf,
  pinnedPlace,
  pinOf,
  sentencesOf,
  weightsOfBytes,
} from "../../core/topics/attention/component/groups.js"
import {
  barsOf,
  linesOf,
  shiftOf,
  strongest,
  tokenHeight,
} from "../../core/topics/attention/component/lines.js"
import { cellSide, paintMap, tileCorner, tileSide } from "../../core/topics/attention/component/maps.js"
import { drawnTiles } from "../../core/topics/attention/component/picture.js"
import { formula, headline, pairOf, weightsText } from "../../core/topics/attention/component/readout.js"
import { softmaxOfRows, weightWorkedOut } from "../../core/topics/attention/component/softmax.js"
import { rowOf, tileAfter, tileName } from "../../core/topics/attention/component/tile_grid.js"
import { stopClock } from "./clock.js"
import { packed } from "./packed.js"
import { mount, painted, press, texts } from "./page.js"

const TOKENS = ["[CLS]", "un", "##watch", "film", "[SEP]", "fun", "[SEP]"]
const VIEW = {
  tokens: TOKENS,
  special: [true, false, false, false, true, false, true],
  words: [0, 1, 1, 3, 4, 5, 6],
  second: 5,
}
const AS_IS = { hide: false, words: false }
const groupTexts = (...choice) => groupsOf(VIEW, ...choice).map(({ text }) => text)

test("tokens stay single, or become words", () => {
  assert.deepEqual(groupTexts(AS_IS, null), TOKENS)
  const words = groupsOf(VIEW, { hide: false, words: true }, null)
  assert.deepEqual(
    words.map(({ text }) => text),
    ["[CLS]", "unwatch", "film", "[SEP]", "fun", "[SEP]"],
  )
  assert.deepEqual(words[1].places, [1, 2])
})

test("special tokens are left out, and one sentence of the pair is shown alone", () => {
  assert.deepEqual(groupTexts({ hide: true, words: false }, null), ["un", "##watch", "film", "fun"])
  assert.deepEqual(groupTexts(AS_IS, "b"), ["fun", "[SEP]"])
  assert.deepEqual(groupTexts({ hide: true, words: true }, "a"), ["unwatch", "film"])
  assert.deepEqual(groupsOf({ ...VIEW, second: null }, AS_IS, "b"), [])
})

test("the pair filter names who looks at whom", () => {
  assert.deepEqual(sentencesOf("ab", 5), ["a", "b"])
  assert.deepEqual(sentencesOf("all", 5), [null, null])
  assert.deepEqual(sentencesOf("ba", null), [null, null])
})

test("a byte is the root of a weight: small weights stay apart", () => {
  const weights = weightsOfBytes(2)
  assert.equal(weights[0], 0)
  assert.equal(weights[255], 2)
  assert.ok(Math.abs(weights[51] - 0.08) < 1e-6) // (51 / 255)² · 2
})

test("a word's weights are summed over pieces that are attended to, averaged over those that attend", () => {
  const weights = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 10])
  const [first, word] = [{ places: [0] }, { places: [1, 2] }]
  const matrix = matrixOf(weights, 3, [first, word], [first, word])
  assert.deepEqual([...matrix], [1, 2 + 3, (4 + 7) / 2, (5 + 6 + 8 + 10) / 2])
})

test("a pin finds its token on its side, also inside a word", () => {
  const words = groupsOf(VIEW, { hide: true, words: true }, null)
  assert.deepEqual(pinnedPlace("l2", words, words), { row: 0 })
  assert.deepEqual(pinnedPlace("r5", words, words), { column: 2 })
  assert.equal(pinnedPlace("l0", words, words), null)
  assert.equal(pinnedPlace("x1", words, words), null)
  assert.equal(pinnedPlace("", words, words), null)
  assert.equal(pinnedPlace(null, words, words), null)
})

test("a pin of a cell names its row and its column, and is written as it is read", () => {
  const words = groupsOf(VIEW, { hide: true, words: true }, null)
  assert.deepEqual(pinnedPlace("l3r5", words, words), { row: 1, column: 2 })
  assert.equal(pinnedPlace("l3r0", words, words), null) // [CLS] is not shown
  for (const pin of ["l1", "r3", "l1r5"])
    assert.equal(pinOf(pinnedPlace(pin, words, words), words, words), pin)
})

test("lines: what is under the floor is not drawn, the largest weight is at the last level", () => {
  const matrix = Float32Array.from([1, 0.5, 0.01, 0.26])
  assert.deepEqual(linesOf(matrix, 2, 0.1, 1), [
    [0, 0, 23],
    [0, 1, 12],
    [1, 1, 6],
  ])
  assert.deepEqual(
    linesOf(matrix, 2, 0, 1, (row) => row === 1),
    [
      [1, 0, 0],
      [1, 1, 6],
    ],
  )
})

test("of many lines the strongest stay", () => {
  const matrix = Float32Array.from([5, 1, 4, 2, 3])
  assert.equal(strongest(matrix, 2), 4)
  assert.equal(strongest(matrix, 5), 0)
})

test("the heads' lines lie side by side, around the middle", () => {
  assert.deepEqual(
    [0, 1, 2].map((layer) => shiftOf(layer, 3, 24)),
    [-2.5, 0, 2.5],
  )
  assert.equal(shiftOf(0, 1, 24), 0)
  assert.deepEqual([40, 41].map(tokenHeight), [24, 17])
})

test("bars share a token's width", () => {
  const bars = barsOf(
    [1, 0.2],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  )
  assert.equal(
    bars,
    "linear-gradient(to right, rgba(1,2,3,0.55) 0% 50%, rgba(4,5,6,0.11000000000000001) 50% 100%)",
  )
})

test("tiles and cells are as large as the room allows, within bounds", () => {
  const heads = { columns: 12, across: 12, wordy: false }
  assert.equal(tileSide(5000, heads), tileSide(600, heads))
  assert.equal(tileSide(100, heads), 16)
  assert.equal(tileSide(5000, { columns: 1, across: 1, wordy: true }), 104)
  assert.deepEqual(tileCorner(14, heads, 30), [66, 33])
  assert.deepEqual([cellSide(10, 20), cellSide(400, 16), cellSide(4000, 4)], [14, 25, 42])
})

test("weights under the threshold have neither colour nor number", () => {
  const colours = { background: [255, 255, 255], accent: [0, 0, 0], text: [0, 0, 0] }
  const canvas = document.createElement("canvas")
  paintMap(canvas, Float32Array.from([0.9, 0.1]), 1, 2, 40, 0.2, colours)
  const written = painted.get(canvas).filter(([name]) => name === "fillText")
  assert.deepEqual(
    written.map(([, text]) => text),
    [".90"],
  )
})

test("a map of very many cells is a pixel a cell", () => {
  const colours = { background: [255, 255, 255], accent: [0, 0, 0], text: [0, 0, 0] }
  const canvas = document.createElement("canvas")
  paintMap(canvas, new Float32Array(51 * 50).fill(1), 51, 50, 14, 0, colours)
  assert.deepEqual([canvas.width, canvas.height, canvas.style.width], [50, 51, "700px"])
})

test("a tile is named by its row and column, and a key leads to its neighbour, not out of the grid", () => {
  const grid = { rows: 2, columns: 3, across: 3, row_names: ["1", "2"], column_names: ["a", "b", "c"] }
  assert.deepEqual(
    [0, 2, 3, 5].map((tile) => rowOf(tile, grid)),
    [0, 0, 1, 1],
  )
  assert.equal(tileName(4, { grid, texts: { tile: "{row}.{column}" } }), "2.b")
  const after = (key, tile) => tileAfter({ key, preventDefault() {} }, tile, grid)
  assert.deepEqual([after("ArrowDown", 1), after("ArrowRight", 1), after("ArrowUp", 4)], [4, 2, 1])
  assert.deepEqual([after("ArrowDown", 4), after("ArrowRight", 2), after("ArrowLeft", 0)], [4, 2, 0])
  assert.equal(after("Enter", 1), null)
})

test("a long row is folded: tiles of two lines, a key leads from line to line, and none stands past the end", () => {
  const grid = { rows: 1, columns: 5, across: 3, row_names: [""], column_names: ["1", "2", "3", "4", "5"] }
  assert.deepEqual(
    [0, 2, 4].map((tile) => tileCorner(tile, grid, 100)),
    [
      [0, 18],
      [206, 18],
      [103, 139],
    ],
  )
  assert.equal(tileSide(5000, grid), 104)
  assert.equal(tileSide(200, grid), 64)
  assert.equal(rowOf(4, grid), 0)
  assert.equal(tileName(4, { grid, texts: { tile: "up to {column}" } }), "up to 5")
  const after = (key, tile) => tileAfter({ key, preventDefault() {} }, tile, grid)
  assert.deepEqual([after("ArrowDown", 0), after("ArrowUp", 4), after("ArrowRight", 2)], [3, 1, 2])
  assert.deepEqual([after("ArrowDown", 2), after("ArrowRight", 4)], [4, 4])
})

test("chosen maps are drawn that are here, else those before, else the first that came", () => {
  const maps = new Set([4, 5, 6])
  assert.deepEqual(drawnTiles({ tile: 5, more: [9, 4] }, maps, [6], 4), [5, 4])
  assert.deepEqual(drawnTiles({ tile: 9, more: [4] }, maps, [6], 4), [6])
  assert.deepEqual(drawnTiles({ tile: 9, more: [] }, maps, [6, 8], 4), [4])
  assert.deepEqual(drawnTiles({ tile: 9, more: [] }, maps, undefined, 4), [4])
})

const WORDS = { looks_at: "{token} looks at", looked_at: "{token} is looked at by" }
const [ROWS, COLUMNS] = [
  ["a", "b"],
  ["x", "y", "z"],
].map((names) => names.map((text) => ({ text })))

test("the readout says whom a row looks at, whom a column is looked at by, and one weight of a cell", () => {
  const matrix = Float32Array.from([0.7, 0.05, 0.25, 0.1, 0.2, 0.7])
  assert.equal(headline({ row: 1 }, ROWS, COLUMNS, WORDS), "b looks at")
  assert.equal(headline({ column: 2 }, ROWS, COLUMNS, WORDS), "z is looked at by")
  assert.equal(headline({ row: 0, column: 1 }, ROWS, COLUMNS, WORDS), "a → y")
  assert.equal(weightsText(matrix, { row: 0 }, ROWS, COLUMNS), "x 0.70 · z 0.25 · y 0.050  Σ 1.00")
  assert.equal(weightsText(matrix, { column: 2 }, ROWS, COLUMNS), "b 0.70 · a 0.25  Σ 0.95")
  assert.equal(weightsText(matrix, { row: 1, column: 1 }, ROWS, COLUMNS), "0.20")
})

test("a cell of single tokens is a query and a key; a row, a column and a word of pieces are none", () => {
  const words = groupsOf(VIEW, { hide: true, words: true }, null)
  assert.deepEqual(pairOf({ row: 1, column: 2 }, words, words), [3, 5])
  assert.equal(pairOf({ row: 0, column: 2 }, words, words), null)
  assert.equal(pairOf({ row: 1 }, words, words), null)
})

test("scores become weights row by row, also where their powers would overflow", () => {
  const scores = Float32Array.from([0, Math.log(3), 1000, 1000])
  const weights = softmaxOfRows(scores, 2)
  for (const [number, wanted] of [0.25, 0.75, 0.5, 0.5].entries()) {
    assert.ok(Math.abs(weights[number] - wanted) < 1e-6)
  }
  const worked = weightWorkedOut(scores, 2, 0, 1)
  assert.deepEqual(
    Object.values(worked).map((number) => number.toFixed(4)),
    ["1.0986", "3.0000", "4.0000", "0.7500"],
  )
})

// ---- the component as a whole: one row of two heads, four tokens

const HEADER = {
  tokens: ["[CLS]", "<b>good</b>", "film", "[SEP]"],
  special: [true, false, false, true],
  words: [0, 1, 2, 3],
  second: null,
  key: "one",
  made: "en 1 2",
  most: 1,
  width: 16,
  pairs: true,
  loaded: [0, 1],
  grid: { rows: 1, columns: 2, across: 2, row_names: ["1"], column_names: ["1", "2"], wordy: false },
  state: { tile: 0, more: [], hide: false, words: false, least: 0, pair: "all", pin: null },
  texts: {
    ...{ ...WORDS, hint: "Hover.", grid: "All maps", map: "One map", together: "Together", hide: "hide" },
    ...{ words: "merge", least: "only from", pair: "Pair", pairs: { all: "All", ab: "a → b" }, corner: "" },
    tile: "Layer {row}, head {column}",
    weighed: "softmax over {count}: ",
    open_pair: "Open",
  },
}
const EYE = [0, 1, 2, 3].flatMap((row) => [0, 1, 2, 3].map((column) => (row === column ? 255 : 0)))
const BYTES = {
  maps: { shape: [2, 4, 4], data: [...EYE, ...EYE.toReversed()] },
  thumbs: { shape: [2, 2, 2], data: [255, 0, 0, 255, 0, 255, 255, 0] },
}
const opened = (state = {}) => {
  stopClock()
  return mount(attention, packed({ ...HEADER, state: { ...HEADER.state, ...state } }, BYTES, Uint8Array))
}
const title = (root) => root.querySelector(".large .title").textContent

test("another head is chosen by key, at once; the server hears of it a little later", () => {
  const { root, sent } = opened()
  assert.equal(title(root), "Layer 1, head 1")
  press(root.querySelector(".stage"), "ArrowRight")
  assert.equal(title(root), "Layer 1, head 2")
  assert.deepEqual(sent, [])
  mock.timers.tick(350)
  assert.deepEqual(sent, [["state", { ...HEADER.state, tile: 1 }]])
})

test("an answer to an earlier choice does not undo a later one", () => {
  const { root, update } = opened()
  press(root.querySelector(".stage"), "ArrowRight")
  update(packed(HEADER, BYTES, Uint8Array)) // it still says tile 0
  assert.equal(title(root), "Layer 1, head 2")
  mock.timers.tick(5000)
  update(packed(HEADER, BYTES, Uint8Array))
  assert.equal(title(root), "Layer 1, head 1")
})

test("a cell is read by key in map and lines alike", () => {
  const { root } = opened()
  const cells = root.querySelector(".cells")
  press(cells, "ArrowDown")
  press(cells, "ArrowDown")
  press(cells, "ArrowRight")
  assert.equal(root.querySelector(".readout .about").textContent, "<b>good</b> → <b>good</b>")
  assert.equal(root.querySelector(".readout .line").textContent, "Layer 1, head 1 1.00")
  assert.deepEqual(texts(root.querySelectorAll(".token.hot")), ["<b>good</b>", "<b>good</b>"])
})

test("a token is pinned and let go again", () => {
  const { root, sent } = opened()
  const token = () => root.querySelectorAll(".left .token")[2]
  token().click()
  assert.equal(root.querySelector(".left .pinned").textContent, "film")
  mock.timers.tick(350)
  assert.equal(sent.at(-1)[1].pin, "l2")
  token().click()
  assert.equal(root.querySelector(".pinned"), null)
})

test("heads are drawn together and taken away again; the first stays", () => {
  const { root } = opened()
  const pressed = () => texts(root.querySelectorAll(".head[aria-pressed=true]"))
  const head = (number) => root.querySelectorAll(".head")[number]
  head(1).click()
  assert.deepEqual(pressed(), ["1", "2"])
  head(0).click()
  assert.deepEqual(pressed(), ["2"])
  head(1).click()
  assert.deepEqual(pressed(), ["2"])
})

test("special tokens are hidden in rows, columns and lines", () => {
  const { root } = opened({ hide: true })
  for (const list of [".left .token", ".right .token", ".row-label", ".column-label"]) {
    assert.deepEqual(texts(root.querySelectorAll(list)), ["<b>good</b>", "film"], list)
  }
})

test("maps that are not here yet are asked for at once, all others when nobody waits", () => {
  stopClock()
  const [maps, thumbs] = [{ shape: [1, 4, 4], data: EYE }, BYTES.thumbs]
  const { root, sent } = mount(attention, packed({ ...HEADER, loaded: [0] }, { maps, thumbs }, Uint8Array))
  mock.timers.tick(700)
  assert.deepEqual(sent, [["state", { whole: true }]])
  press(root.querySelector(".stage"), "ArrowRight")
  assert.deepEqual(sent.at(-1), ["state", { ...HEADER.state, tile: 1 }])
  assert.ok(root.classList.contains("waiting"))
})

// ---- the formula of a cell: head 1 has scores of its own, head 2 the same backwards

const SCORES = Float32Array.from({ length: 16 }, (_, place) => Math.log(1 + place))
const SCORED = {
  ...BYTES,
  scores: {
    shape: [2, 4, 16],
    data: [...new Uint8Array(SCORES.buffer), ...new Uint8Array(SCORES.toReversed().buffer)],
  },
}
const scored = (state = {}) => {
  stopClock()
  return mount(attention, packed({ ...HEADER, state: { ...HEADER.state, ...state } }, SCORED, Uint8Array))
}
const lineTexts = (root) => texts(root.querySelectorAll(".readout .line"))

test("the readout of a cell is its formula with its numbers, for every head that is drawn", () => {
  const { root } = scored({ more: [1], pin: "l2r1" })
  assert.equal(root.querySelector(".readout .about").firstChild.textContent, "film → <b>good</b>")
  assert.deepEqual(lineTexts(root), [
    "Layer 1, head 1 q·k/√K = 9.21/√16 = 2.30 · e2.30/Σ = 10.0/42.0 = 0.24",
    "Layer 1, head 2 q·k/√K = 7.78/√16 = 1.95 · e1.95/Σ = 7.00/26.0 = 0.27",
  ])
})

test("hiding special tokens leaves a weight what it is; pieces put together have no formula", () => {
  const hidden = scored({ hide: true, pin: "l2r1" }).root
  assert.match(lineTexts(hidden)[0], /^ q·k.*softmax over 4: .* = 0\.24$/)
  stopClock()
  const header = { ...HEADER, words: [0, 1, 1, 3], state: { ...HEADER.state, words: true, pin: "l0r1" } }
  const { root } = mount(attention, packed(header, SCORED, Uint8Array))
  assert.equal(lineTexts(root)[0], "Layer 1, head 1 0.50") // (2 + 3) / (1 + 2 + 3 + 4)
  assert.equal(root.querySelector(".open"), null)
})

test("a tiny weight is told as what its fraction gives", () => {
  const picture = { tokens: 2, width: 1, heads: [{}], texts: { weighed: "" } }
  const line = formula(Float32Array.from([0, Math.log(1999), 0, 0]), [0, 0], picture)
  assert.match(line.textContent, /= 1\.00\/2000 = 5\.00·10⁻⁴$/)
})

test("a cell is pinned by key, and its link opens exactly this query and key", () => {
  const { root, sent } = scored()
  const cells = root.querySelector(".cells")
  press(cells, "ArrowDown")
  press(cells, "ArrowDown")
  press(cells, "ArrowRight")
  assert.equal(root.querySelector(".open"), null) // it would be gone before one reaches it
  press(cells, "Enter")
  root.querySelector(".open").click()
  assert.deepEqual(sent.at(-1), ["state", { ...HEADER.state, pin: "l1r1", open: [1, 1] }])
  press(root.querySelector(".cells"), "Escape")
  assert.equal(root.querySelector(".open"), null)
})

test("a map that is no single head's opens no pair", () => {
  stopClock()
  const header = { ...HEADER, pairs: false, state: { ...HEADER.state, pin: "l1r1" } }
  assert.equal(mount(attention, packed(header, SCORED, Uint8Array)).root.querySelector(".open"), null)
})
