import assert from "node:assert/strict"
import { test } from "node:test"
import { element } from "../../core/app/components/dom.js"
import mark from "../../core/app/components/page_marks.js"
import { joined, unjoined } from "../../core/app/components/whole_names.js"
import { mount } from "./page.js"

const JOINER = "\u2060"
const WHOLE = [
  "SST-2",
  "GPT-2",
  "UTF-8",
  "SHA-256",
  "top-k",
  "Top-p",
  "distinct-2",
  "t-SNE",
  "BERT-base",
  "N-1",
]
const BROKEN_AS_USUAL = [
  "fine-tuned",
  "one-hot",
  "2-3",
  "distilbert-base-uncased-finetuned-sst-2",
  "a - b",
  "word2vec",
]

test("a name is joined at its hyphen, once; a common word may break, and nothing else is changed", () => {
  for (const name of WHOLE) {
    assert.equal(joined(`the ${name}, so`), `the ${name.replace("-", `-${JOINER}`)}, so`)
    assert.equal(joined(joined(name)), joined(name))
    assert.equal(unjoined(joined(name)), name)
  }
  for (const word of BROKEN_AS_USUAL) assert.equal(joined(word), word)
})

/** A page of some text, as page_marks.js keeps it. */
function pageOf(html) {
  document.body.innerHTML = html
  return mark()
}

test("names in a page's texts are joined, also in those that come or change later; code is left alone", async () => {
  const stop = pageOf("<p>on SST-2</p><pre>--data sst-2</pre>")
  const [text, code] = document.body.children
  assert.equal(text.textContent, `on SST-${JOINER}2`)
  assert.equal(code.textContent, "--data sst-2")
  text.firstChild.data = "by top-k"
  document.body.append(Object.assign(document.createElement("p"), { textContent: "GPT-2" }))
  await new Promise(setImmediate)
  assert.equal(text.textContent, `by top-${JOINER}k`)
  assert.equal(document.body.lastChild.textContent, `GPT-${JOINER}2`)
  stop()
})

/** What a copy of the selection leaves in the clipboard, as text; undefined where the browser does it. */
function copied(target) {
  let written
  const event = new window.Event("copy", { bubbles: true, composed: true, cancelable: true })
  event.clipboardData = { setData: (_, text) => (written = text) }
  target.dispatchEvent(event)
  return event.defaultPrevented ? written : undefined
}

test("what is copied is the name as it is written", () => {
  const stop = pageOf("<p>fine-tuned on SST-2</p><p>one-hot</p>")
  const [name, other] = document.body.children
  document.getSelection().selectAllChildren(name)
  assert.equal(copied(name), "fine-tuned on SST-2")
  document.getSelection().selectAllChildren(other)
  assert.equal(copied(other), undefined)
  stop()
})

test("a component's texts are joined as they are made", () => {
  const { root } = mount(({ data, parentElement }) => {
    parentElement.querySelector(".root").append(element("b", "", data))
  }, "11. SST-2 workshop")
  assert.equal(root.textContent, `11. SST-${JOINER}2 workshop`)
})
