/** A prediction as a card: its verdict in percent, a bar from 0 with one half marked, the numbers behind it. */

import { element } from "./dom.js"

/**
 * @typedef {object} Data
 * @property {string} headline the verdict with its percentage, or that there is none
 * @property {string} caption the probability in words, where the headline has none
 * @property {string} tone positive, negative or undecided
 * @property {string} model
 * @property {number} share what the bar shows, 0 … 1: the probability of what the headline names
 * @property {number | null} before the same of an earlier version of the sentence
 * @property {string[]} ticks the words at 0, at one half and at 1
 * @property {[string, string, string][]} facts name, value and what it means
 */

const percent = (share) => `${share * 100}%`

function barOf({ share, before }) {
  const bar = element("div", "bar")
  const fill = element("div", "fill")
  fill.style.width = percent(share)
  bar.append(fill, element("div", "half"))
  if (before !== null && before !== undefined) {
    const mark = element("div", "before")
    mark.style.left = percent(before)
    bar.append(mark)
  }
  return bar
}

function ticksOf({ ticks }) {
  const row = element("div", "ticks")
  row.setAttribute("aria-hidden", "true")
  row.append(...ticks.map((tick) => element("span", "", tick)))
  return row
}

function headOf({ headline, caption, model }) {
  const head = element("div", "head")
  const said = element("div", "said")
  said.append(element("span", "label", headline))
  if (caption) said.append(element("span", "caption", caption))
  head.append(said, element("span", "model", model))
  return head
}

/** The hint is a child, so that it is read aloud with its fact, and seen on hover and on focus. */
function factOf([name, value, meaning]) {
  const fact = element("div", "fact")
  fact.tabIndex = 0
  fact.append(element("dt", "", name), element("dd", "", value), element("dd", "hint", meaning))
  return fact
}

function factsOf({ facts }) {
  const list = element("dl", "facts")
  list.append(...facts.map(factOf))
  return list
}

/** @param {{data: Data, parentElement: HTMLElement}} component */
export default function ({ data, parentElement }) {
  const card = element("section", `card ${data.tone}`)
  const said = [data.headline, data.caption].filter(Boolean).join(", ")
  card.setAttribute("aria-label", `${data.model}: ${said}`)
  card.append(headOf(data), barOf(data), ticksOf(data), factsOf(data))
  parentElement.querySelector(".root").replaceChildren(card)
  document.dispatchEvent(new document.defaultView.Event("sentiscope-verdict")) // Home's first screen makes way
}
