/**
 * Marks, for app.css, what of the page scrolls aside while there is more to its right, and a page scrolled down;
 * keeps the names in its texts on one line, and names its fields for files.
 */

import { nameFileFields } from "./file_fields.js"
import { watchRight } from "./scroll_hint.js"
import { copyUnjoined, joinNames } from "./whole_names.js"

/** What scrolls, and around it what is marked, for the mark is not to scroll along. */
const SIDEWAYS = [
  ['[data-testid="stCode"] pre', '[data-testid="stCode"]'],
  ['[data-testid="stDataFrame"] .dvn-scroller', '[data-testid="stDataFrame"]'],
  ['[data-testid="stButtonGroup"] > div', '[data-testid="stButtonGroup"]'],
  [".st-key-ss-chips", ".st-key-ss-chips"],
  [".st-key-ss-broad", '[data-testid="stLayoutWrapper"]'], // a picture that keeps its width on a phone
  ['[data-testid="stMarkdownContainer"] table', "table"], // whose label sticks
]
/** Those that hold nothing by which the keyboard would come to them. */
const WORDS = "pre, table, .st-key-ss-broad"
const DOWN = 4 // pixels, from which on the page lies under the bar on top
const watched = new WeakSet()

const isHigher = ({ scrollHeight, clientHeight }) => scrollHeight - clientHeight > DOWN

function markSideways() {
  for (const [scrolls, marked] of SIDEWAYS) {
    for (const box of document.querySelectorAll(scrolls)) {
      if (watched.has(box)) continue
      watched.add(box)
      const whole = box.closest(marked)
      watchRight(box, (isMore) => {
        whole.toggleAttribute("data-scrolls", isMore)
        if (isMore) whole.toggleAttribute("data-wide", true) // stays, for the place of a label not to come and go
        if (box.matches(WORDS) && (isMore || isHigher(box))) box.tabIndex = 0 // the keyboard scrolls it, too
      })
    }
  }
}

function markDown({ target }) {
  if (target.dataset?.testid === "stMain")
    document.documentElement.toggleAttribute("data-scrolled", target.scrollTop > DOWN)
}

/** Elements that have come, and texts that have changed. */
function takeIn(changes) {
  for (const { type, target, addedNodes } of changes) {
    for (const node of type === "childList" ? addedNodes : [target]) joinNames(node)
  }
  if (!changes.some(({ type }) => type === "childList")) return
  markSideways()
  nameFileFields()
}

/** Not a frame's work while the page stands still: it runs when elements come and when the page is scrolled. */
export default function () {
  const comings = new MutationObserver(takeIn)
  comings.observe(document.body, { childList: true, subtree: true, characterData: true })
  document.addEventListener("scroll", markDown, { passive: true, capture: true })
  document.addEventListener("copy", copyUnjoined)
  markSideways()
  nameFileFields()
  joinNames(document.body)
  return () => {
    comings.disconnect()
    document.removeEventListener("scroll", markDown, { capture: true })
    document.removeEventListener("copy", copyUnjoined)
  }
}
