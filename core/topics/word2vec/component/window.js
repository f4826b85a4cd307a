/** A stretch of text with the centre word and its context marked, and the examples that it makes. */

import { element } from "../../../app/components/dom.js"

/**
 * @typedef {object} Data
 * @property {string} label
 * @property {{text: string, role: string, hint?: string}[]} words
 * @property {string} told what the examples ask
 * @property {{given: string[], target: string}[]} examples
 */

function chipOf({ text, role, hint }) {
  const chip = element("li", `chip ${role}`, text)
  if (hint) {
    chip.title = hint
    chip.setAttribute("aria-label", `${text}: ${hint}`)
  }
  return chip
}

/** What is given, an arrow, what is to be guessed; the centre word keeps its colour on either side. */
function exampleOf({ given, target }, centre) {
  const example = element("li", "example")
  const isAsked = given.length !== 1 || given[0] !== centre
  const words = given.map((text) => element("span", `chip ${isAsked ? "context" : "centre"}`, text))
  example.append(...words, element("span", "arrow", "→"))
  example.append(element("span", `chip ${isAsked ? "centre" : "context"}`, target))
  return example
}

function listOf(label, items) {
  const list = element("ol")
  list.setAttribute("aria-label", label)
  list.append(...items)
  return list
}

/** @param {{data: Data, parentElement: HTMLElement}} component */
export default function ({ data, parentElement }) {
  const { label, words, told, examples } = data
  const centre = words.find(({ role }) => role === "centre")?.text
  const asked = examples.map((example) => exampleOf(example, centre))
  parentElement
    .querySelector(".root")
    .replaceChildren(listOf(label, words.map(chipOf)), element("p", "told", told), listOf(told, asked))
}
