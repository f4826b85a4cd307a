/** A stretch of text with the centre word and its context marked. */

import { element } from "../../../app/components/dom.js"

/**
 * @typedef {object} Data
 * @property {string} label
 * @property {{text: string, role: string, hint?: string}[]} words
 */

function chipOf({ text, role, hint }) {
  const chip = element("li", `chip ${role}`, text)
  if (hint) {
    chip.title = hint
    chip.setAttribute("aria-label", `${text}: ${hint}`)
  }
  return chip
}

/** @param {{data: Data, parentElement: HTMLElement}} component */
export default function ({ data, parentElement }) {
  const list = element("ol")
  list.setAttribute("aria-label", data.label)
  list.append(...data.words.map(chipOf))
  parentElement.querySelector(".root").replaceChildren(list)
}
