/** Marks the code blocks of the page that scroll aside while there is more to their right; see app.css. */

import { watchRight } from "./scroll_hint.js"

const CODE = '[data-testid="stCode"] pre'
const watched = new WeakSet()

function markAll() {
  for (const code of document.querySelectorAll(CODE)) {
    if (watched.has(code)) continue
    watched.add(code)
    const block = code.closest('[data-testid="stCode"]')
    watchRight(code, (isMore) => block.toggleAttribute("data-scrolls", isMore))
  }
}

/** Not a frame's work while the page stands still: it runs when elements come. */
export default function () {
  const comings = new MutationObserver(markAll)
  comings.observe(document.body, { childList: true, subtree: true })
  markAll()
  return () => comings.disconnect()
}
