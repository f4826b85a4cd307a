// How a cell comes about: the formula, its numbers, and the largest of its terms.
// The kinds are those of core/trace/steps.py; an operand is {data, rows, columns}.

const FORMULAS = {
  token: "token[t, d] = Eʷ[id(t), d]",
  position: "position[t, d] = Eᵖ[t, d]",
  segment: "segment[t, d] = Eˢ[segment(t), d]",
  sum: "x[t, d] = token[t, d] + position[t, d] + segment[t, d]",
  embedding_norm: "(x − mean) / √(variance + ε) · γ + β",
  queries: "Q[t, k] = Σ x[t, d] · W[k, d] + b[k]",
  keys: "K[s, k] = Σ x[s, d] · W[k, d] + b[k]",
  values: "V[s, k] = Σ x[s, d] · W[k, d] + b[k]",
  scores: "score[t, s] = Q[t] · K[s] / √K",
  masked: "masked[t, s] = score[t, s] if mask[s] = 1, else −3.4·10³⁸",
  attention: "A[t, s] = exp(score[t, s] − max) / Σ exp(score[t, s′] − max)",
  context: "context[t, k] = Σ A[t, s] · V[s, k]",
  projection: "o[t, d] = Σ context[t, i] · W[d, i] + b[d]",
  attention_norm: "(x + o − mean) / √(variance + ε) · γ + β",
  expanded: "h[t, f] = Σ x[t, d] · W[f, d] + b[f]",
  activated: "g[t, f] = h · Φ(h)",
  contracted: "y[t, d] = Σ g[t, f] · W[d, f] + b[d]",
  output: "(x + y − mean) / √(variance + ε) · γ + β",
  pooled: "p[d] = tanh(Σ x[CLS, i] · W[d, i] + b[d])",
  logits: "z[c] = Σ p[d] · W[c, d] + b[c]",
  probabilities: "P[c] = exp(z[c] − max) / Σ exp(z[c′] − max)",
}
const LARGEST_TERMS = 3

function show(number) {
  const size = Math.abs(number)
  if (size > 1e6 || (size > 0 && size < 5e-5)) return number.toExponential(2).replace("-", "−")
  return number.toFixed(4).replace("-", "−")
}
const bracketed = (number) => (number < 0 ? `(${show(number)})` : show(number))
const at = (array, row, column) => array.data[row * array.columns + column]
const rowOf = (array, row) => array.data.subarray(row * array.columns, (row + 1) * array.columns)
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

// Abramowitz & Stegun 1964, 7.1.26; off by 1.5e-7 at most.
function normalShare(x) {
  const z = Math.abs(x) / Math.SQRT2, t = 1 / (1 + 0.3275911 * z)
  const tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const half = 0.5 * tail * Math.exp(-z * z)
  return x < 0 ? half : 1 - half
}

function productTerms(left, right) {
  return range(left.length).map((place) => ({ place, left: left[place], right: right[place], adds: left[place] * right[place] }))
}

function columnOf(array, column) {
  return Float32Array.from(range(array.rows), (row) => at(array, row, column))
}

const WORK = {
  lookup: ({ rows }, row, column, value) => ({ numbers: `E[${rows.data[row]}, ${column}] = ${show(value)}` }),

  sum: (given, row, column, value) => ({
    numbers: `${["token", "position", "segment"].map((part) => bracketed(at(given[part], row, column))).join(" + ")} = ${show(value)}`,
  }),

  norm: ({ x, change, gain, shift, epsilon }, row, column, value) => {
    const whole = Float64Array.from(rowOf(x, row), (number, place) => number + (change ? at(change, row, place) : 0))
    const mean = sum(whole) / whole.length
    const variance = sum(whole.map((number) => (number - mean) ** 2)) / whole.length
    const entering = change ? `(${show(at(x, row, column))} + ${bracketed(at(change, row, column))}` : `(${show(whole[column])}`
    return {
      numbers: `${entering} − ${bracketed(mean)}) / √(${show(variance)} + ${epsilon.data[0].toExponential(0)})`
        + ` · ${bracketed(gain.data[column])} + ${bracketed(shift.data[column])} = ${show(value)}`,
    }
  },

  linear: ({ x, weight, bias }, row, column, value) => {
    const terms = productTerms(rowOf(x, row), rowOf(weight, column))
    const total = sum(terms.map((term) => term.adds))
    return { terms, total, numbers: `${show(total)} + ${bracketed(bias.data[column])} = ${show(value)}` }
  },

  tanh: (given, row, column, value) => {
    const { terms, total } = WORK.linear(given, row, column, value)
    return { terms, total, numbers: `tanh(${show(total)} + ${bracketed(given.bias.data[column])}) = ${show(value)}` }
  },

  product: ({ queries, keys }, row, column, value) => {
    const terms = productTerms(rowOf(queries, row), rowOf(keys, column))
    const total = sum(terms.map((term) => term.adds))
    return { terms, total, numbers: `${show(total)} / √${queries.columns} = ${show(value)}` }
  },

  mixture: ({ attention, values }, row, column, value) => {
    const terms = productTerms(rowOf(attention, row), columnOf(values, column))
    return { terms, total: sum(terms.map((term) => term.adds)), numbers: `Σ = ${show(value)}`, tokens: true }
  },

  mask: ({ scores, mask }, row, column, value) => ({
    numbers: `mask[s] = ${mask.data[column]} : ${show(at(scores, row, column))} → ${show(value)}`,
  }),

  softmax: ({ x }, row, column, value) => {
    const scores = rowOf(x, row), most = Math.max(...scores)
    const terms = range(scores.length).map((place) => ({ place, left: scores[place], adds: Math.exp(scores[place] - most) }))
    const total = sum(terms.map((term) => term.adds)), own = terms[column]
    return {
      terms, total, tokens: true,
      numbers: `exp(${show(own.left)} − ${bracketed(most)}) / ${show(total)} = ${show(own.adds)} / ${show(total)} = ${show(value)}`,
    }
  },

  gelu: ({ x }, row, column, value) => {
    const number = at(x, row, column)
    return { numbers: `${show(number)} · Φ(${show(number)}) = ${show(number)} · ${show(normalShare(number))} = ${show(value)}` }
  },
}

// What the readout shows of a cell; `more` counts the terms that are left out.
function explain(view, row, column) {
  const value = at(view.arrays.value, row, column)
  const worked = WORK[view.kind](view.arrays, row, column, value)
  const terms = (worked.terms ?? []).toSorted((one, other) => Math.abs(other.adds) - Math.abs(one.adds))
  const kept = terms.slice(0, LARGEST_TERMS)
  return { value, formula: FORMULAS[view.step], ...worked, terms: kept, more: terms.length - kept.length }
}
