import assert from "node:assert/strict"
import { readdir, readFile } from "node:fs/promises"
import { test } from "node:test"
import family, { partsOf, residualPath, residualsOf, wirePath } from "../../core/app/components/family.js"
import { readProgress, writeProgress } from "../../core/app/components/progress.js"
import { renderer } from "../../core/app/components/renderer.js"
import { onResize } from "../../core/app/components/sizes.js"
import stationEnd from "../../core/app/components/station_end.js"
import tokens from "../../core/app/components/tokens.js"
import verdict from "../../core/app/components/verdict.js"
import road from "../../core/topics/home/component/road.js"
import cloze from "../../core/topics/pretraining/component/cloze.js"
import textWindow from "../../core/topics/word2vec/component/window.js"
import { changeSizes, mount, texts } from "./page.js"

const { localStorage } = window
const HARM = "<img src=x onerror=\"document.title='owned'\"> & <b>bold</b>"
const CORE = new URL("../../core/", import.meta.url)

test("no component makes HTML of a text", async () => {
  const names = (await readdir(CORE, { recursive: true })).filter((name) => name.endsWith(".js"))
  assert.ok(names.includes("app/components/dom.js"))
  const makers = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser/
  for (const name of names) {
    assert.doesNotMatch(await readFile(new URL(name, CORE), "utf-8"), makers, name)
  }
})

test("sizes are watched in the one way that ends when a component leaves the page", async () => {
  const names = (await readdir(CORE, { recursive: true })).filter((name) => /(?<!\.min)\.js$/.test(name))
  const watching = []
  for (const name of names) {
    if ((await readFile(new URL(name, CORE), "utf-8")).includes("new ResizeObserver")) watching.push(name)
  }
  assert.deepEqual(watching, ["app/components/sizes.js"])
  const box = document.createElement("div")
  let acts = 0
  let leaves = 0
  document.body.replaceChildren(box)
  onResize(
    box,
    () => acts++,
    () => leaves++,
  )
  changeSizes()
  box.remove()
  changeSizes()
  document.body.replaceChildren(box)
  changeSizes()
  assert.deepEqual([acts, leaves], [1, 1])
})

test("tokens are chips: special ones marked, a continued piece with its mark apart", () => {
  const { root } = mount(tokens, {
    label: "Tokens",
    tokens: [
      { text: "[CLS]", special: true, hint: "id 101" },
      { text: "##ful", special: false, hint: "id 3993" },
      { text: HARM, special: false, hint: HARM },
      { text: "[UNK]", hint: "id 100", unknown: true },
    ],
  })
  assert.deepEqual(texts(root.querySelectorAll("li")), ["[CLS]", "##ful", HARM, "[UNK]"])
  assert.deepEqual(texts(root.querySelectorAll(".unknown")), ["[UNK]"])
  assert.equal(root.querySelector(".special").textContent, "[CLS]")
  assert.deepEqual(texts(root.querySelectorAll(".mark")), ["##"])
  assert.equal(root.querySelector("img"), null)
})

test("a stretch of text marks the centre word and its context, in its examples too", () => {
  const told = { label: "Window", told: "Guess" }
  const words = [
    { text: HARM, role: "context", hint: "positive" },
    { text: "film", role: "centre" },
  ]
  const { root, update } = mount(textWindow, {
    ...told,
    words,
    examples: [{ given: ["film"], target: HARM }],
  })
  assert.deepEqual(texts(root.querySelectorAll(".centre")), ["film", "film"])
  assert.deepEqual(texts(root.querySelectorAll(".context")), [HARM, HARM])
  assert.equal(root.querySelector(".example").textContent, `film→${HARM}`)
  update({ ...told, words, examples: [{ given: [HARM, "dull"], target: "film" }] })
  assert.deepEqual(texts(root.querySelectorAll(".example .context")), [HARM, "dull"])
  assert.deepEqual(texts(root.querySelectorAll(".example .centre")), ["film"])
  assert.equal(root.querySelector("img"), null)
})

const PREDICTION = {
  ...{ headline: "87.5 % negative", caption: "", tone: "negative", model: HARM, share: 0.875, before: null },
  ticks: ["0 %", "50 %", "100 %"],
  facts: [["logit", "−1.946", "what a logit is"]],
}

