import assert from "node:assert/strict"
import { test } from "node:test"
import { hasMore, scrolling, watchRight } from "../../core/app/components/scroll_hint.js"
import "./page.js"

/** A box of 100 pixels with contents of another width. */
function boxOf(wide) {
  const box = document.createElement("div")
  for (const [name, value] of Object.entries({ clientWidth: 100, scrollWidth: wide })) {
    Object.defineProperty(box, name, { value })
  }
  return box
}

const scrollTo = (box, left) => {
  box.scrollLeft = left
  box.dispatchEvent(new window.Event("scroll"))
}

test("there is more until the right end is reached, but for what rounding leaves", () => {
  assert.ok(hasMore({ scrollLeft: 0, scrollWidth: 300, clientWidth: 100 }))
  assert.ok(!hasMore({ scrollLeft: 199, scrollWidth: 300, clientWidth: 100 }))
  assert.ok(!hasMore({ scrollLeft: 0, scrollWidth: 100, clientWidth: 100 }))
})

test("a wide box says that it scrolls aside until it has been scrolled to its end", () => {
  const box = boxOf(300)
  const frame = scrolling(box)
  const label = frame.querySelector(".scrolls-aside")
  assert.equal(frame.firstChild, box)
  assert.ok(!label.hidden)
  assert.match(box.style.maskImage, /linear-gradient/)
  const room = frame.style.paddingTop
  assert.ok(Number.parseFloat(room) > 20) // so that the label lies over nothing
  scrollTo(box, 200)
  assert.ok(label.hidden)
  assert.equal(box.style.maskImage, "")
  assert.equal(frame.style.paddingTop, room) // the box does not jump
  scrollTo(box, 120)
  assert.ok(!label.hidden)
})

test("a box that holds all of it says nothing", () => {
  const frame = scrolling(boxOf(100))
  assert.ok(frame.querySelector(".scrolls-aside").hidden)
  assert.equal(frame.style.paddingTop, "")
})

test("what comes later into a box is looked at", async () => {
  const told = []
  const box = boxOf(300)
  watchRight(box, (isMore) => told.push(isMore))
  box.append(document.createElement("svg"))
  for (let turn = 0; turn < 3; turn += 1) await Promise.resolve() // timers may be another test's clock
  assert.deepEqual(told, [true, true])
})
