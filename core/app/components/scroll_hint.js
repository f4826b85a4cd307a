/** Says that a box scrolls aside: while there is more to its right, the edge fades and a label stands over it. */

import { element } from "./dom.js"
import { onResize } from "./sizes.js"

const FADE = "linear-gradient(to left, transparent, black 32px)"
const SLACK = 2 // pixels that rounding may leave
const ROOM = "28px" // above the box, so that the label lies over none of it
const LABEL = {
  position: "absolute",
  top: "2px",
  right: "4px",
  zIndex: 4,
  padding: "1px 8px",
  borderRadius: "999px",
  font: "500 12px/1.5 var(--st-font)",
  color: "var(--ss-text)",
  background: "var(--ss-background)",
  border: "1px solid var(--ss-border)",
  pointerEvents: "none",
}

/** True while some of what a box holds lies beyond its right edge. */
export const hasMore = ({ scrollLeft, scrollWidth, clientWidth }) =>
  scrollWidth - clientWidth - scrollLeft > SLACK

/** A word of the stylesheet's in the page's language, which it hands to every component; see style.py. */
export const writtenAs = (name, box) =>
  (getComputedStyle(box).getPropertyValue?.(`--ss-${name}`) ?? "").trim().replace(/^"|"$/g, "")

/** Call `tell` with whether there is more to the right, now and whenever box or contents change. */
export function watchRight(box, tell) {
  const look = () => tell(hasMore(box))
  const sizes = onResize(box, look)
  const observeAll = () => {
    for (const one of box.children) sizes.observe(one)
    look()
  }
  new MutationObserver(observeAll).observe(box, { childList: true })
  box.addEventListener("scroll", look, { passive: true })
  observeAll()
}

/**
 * The box in a frame that says so while it scrolls aside.
 * @param {HTMLElement} box
 * @returns {HTMLElement} the frame, which stands where the box would
 */
export function scrolling(box) {
  const frame = element("div", "scrolling")
  const label = element("span", "scrolls-aside")
  label.setAttribute("aria-hidden", "true")
  Object.assign(frame.style, { position: "relative", minWidth: "0" })
  Object.assign(label.style, LABEL)
  frame.append(box, label)
  watchRight(box, (isMore) => {
    if (isMore) frame.style.paddingTop = ROOM // stays: the box is not to jump when its end is reached
    label.hidden = !isMore
    label.style.display = isMore ? "" : "none"
    label.textContent = writtenAs("scrolls-aside", box)
    box.style.maskImage = isMore ? FADE : ""
  })
  return frame
}
