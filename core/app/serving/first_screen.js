/** Home's first screen: the card of the first verdict, until the page has its own. */

import { element } from "../components/dom.js"
import drawCard from "../components/verdict.js"
import { joinNames } from "../components/whole_names.js"

const LONGEST = 10_000 // milliseconds; a page that has no verdict by then says why

/** @param {{data: object, css: string}} card what `verdict.js` draws, and its style */
export default function ({ data, css }) {
  const screen = document.querySelector(".ss-first-screen")
  const hasTheme = Object.keys(localStorage).some((key) => key.startsWith("stActiveTheme"))
  if (hasTheme) return screen.remove() // the visitor's own theme, which only the page knows
  const root = screen.querySelector(".ss-first-card").attachShadow({ mode: "open" })
  root.append(element("style", "", css), element("div", "root"))
  drawCard({ data, parentElement: root })
  joinNames(screen)
  const gone = () => screen.remove()
  document.addEventListener("sentiscope-verdict", gone, { once: true })
  setTimeout(gone, LONGEST)
}