test("a prediction's bar runs from 0 to what its headline says", () => {
  const { root, update } = mount(verdict, PREDICTION)
  assert.equal(root.querySelector(".fill").style.width, "87.5%")
  assert.equal(root.querySelector(".before"), null)
  assert.ok(root.querySelector(".card.negative"))
  assert.equal(root.querySelector(".caption"), null)
  assert.equal(root.querySelector(".model").textContent, HARM)
  assert.equal(root.querySelector("img"), null)
  assert.deepEqual(texts(root.querySelectorAll(".fact dd")), ["−1.946", "what a logit is"])
  update({
    ...PREDICTION,
    headline: "undecided",
    caption: "52.0 % positive",
    tone: "undecided",
    share: 0.52,
    before: 0.125,
  })
  assert.equal(root.querySelector(".fill").style.width, "52%")
  assert.equal(root.querySelector(".before").style.left, "12.5%")
  assert.equal(root.querySelector(".caption").textContent, "52.0 % positive")
  assert.equal(root.querySelector(".card").getAttribute("aria-label"), `${HARM}: undecided, 52.0 % positive`)
})

const block = (name, page = "") => ({ name, text: name, page, title: "Page" })

test("what repeats stands in the frame, the rest below and above it", () => {
  const blocks = ["embeddings", "self_attention", "add_norm", "classifier"].map((name) => block(name))
  assert.deepEqual(
    partsOf(blocks).map((part) => part.map(({ name }) => name)),
    [["embeddings"], ["self_attention", "add_norm"], ["classifier"]],
  )
})

test("a tower is drawn from the top down, and a block opens its page", () => {
  const blocks = [block("embeddings"), block("self_attention", "attention"), block("classifier", "predict")]
  const towers = [{ kind: "encoder", name: HARM, blocks }]
  const { root, sent } = mount(family, { figures: [{ title: "BERT", about: "…", towers }], opens: "Open" })
  assert.deepEqual(texts(root.querySelectorAll(".block")), ["classifier", "self_attention", "embeddings"])
  assert.deepEqual(texts(root.querySelectorAll(".frame .block")), ["self_attention"])
  root.querySelector(".block.classifier").click()
  assert.deepEqual(sent, [["open", "predict"]])
  assert.equal(root.querySelector("div.block.embeddings").onclick, null)
  assert.equal(root.querySelector("img"), null)
})

test("each sublayer's input runs past it to its addition, round a norm that stands before it", () => {
  assert.deepEqual(residualsOf(["self_attention", "add_norm", "feed_forward", "add_norm"]), [
    [0, 1],
    [2, 3],
  ])
  assert.deepEqual(residualsOf(["self_attention", "add", "norm", "feed_forward", "add", "norm"]), [
    [0, 1],
    [3, 4],
  ])
  assert.deepEqual(residualsOf(["norm", "self_attention", "add", "norm", "feed_forward", "add"]), [
    [0, 2],
    [3, 5],
  ])
  const [from, to] = [
    { left: 40, width: 100, bottom: 200 },
    { left: 40, width: 100, top: 120, height: 20 },
  ]
  assert.equal(residualPath(from, to, { left: 10, top: 100 }), "M80 103H18V30H30")
})

const ROAD = {
  label: "Road",
  count: "{known} of 3 known",
  known: "known",
  here: "next",
  stops: ["embeddings", "masks", "decoding"].map((name) => ({ name, title: name, about: HARM })),
}

test("a stop of the road shows its picture and opens its page", () => {
  localStorage.clear()
  const { root, sent } = mount(road, ROAD)
  assert.equal(root.querySelectorAll('[data-stop="masks"] .picture svg rect').length, 16)
  assert.deepEqual(texts(root.querySelectorAll(".title")), ["1. embeddings", "2. masks", "3. decoding"])
  assert.equal(root.querySelector(".about").textContent, HARM)
  assert.equal(root.querySelector("img"), null)
  assert.deepEqual(texts(root.querySelectorAll(".state")), [])
  root.querySelector('[data-stop="masks"]').click()
  assert.deepEqual(sent, [["open", "masks"]])
})

