import assert from "node:assert/strict"
import { test } from "node:test"
import mark from "../../core/app/components/page_marks.js"
import "./page.js"

let stop = () => {}

/** A page with `inside`, where what matches `scrolls` is wider than it shows; the one before is no more watched. */
function pageWith(inside, scrolls, sizes = {}) {
  stop()
  document.body.innerHTML = inside
  const box = document.querySelector(scrolls)
  for (const [name, value] of Object.entries({ clientWidth: 100, scrollWidth: 300, ...sizes })) {
    Object.defineProperty(box, name, { value })
  }
  stop = mark()
  return box
}

const WIDE = {
  code: ['<div data-testid="stCode"><pre></pre></div>', "pre"],
  table: ['<div data-testid="stDataFrame"><p><i class="dvn-scroller"></i></p></div>', ".dvn-scroller"],
  buttons: ['<div data-testid="stButtonGroup"><div></div></div>', "div > div"],
  picture: ['<div data-testid="stLayoutWrapper"><p class="st-key-ss-broad"></p></div>', ".st-key-ss-broad"],
}

for (const [name, [inside, scrolls]] of Object.entries(WIDE)) {
  test(`${name} that scrolls aside is marked around what scrolls, until its end is reached`, () => {
    const box = pageWith(inside, scrolls)
    const whole = document.body.firstElementChild
    assert.ok(whole.hasAttribute("data-scrolls"))
    box.scrollLeft = 200
    box.dispatchEvent(new window.Event("scroll"))
    assert.ok(!whole.hasAttribute("data-scrolls"))
  })
}

test("code and pictures that scroll can be reached by the keyboard, a row of buttons has its buttons", () => {
  assert.equal(pageWith(...WIDE.code).getAttribute("tabindex"), "0")
  assert.equal(pageWith(...WIDE.picture).getAttribute("tabindex"), "0")
  assert.equal(pageWith(...WIDE.buttons).getAttribute("tabindex"), null)
})

test("code that fits is no stop of the Tab key, code that scrolls down is one", () => {
  for (const [height, stop] of [
    [100, null],
    [300, "0"],
  ]) {
    const box = pageWith('<div data-testid="stCode"><pre></pre></div>', "pre", {
      scrollWidth: 100,
      clientHeight: 100,
      scrollHeight: height,
    })
    assert.equal(box.getAttribute("tabindex"), stop)
  }
})

test("a table of a text is marked itself, wherever it stands in the text", () => {
  pageWith('<div data-testid="stMarkdownContainer"><p></p><table></table></div>', "table")
  const table = document.querySelector("table")
  assert.ok(table.hasAttribute("data-scrolls") && table.hasAttribute("data-wide"))
  table.scrollLeft = 200
  table.dispatchEvent(new window.Event("scroll"))
  assert.ok(!table.hasAttribute("data-scrolls") && table.hasAttribute("data-wide"))
  assert.ok(!document.body.firstElementChild.hasAttribute("data-scrolls"))
})

test("a page scrolled down is marked, a box within it is none", () => {
  pageWith('<main data-testid="stMain"><p></p></main>', "p")
  const scrollTo = (box, top) => {
    box.scrollTop = top
    box.dispatchEvent(new window.Event("scroll"))
    return document.documentElement.hasAttribute("data-scrolled")
  }
  const [main, inner] = [document.querySelector("main"), document.querySelector("p")]
  assert.ok(!scrollTo(inner, 100))
  assert.ok(scrollTo(main, 100))
  assert.ok(!scrollTo(main, 0))
})

/** Streamlit's field for a file, of which one is there to choose and one has been chosen. */
const FIELD = `<section role="presentation" aria-label="Texts" data-testid="stFileUploaderDropzone">
  <button><p>Upload</p></button></section>
  <section role="presentation" data-testid="stFileUploaderDropzone"><button aria-label="Add"></button></section>`

test("a field for a file is a named group, and its button has the word that the stylesheet writes", async () => {
  stop()
  const { getComputedStyle } = globalThis
  let word = "Choose a file"
  globalThis.getComputedStyle = () => ({
    getPropertyValue: (name) => ({ "--ss-choose-file": `"${word}"` })[name],
  })
  try {
    document.body.innerHTML = FIELD
    stop = mark()
    const [choose, add] = document.querySelectorAll("button")
    assert.equal(choose.getAttribute("aria-label"), word)
    assert.equal(add.getAttribute("aria-label"), "Add")
    assert.equal(document.querySelectorAll('[role="group"]').length, 2)
    word = "选择文件"
    document.body.append(document.createElement("style"))
    await new Promise(setImmediate)
    assert.equal(choose.getAttribute("aria-label"), word)
  } finally {
    globalThis.getComputedStyle = getComputedStyle
  }
})
