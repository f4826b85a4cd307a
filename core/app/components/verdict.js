/** A prediction as a card: its label, the probability on a scale, and the numbers behind it. */

import { element } from "./dom.js"

/**
 * @typedef {object} Data
 * @property {string} label
 * @property {string} model
 * @property {string} caption
 * @property {boolean} positive
 * @property {number} probability of positive
 * @property {number | null} before that of an earlier version of the sentence
 * @property {[string, string]} ends of the scale
 * @property {[string, string][]} facts name and value
 */

const percent = (probability) => `${probability * 100}%`

/** @returns {HTMLElement} an element at a probability of the scale */
function markAt(name, probability) {
  const mark = element("div", name)
  mark.style.left = percent(probability)
  return mark
}

function scaleOf({ probability, before }) {
  const scale = element("div", "scale")
  const [from, to] = [Math.min(0.5, probability), Math.max(0.5, probability)]
  const fill = markAt("fill", from)
  fill.style.width = percent(to - from)
  scale.append(fill, element("div", "middle"), markAt("needle", probability))
  if (before !== null && before !== undefined) scale.append(markAt("before", before))
  return scale
}

function headOf({ label, model }) {
  const head = element("div", "head")
  head.append(element("span", "label", label), element("span", "model", model))
  return head
}

function endsOf({ ends: [low, high], caption }) {
  const ends = element("div", "ends")
  ends.append(element("span", "end", low), element("span", "caption", caption), element("span", "end", high))
  return ends
}

function factsOf({ facts }) {
  const list = element("dl", "facts")
  for (const [name, value] of facts) {
    const fact = element("div", "fact")
    fact.append(element("dt", "", name), element("dd", "", value))
    list.append(fact)
  }
  return list
}

/** @param {{data: Data, parentElement: HTMLElement}} component */
export default function ({ data, parentElement }) {
  const card = element("section", data.positive ? "card positive" : "card negative")
  card.setAttribute("aria-label", `${data.model}: ${data.label}, ${data.caption}`)
  card.append(headOf(data), scaleOf(data), endsOf(data), factsOf(data))
  parentElement.querySelector(".root").replaceChildren(card)
}
