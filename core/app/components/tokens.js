/** A model's tokens as chips, in order. */

import { element } from "./dom.js"

/**
 * @typedef {object} Data
 * @property {string} label
 * @property {{text: string, hint: string, special?: boolean, unknown?: boolean}[]} tokens
 */

function chipOf({ text, hint, special, unknown }) {
  const chip = element("li", `chip${special ? " special" : ""}${unknown ? " unknown" : ""}`)
  chip.tabIndex = 0
  chip.title = hint
  chip.setAttribute("aria-label", `${text}: ${hint}`)
  if (text.startsWith("##")) chip.append(element("span", "mark", "##"), text.slice(2))
  else chip.textContent = text
  return chip
}

/** @param {{data: Data, parentElement: HTMLElement}} component */
export default function ({ data, parentElement }) {
  const list = element("ol")
  list.setAttribute("aria-label", data.label)
  list.append(...data.tokens.map(chipOf))
  parentElement.querySelector(".root").replaceChildren(list)
}
