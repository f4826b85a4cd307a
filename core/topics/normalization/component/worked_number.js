/** The chosen number worked out: x, its group's mean and variance, γ and β, and what comes out. */

import { element } from "../../../app/components/dom.js"
import { exponential, precise } from "../../../app/components/numbers.js"
import { pick } from "./stack.js"

/**
 * What stands beside the sheets.
 * @param {import("./sheets.js").Header} view
 * @param {[number, number, number]} cell
 */
export function workedNumber(view, cell) {
  const { texts, names, tokens, count } = view
  const [b, t, d] = cell
  const group = element("p", "group")
  group.append(element("b", "", String(count)), ` ${texts.together}`)
  const list = element("dl", "numbers")
  list.append(...workOf(view, cell).map(lineOf))
  return [
    element("p", "where", `${tokens[b][t]} · b = ${b}, t = ${t}, d = ${d}`),
    element("p", "sentence", names[b]),
    group,
    list,
    element("p", "hint", texts.hint),
  ]
}

/**
 * [letter, number, meaning] of every step from x to y.
 * @returns {[string, string, string][]}
 */
export function workOf({ arrays, texts, kind, epsilon }, cell) {
  const [x, y, mean, variance] = ["before", "after", "mean", "variance"].map((name) =>
    pick(arrays[name], cell),
  )
  const [gain, shift] = [arrays.gain.data[cell[2]], arrays.shift.data[cell[2]]]
  const isRms = kind === "rms"
  return [
    ["x", precise(x), texts.x],
    ["μ", isRms ? "0" : precise(mean), isRms ? texts.no_mean : texts.mean],
    ["σ²", precise(variance), isRms ? texts.squares : texts.variance],
    ["ε", exponential(epsilon, 0), texts.epsilon],
    ["x̂", precise((x - mean) / Math.sqrt(variance + epsilon)), "(x − μ) / √(σ² + ε)"],
    ["γ", precise(gain), texts.gain],
    ["β", isRms ? "0" : precise(shift), isRms ? texts.no_shift : texts.shift],
    ["y", precise(y), "γ · x̂ + β"],
  ]
}

function lineOf([letter, number, about]) {
  const line = element("div", letter === "y" ? "line result" : "line")
  line.append(element("dt", "", letter), element("dd", "", number), element("span", "about", about))
  return line
}
