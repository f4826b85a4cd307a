/** A tensor's shape, each letter with what it means. */

import { element } from "../../../app/components/dom.js"

/**
 * `B T D = 1 × 9 × 384`: every letter as a term of the glossary, which the app's links define where one points.
 * @param {string} shape
 * @param {Record<string, string>} letters what each means
 * @returns {(Node | string)[]}
 */
export function shapeOf(shape, letters) {
  const parts = shape.split(/\b([A-Z])\b/) // every second one is a letter
  return parts.map((text, place) => (place % 2 ? letterOf(text, letters[text]) : text))
}

function letterOf(letter, meaning) {
  const term = element("a", "letter", letter)
  term.setAttribute("href", `glossary?glossary_term=${letter}`)
  term.title = meaning
  return term
}
