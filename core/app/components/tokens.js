/** A model's tokens as chips, in order. */

import { element } from "./dom.js"

/**
 * @typedef {object} Data
 * @property {string} label
 * @property {{text: string, special: boolean, hint: string}[]} tokens
 */

function chipOf({ text, special, hint }) {
  const chip = element("li", special ? "chip special" : "chip")
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
