/** A gate held by hand: shut or open, from one word to another, in one unit or in all. */

import { button, element, selectList } from "../../../app/components/dom.js"
import { filled } from "../../../app/components/texts.js"
import { groupOf } from "./groups.js"

const HOLDS = [
  ["free", null],
  ["shut", 0],
  ["open", 1],
]

/**
 * Choices to hold the opened gate, and where it is held.
 * @param {import("./recurrent.js").Header} view
 * @param {import("./values.js").Place} place
 * @param {(change: object) => void} hold the gate otherwise than it is; a value of null leaves it free
 */
export function holdChoices(view, place, hold) {
  const held = view.hold?.gate === place.part ? view.hold : null
  const row = element("div", "hands")
  row.append(valueChoices(view.texts, held, hold))
  if (held) row.append(...rangeLists(view, place, held, hold))
  return row
}

function valueChoices(texts, held, hold) {
  const choices = groupOf("choices", texts.hold)
  for (const [name, value] of HOLDS) {
    const choice = button("choice", texts[name], () => hold({ value }))
    choice.dataset.focus = `hold-${name}`
    choice.setAttribute("aria-pressed", String((held ? held.value : null) === value))
    choices.append(choice)
  }
  return choices
}

/** From which word to which a gate is held, and in which units. */
function rangeLists({ texts, tokens }, place, held, hold) {
  const words = tokens.map((token, position) => [position, `${position + 1} · ${token}`])
  const unitOf = (value) => (value === "all" ? value : Number(value))
  const listOf = (name, text, options, read) => {
    const list = selectList(options, held[name], (value) => hold({ [name]: read(value) }))
    list.dataset.focus = `list-${name}`
    const label = element("label", "", text)
    label.append(list)
    return label
  }
  return [
    listOf("first", texts.from, words, Number),
    listOf("last", texts.to, words, Number),
    listOf("unit", texts.units, unitOptions(texts, place.unit, held.unit), unitOf),
  ]
}

function unitOptions(texts, chosen, held) {
  const units = [...new Set([chosen, ...(held === "all" ? [] : [held])])]
  return [["all", texts.all_units], ...units.map((unit) => [unit, filled(texts.this_unit, { unit })])]
}

/**
 * The hold on a gate after a change, its first word before its last; null where the gate is left free.
 * @returns {import("./values.js").Hold | null}
 */
export function changedHold({ hold, tokens }, gate, change) {
  const start = { gate, value: null, first: 0, last: tokens.length - 1, unit: "all" }
  const wanted = { ...start, ...(hold?.gate === gate ? hold : {}), ...change }
  if (wanted.value === null) return null
  const [first, last] = [wanted.first, wanted.last].toSorted((one, other) => one - other)
  return { ...wanted, first, last }
}
