import assert from "node:assert/strict"
import { beforeEach, describe, test } from "node:test"
import links, { placeOf, spotFor } from "../../core/app/components/links.js"
import { press } from "./page.js"

const HREF = "glossary?glossary_term=logit"

function fire(target, kind, { composed = false, ...more } = {}) {
  const event = Object.assign(new window.Event(kind, { bubbles: true, cancelable: true, composed }), more)
  target.dispatchEvent(event)
  return event
}

describe("the app's links", () => {
  let text
  let gone
  let stop

  beforeEach(() => {
    stop?.()
    text = document.createElement("p")
    text.dataset.testid = "stMarkdownContainer"
    document.body.replaceChildren(text)
    gone = []
    stop = links({ setTriggerValue: (name, value) => gone.push([name, value]) })
  })

  function link(href, title = "") {
    const made = document.createElement("a")
    made.setAttribute("href", href)
    if (title) made.title = title
    text.append(made)
    return made
  }
  const shown = () => {
    const box = document.querySelector("[role=tooltip]")
    return box && !box.hidden ? box.textContent : null
  }

  test("a link names a page with its settings, or leads elsewhere", () => {
    assert.deepEqual(placeOf("masks?masks_view=ways&masks_part=see"), {
      page: "masks",
      settings: { masks_view: "ways", masks_part: "see" },
    })
    assert.deepEqual(placeOf("masks"), { page: "masks", settings: {} })
    for (const href of ["https://arxiv.org/abs/1", "#top", "//host/masks", "../masks", "", undefined]) {
      assert.equal(placeOf(href), null)
    }
  })

  test("a definition stands below its term, above it at the window's end, and never outside", () => {
    const view = { width: 400, height: 300 }
    const box = { width: 200, height: 50 }
    assert.deepEqual(spotFor({ left: 10, top: 20, bottom: 40 }, box, view), { left: 10, top: 46 })
    assert.deepEqual(spotFor({ left: 350, top: 270, bottom: 290 }, box, view), { left: 192, top: 214 })
    assert.equal(spotFor({ left: -30, top: 0, bottom: 9 }, box, view).left, 8)
  })

  test("a term shows its definition under the mouse and by keyboard, in place of the browser's hint", () => {
    for (const [comes, goes] of [
      ["pointerover", "pointerout"],
      ["focusin", "focusout"],
    ]) {
      const term = link(HREF, "a class's <b>number</b>")
      fire(term, comes)
      assert.equal(shown(), "a class's <b>number</b>")
      assert.equal(document.querySelector("[role=tooltip] b"), null)
      assert.equal(term.title, "")
      assert.equal(term.getAttribute("aria-describedby"), document.querySelector("[role=tooltip]").id)
      fire(term, goes)
      assert.equal(shown(), null)
      assert.equal(term.getAttribute("aria-describedby"), null)
    }
  })

  test("a term inside a component of ours is defined and opened as any other", () => {
    const host = document.createElement("div")
    document.body.append(host)
    const term = document.createElement("a")
    term.setAttribute("href", HREF)
    term.title = "a number"
    host.attachShadow({ mode: "open" }).append(term)
    fire(term, "pointerover", { composed: true })
    assert.equal(shown(), "a number")
    assert.ok(fire(term, "click", { composed: true }).defaultPrevented)
    assert.deepEqual(gone, [["go", { page: "glossary", settings: { glossary_term: "logit" } }]])
  })

  test("Escape and a scroll hide it", () => {
    const term = link(HREF, "a number")
    fire(term, "focusin")
    press(term, "Escape")
    assert.equal(shown(), null)
    fire(term, "focusin")
    fire(document.body, "scroll")
    assert.equal(shown(), null)
  })

  test("by finger the first tap defines, the second opens the glossary", () => {
    const term = link(HREF, "a number")
    const tap = () => {
      fire(term, "pointerdown", { pointerType: "touch" })
      return fire(term, "click")
    }
    assert.ok(tap().defaultPrevented)
    assert.deepEqual([shown(), gone], ["a number", []])
    tap()
    assert.deepEqual(gone, [["go", { page: "glossary", settings: { glossary_term: "logit" } }]])
    assert.equal(shown(), null)
  })

  test("a click opens a page within the visit; a new tab and other sites are the browser's", () => {
    const inner = link("masks?masks_view=ways")
    const main = document.createElement("section")
    main.dataset.testid = "stMain"
    const scrolled = []
    main.scrollTo = (...place) => scrolled.push(place)
    document.body.append(main)
    assert.ok(fire(inner, "click").defaultPrevented)
    assert.deepEqual(scrolled, [[0, 0]])
    assert.deepEqual(gone, [["go", { page: "masks", settings: { masks_view: "ways" } }]])
    assert.ok(!fire(inner, "click", { ctrlKey: true }).defaultPrevented)
    assert.ok(!fire(link("https://arxiv.org/abs/1"), "click").defaultPrevented)
    document.body.append(inner) // outside a text, as the menu's own links are
    assert.ok(!fire(inner, "click").defaultPrevented)
    assert.equal(gone.length, 1)
  })

  test("a component that left the page listens no more", () => {
    const term = link(HREF, "a number")
    stop()
    fire(term, "focusin")
    assert.equal(shown(), null)
  })
})
