/** What the app's own links do: a term shows its definition, and a page opens without losing the visit. */

import { element } from "./dom.js"

const TERM = 'a[href*="glossary_term="]'
const TEXTS = '[data-testid="stMarkdownContainer"], [data-testid="stCaptionContainer"]'
const GAP = 6 // pixels between a term and its definition
const EDGE = 8 // pixels that a definition keeps from the window's sides

/** The page and the settings that a link of the app leads to; null for one that leads elsewhere. */
export function placeOf(href) {
  const found = /^([a-z\d_]+)(?:\?([^#]*))?$/.exec(href ?? "")
  return found && { page: found[1], settings: Object.fromEntries(new URLSearchParams(found[2] ?? "")) }
}

/** Where a box stands: below a term, or above where there is no room; within the window. */
export function spotFor(term, box, view) {
  const below = term.bottom + GAP
  const top = below + box.height > view.height ? Math.max(EDGE, term.top - GAP - box.height) : below
  return { left: Math.max(EDGE, Math.min(term.left, view.width - box.width - EDGE)), top }
}

/** The definition of the term that is pointed at, focused or tapped. */
class Definition {
  constructor() {
    this.box = element("div", "ss-definition")
    this.box.id = "ss-definition"
    this.box.setAttribute("role", "tooltip")
    this.box.hidden = true
    this.term = null
  }

  show(term) {
    if (term === this.term) return
    this.hide()
    // The browser's own hint would lie over ours, and comes neither by keyboard nor by touch.
    if (term.title) term.dataset.definition = term.title
    term.removeAttribute("title")
    if (!term.dataset.definition) return
    this.term = term
    term.setAttribute("aria-describedby", this.box.id)
    const page = document.querySelector(".stApp") ?? document.body
    page.append(this.box)
    this.box.textContent = term.dataset.definition
    this.box.hidden = false
    const view = { width: window.innerWidth, height: window.innerHeight }
    const { left, top } = spotFor(term.getBoundingClientRect(), this.box.getBoundingClientRect(), view)
    Object.assign(this.box.style, { left: `${left}px`, top: `${top}px` })
  }

  hide() {
    this.term?.removeAttribute("aria-describedby")
    this.term = null
    this.box.hidden = true
  }
}

/** @type {Definition} made when the component first comes */
let definition
let touched = false
let isTapped = false
let go = () => {}

// What an event is about; the page itself would name only the component of ours that it is in.
const innermost = (event) => event.composedPath?.()[0] ?? event.target
const termAt = (event) => innermost(event).closest?.(TERM)

function point(event) {
  const term = termAt(event)
  if (term) definition.show(term)
}

function leave(event) {
  if (termAt(event) && !definition.term?.contains(event.relatedTarget)) definition.hide()
}

/** By finger, the first tap on a term shows what it means; the second follows the link, as a click does. */
function tap(event) {
  touched = event.pointerType === "touch"
  isTapped = touched && termAt(event) === definition.term && definition.term !== null
}

function follow(event) {
  const link = innermost(event).closest?.("a[href]")
  const place = placeOf(link?.getAttribute("href"))
  const isPlain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
  if (!place || !isPlain || !(link.matches(TERM) || link.closest(TEXTS))) return
  event.preventDefault()
  if (touched && link.matches(TERM) && !isTapped) definition.show(link)
  else {
    definition.hide()
    // Another view of the same page would be drawn where one stands, which is often its middle.
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
    go(place)
  }
  touched = false
}

const LISTENERS = {
  pointerover: (event) => event.pointerType !== "touch" && point(event),
  pointerout: (event) => event.pointerType !== "touch" && leave(event),
  pointerdown: tap,
  focusin: point,
  focusout: leave,
  click: follow,
  keydown: (event) => event.key === "Escape" && definition.hide(),
  scroll: () => definition.hide(),
}

/** @param {{setTriggerValue: (name: string, value: any) => void}} component */
export default function ({ setTriggerValue }) {
  definition ??= new Definition()
  go = (place) => setTriggerValue("go", place)
  for (const [kind, listener] of Object.entries(LISTENERS)) document.addEventListener(kind, listener, true)
  return () => {
    for (const [kind, listener] of Object.entries(LISTENERS)) {
      document.removeEventListener(kind, listener, true)
    }
    definition.hide()
  }
}
