import assert from "node:assert/strict"
import { beforeEach, describe, test } from "node:test"
import editor from "../../core/app/editor/editor.js"
import { keepCode, keptCode, MOST_KEPT } from "../../core/app/editor/kept_code.js"
import { mount } from "./page.js"

const BUNDLE = new URL("../../core/app/editor/codemirror/codemirror.min.js", import.meta.url).href
const START = "def softmax(x):\n    ...\n"
const TEXTS = {
  label: "Your code",
  about: "Escape, then Tab, leaves",
  check: "Check",
  checking: "Checking",
  again: "Start again",
  sure: "Sure?",
  yes: "Yes",
  no: "No",
  long: "Too long",
  failed: "Not loaded",
}
const DATA = {
  bundle: BUNDLE,
  exercise: "attention.softmax",
  round: "0",
  start: START,
  last: "",
  isBusy: false,
  isFixed: false,
  wrong: null,
  texts: TEXTS,
}
const other = (change) => ({ ...DATA, ...change })

// What a browser measures and jsdom does not.
window.Range.prototype.getClientRects = () => []
Object.assign(globalThis, {
  Window: window.Window,
  Text: window.Text,
  getSelection: () => window.getSelection(),
})

/** An editor that has loaded. */
async function opened(data = DATA) {
  const place = mount(editor, data)
  // Another file's tests may have stopped the clock of timers.
  for (const end = performance.now() + 60_000; performance.now() < end; ) {
    if (place.root.querySelector(".cm-content")) break
    await new Promise((resolve) => setImmediate(resolve))
  }
  const content = place.root.querySelector(".cm-content")
  const code = () => [...place.root.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n")
  return { ...place, content, code, click: (name) => place.root.querySelector(`.${name}`).click() }
}

/** Put a text in place of all, as a paste does. */
function type(content, text) {
  const { view } = content.cmTile
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
}

describe("code that the browser keeps", () => {
  beforeEach(() => window.localStorage.clear())

  test("is found again by its exercise and round", () => {
    keepCode(window.localStorage, "a.b", "1", "x = 1")
    assert.equal(keptCode(window.localStorage, "a.b", "1"), "x = 1")
    assert.equal(keptCode(window.localStorage, "a.b", "2"), null)
    assert.equal(keptCode(window.localStorage, "a.c", "1"), null)
  })

  test("is not kept where it is too long, damaged or forbidden", () => {
    keepCode(window.localStorage, "a.b", "1", "x".repeat(MOST_KEPT + 1))
    assert.equal(keptCode(window.localStorage, "a.b", "1"), null)
    for (const damaged of ["{", "[]", '{"round": "1", "code": 3}', "7"]) {
      window.localStorage.setItem("sentiscope.code.a.b", damaged)
      assert.equal(keptCode(window.localStorage, "a.b", "1"), null)
    }
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error("full")
      },
    }
    keepCode(full, "a.b", "1", "x")
    assert.equal(keptCode(null, "a.b", "1"), null)
  })
})

describe("the editor", () => {
  beforeEach(() => window.localStorage.clear())

  test("shows the skeleton, named and described, and sends its code at Check", async () => {
    const { content, code, sent, click, root } = await opened()
    assert.equal(code(), START)
    assert.equal(content.getAttribute("aria-label"), "Your code")
    assert.equal(root.querySelector(`#${content.getAttribute("aria-describedby")}`).textContent, TEXTS.about)
    type(content, "x = 1")
    click("check")
    assert.deepEqual(sent, [["asked", { exercise: "attention.softmax", code: "x = 1" }]])
  })

  test("checks at Ctrl and Enter, and lets Tab leave after Escape", async () => {
    const { content, sent, code } = await opened()
    const down = (key, more) => {
      const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })
      content.dispatchEvent(event)
      return event.defaultPrevented
    }
    assert.equal(down("Enter", { ctrlKey: true, keyCode: 13 }), true)
    assert.equal(sent.length, 1)
    assert.equal(code(), START, "no line is added")
    assert.equal(down("Tab", { keyCode: 9 }), true)
    down("Escape", { keyCode: 27 })
    assert.equal(down("Tab", { keyCode: 9 }), false)
    down("a", { keyCode: 65 })
    assert.equal(down("Tab", { keyCode: 9 }), true)
  })

  test("keeps what was typed when the page runs again, and shows it after a reload", async () => {
    const first = await opened()
    type(first.content, "y = 2")
    first.update(other({ isBusy: true }))
    assert.equal(first.code(), "y = 2")
    const second = await opened()
    assert.equal(second.code(), "y = 2")
    assert.equal((await opened(other({ round: "1" }))).code(), START)
  })

  test("opens another exercise with its own code", async () => {
    const place = await opened(other({ last: "checked = 1" }))
    assert.equal(place.code(), "checked = 1")
    place.update(other({ exercise: "attention.mask", start: "z = 3" }))
    assert.equal(place.code(), "z = 3")
  })

  test("shows the skeleton in the page's language until it is touched", async () => {
    const place = await opened()
    place.update(other({ start: "z = 3" }))
    assert.equal(place.code(), "z = 3")
    type(place.content, "mine")
    place.update(other({ start: "w = 4" }))
    assert.equal(place.code(), "mine")
    const checked = await opened(other({ exercise: "attention.mask", last: "checked = 1" }))
    checked.update(other({ exercise: "attention.mask", last: "checked = 1", start: "z = 3" }))
    assert.equal(checked.code(), "checked = 1")
  })

  test("asks once before it throws code away", async () => {
    const { content, code, click, root } = await opened()
    type(content, "mine")
    click("again")
    assert.equal(root.querySelector(".sure").textContent, "Sure?")
    click("no")
    assert.equal(code(), "mine")
    click("again")
    click("yes")
    assert.equal(code(), START)
    assert.equal(root.querySelector(".sure"), null)
  })

  test("sends nothing that is too long, and says so", async () => {
    const { content, click, sent, root } = await opened()
    type(content, "x".repeat(200_000))
    click("check")
    assert.deepEqual(sent, [])
    assert.equal(root.querySelector(".says").textContent, "Too long")
  })

  test("marks the line of an error in the code that was checked, until the next change", async () => {
    const { content, update, root } = await opened()
    type(content, "a\nb\nc")
    update(other({ wrong: { code: "a\nb\nc", line: 2 } }))
    assert.equal(root.querySelector(".wrong-line").textContent, "b")
    type(content, "a\nb\nd")
    assert.equal(root.querySelector(".wrong-line"), null)
    update(other({ wrong: { code: "a\nb\nc", line: 2 } }))
    assert.equal(root.querySelector(".wrong-line"), null, "another text")
    update(other({ wrong: { code: "a\nb\nd", line: 9 } }))
    assert.equal(root.querySelector(".wrong-line"), null, "no such line")
  })

  test("can be read only, without a button", async () => {
    const { content, root } = await opened(other({ isFixed: true }))
    assert.equal(content.getAttribute("aria-readonly"), "true")
    assert.equal(root.querySelector(".check"), null)
  })

  test("writes code as text", async () => {
    const { code, root } = await opened(other({ start: "<img src=x onerror=alert(1)>" }))
    assert.equal(code(), "<img src=x onerror=alert(1)>")
    assert.equal(root.querySelector("img"), null)
  })

  test("marks the blanks", async () => {
    const { root } = await opened(other({ start: "x = __1__ / __2__ + __init__" }))
    assert.equal(root.querySelectorAll(".blank").length, 2)
  })
})