test("the road shows what is known, and which station comes next", () => {
  writeProgress(localStorage, { known: ["embeddings"], visited: ["embeddings", "masks"], guessed: [] })
  const { root } = mount(road, ROAD)
  assert.equal(root.querySelector("h4").textContent, "Road · 1 of 3 known")
  assert.deepEqual(texts(root.querySelectorAll(".state")), ["✓ known", "next"])
  assert.equal(root.querySelector(".here").dataset.stop, "masks")
  localStorage.clear()
})

test("a station's end keeps the visit, and the tick until it is taken back", () => {
  localStorage.clear()
  const guesses = { names: [], made: [], text: "" }
  const words = { known: "You now know:", text: HARM, tick: "I know this", ticked: "Known" }
  const { root } = mount(stationEnd, { station: "masks", guesses, ...words })
  const tick = root.querySelector(".tick")
  assert.equal(root.querySelector("img"), null)
  assert.deepEqual(readProgress(localStorage), { known: [], visited: ["masks"], guessed: [] })
  tick.click()
  assert.deepEqual(readProgress(localStorage).known, ["masks"])
  assert.equal(tick.textContent, "✓ Known")
  assert.equal(tick.getAttribute("aria-pressed"), "true")
  tick.click()
  assert.deepEqual(readProgress(localStorage).known, [])
  localStorage.clear()
})

const CLOZE = {
  tokens: [
    { text: "[CLS]", was: "", state: "special", tone: "", hint: "" },
    { text: "[MASK]", was: HARM, state: "hole", tone: "", hint: "hidden" },
    { text: "film", was: "", state: "plain", tone: "", hint: "" },
  ],
  cards: [
    {
      ...{ place: 1, title: "Hole", note: "", context: [{ text: HARM, sight: false }] },
      rows: [{ id: 7, text: HARM, probability: 0.5, percent: "50.0%", truth: true }],
    },
  ],
  ...{ clicks: true, puts: true, texts: { line: "Sentence", put: "Put in {token}", truth: "it was this" } },
}

test("a word is hidden and a prediction put in by a click; special tokens stay", () => {
  const { root, sent } = mount(cloze, CLOZE)
  assert.equal(root.querySelector(".chip.special").tagName, "SPAN")
  assert.equal(root.querySelector(".hole .was").textContent, HARM)
  assert.equal(root.querySelector(".hole").getAttribute("aria-pressed"), "true")
  root.querySelectorAll("button.chip")[1].click()
  root.querySelector("button.guess").click()
  assert.deepEqual(sent, [
    ["act", { act: "word", place: 2 }],
    ["act", { act: "put", place: 1, id: 7 }],
  ])
  assert.equal(root.querySelector(".bar").style.width, "50%")
  assert.equal(root.querySelector("button.guess").title, `Put in ${HARM}`)
  assert.equal(root.querySelector("img"), null)
})

test("where nothing can be changed there is nothing to press; the focus survives an answer", () => {
  const { root, update } = mount(cloze, { ...CLOZE, clicks: false, puts: false })
  assert.equal(root.querySelector("button"), null)
  update(CLOZE)
  root.querySelectorAll("button.chip")[1].focus()
  update(CLOZE)
  assert.equal(document.activeElement, root.querySelectorAll("button.chip")[1])
})

test("a component that is on the page before the theme's colours waits for them", () => {
  const { getComputedStyle, requestAnimationFrame } = globalThis
  const frames = []
  let colour = ""
  globalThis.getComputedStyle = () => ({ getPropertyValue: () => colour })
  globalThis.requestAnimationFrame = (act) => frames.push(act)
  const drawn = []
  class View {
    update(data) {
      drawn.push(data)
    }
  }
  mount(renderer(View), "data")
  frames.shift()()
  assert.deepEqual(drawn, [])
  colour = "#123456"
  frames.shift()()
  Object.assign(globalThis, { getComputedStyle, requestAnimationFrame })
  assert.deepEqual(drawn, ["data"])
  assert.deepEqual(frames, [])
})

test("keys and values come from the top of the encoder", () => {
  const around = { left: 10, top: 20 }
  const encoder = { left: 30, right: 130, width: 100, top: 220 }
  const reader = { left: 170, top: 120, height: 40 }
  assert.equal(wirePath(encoder, reader, around), "M70 200V186H140V120H160")
})
