/** The numbers of one unit at one word, and the formulas they come from. */

import { bracketed, fixed } from "../../../app/components/numbers.js"

/** Gates run from 0 to 1; all else has a sign. */
export const GATES = ["forget", "input", "output", "update", "reset"]
const SYMBOLS = {
  forget: "f",
  input: "i",
  candidate: "g",
  output: "o",
  update: "z",
  reset: "r",
  cell: "c",
  hidden: "h",
}

/**
 * @typedef {object} View the part of the server's message that this needs
 * @property {"lstm" | "gru" | "rnn"} kind
 * @property {string[]} names of the arrays, each (T, D)
 * @property {Record<string, import("../../../app/components/message.js").Matrix>} arrays
 * @property {Hold | null} hold
 * @property {{by_hand: string}} texts
 *
 * @typedef {{token: number, unit: number, part: string}} Place
 *
 * @typedef {object} Hold a gate held open or shut by hand
 * @property {string} gate
 * @property {0 | 1} value
 * @property {number} first token
 * @property {number} last token
 * @property {number | "all"} unit
 */

const plain = (number) => fixed(number, 3)
const inBrackets = (number) => bracketed(number, plain)

/** A number of an array; before the first word all states are 0. */
export function numberAt(view, name, token, unit) {
  if (token < 0) return 0
  const { data, columns } = view.arrays[name]
  return data[token * columns + unit]
}

/**
 * All numbers that the picture shows: the arrays', and what stands between them on the wires.
 * @param {View} view
 * @param {Place} place
 * @returns {Record<string, number>}
 */
export function valuesAt(view, { token, unit }) {
  const number = (name, at = token) => numberAt(view, name, at, unit)
  const of = Object.fromEntries(view.names.map((name) => [name, number(name)]))
  of.hidden_before = number("hidden", token - 1)
  of.after = of.hidden
  if (view.kind === "lstm") return { ...of, ...ofLstm(of, number("cell", token - 1)) }
  if (view.kind === "gru") return { ...of, ...ofGru(of, number("state_candidate")) }
  return of
}

const ofLstm = ({ forget, input, candidate, cell }, cellBefore) => ({
  cell_before: cellBefore,
  kept: forget * cellBefore,
  added: input * candidate,
  squashed: Math.tanh(cell),
})

const ofGru = ({ update, reset, candidate, hidden_before }, recurrentSum) => ({
  rest: 1 - update,
  kept: update * hidden_before,
  added: (1 - update) * candidate,
  recalled: reset * recurrentSum,
})

/** Whether a hold is on a part at a place. */
export const isHeld = (hold, part, { token, unit }) =>
  Boolean(hold) &&
  hold.gate === part &&
  token >= hold.first &&
  token <= hold.last &&
  (hold.unit === "all" || hold.unit === unit)

/**
 * The formulas of a part, with its numbers in them.
 * @param {View} view
 * @param {Place} place
 * @param {Record<string, number>} of `valuesAt` the place
 * @returns {string[]}
 */
export function formulasOf(view, place, of) {
  const { part } = place
  if (part === "cell") return [cellFormula(of)]
  if (part === "hidden" && view.kind === "lstm") return [lstmHiddenFormula(of)]
  if (part === "hidden" && view.kind === "gru") return [gruHiddenFormula(of)]
  return sumFormulas(view, place, of)
}

const cellFormula = ({ forget, cell_before, input, candidate, cell }) =>
  `c = f · c₋₁ + i · g = ${plain(forget)} · ${inBrackets(cell_before)} + ` +
  `${plain(input)} · ${inBrackets(candidate)} = ${plain(cell)}`

const lstmHiddenFormula = ({ output, cell, hidden }) =>
  `h = o · tanh(c) = ${plain(output)} · tanh(${plain(cell)}) = ${plain(hidden)}`

const gruHiddenFormula = ({ update, hidden_before, rest, candidate, hidden }) =>
  `h = z · h₋₁ + (1 − z) · n = ${plain(update)} · ${inBrackets(hidden_before)} + ` +
  `${plain(rest)} · ${inBrackets(candidate)} = ${plain(hidden)}`

/** A gate or candidate: the sum of what it reads, and the function on it; a third line where it is held. */
function sumFormulas(view, place, of) {
  const { part, token, unit } = place
  const word = numberAt(view, `word_${part}`, token, unit)
  const state = numberAt(view, `state_${part}`, token, unit)
  const isRecalling = view.kind === "gru" && part === "candidate"
  const total = word + (isRecalling ? of.reset * state : state)
  const symbol = isRecalling ? "n" : SYMBOLS[part]
  const lines = [
    sumLine(word, state, total, isRecalling ? of.reset : null),
    functionLine(part, symbol, total),
  ]
  if (isHeld(view.hold, part, place)) lines.push(`${symbol} = ${view.hold.value} · ${view.texts.by_hand}`)
  return lines
}

/** `reset` is the gate on what a GRU's candidate recalls, null elsewhere. */
function sumLine(word, state, total, reset) {
  const [formula, right] =
    reset === null
      ? ["a = Wₓx + bₓ + Wₕh₋₁ + bₕ", inBrackets(state)]
      : ["a = Wₓx + bₓ + r · (Wₕh₋₁ + bₕ)", `${plain(reset)} · ${inBrackets(state)}`]
  return `${formula} = ${plain(word)} + ${right} = ${plain(total)}`
}

function functionLine(part, symbol, total) {
  if (!GATES.includes(part)) return `${symbol} = tanh(a) = tanh(${plain(total)}) = ${plain(Math.tanh(total))}`
  const value = 1 / (1 + Math.exp(-total))
  return `${symbol} = σ(a) = 1 / (1 + e^(${plain(-total)})) = ${plain(value)}`
}
