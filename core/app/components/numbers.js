/** Numbers as text, with a real minus sign. */

const LARGE = 1e6
const TINY = 5e-5 // four decimals would show 0.0000
const ROUNDING = 1e-6 // a sum of weights in float32 misses 1 by less

/** `−1.50`: a number with so many decimals. */
export const fixed = (number, decimals) => number.toFixed(decimals).replace("-", "−")

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

/** `1.50·10⁻¹²`: a number as a power of ten with so many decimals, the power alone where it is taken once. */
export function exponential(number, decimals) {
  if (number === 0) return "0"
  const [mantissa, exponent] = number.toExponential(decimals).split("e")
  const raised = exponent
    .replace(/\d/g, (digit) => SUPERSCRIPTS[digit])
    .replace("-", "⁻")
    .replace("+", "")
  return mantissa === "1" ? `10${raised}` : `${mantissa.replace("-", "−")}·10${raised}`
}

/** Four decimals; what is too large or too small for them as a power of ten; NaN and ±∞ by name. */
export function precise(number) {
  if (Number.isNaN(number)) return "NaN"
  if (!Number.isFinite(number)) return number < 0 ? "−∞" : "∞"
  const size = Math.abs(number)
  if (size > LARGE || (size > 0 && size < TINY)) return exponential(number, 2)
  return fixed(number, 4)
}

/** An end of a scale: three decimals, one from ten on. */
export function compact(number) {
  const size = Math.abs(number)
  return size > LARGE ? precise(number) : fixed(number, size < 10 ? 3 : 1)
}

/** Three decimals with a sign for positive numbers, too. */
export const signed = (number) => (number < 0 ? fixed(number, 3) : `+${fixed(Math.abs(number), 3)}`)

/** A number ≥ 0 with three digits or more; what is too large or too small for them as a power of ten. */
export function digits(number) {
  if (number >= 1e5 || (number > 0 && number < 0.01)) return exponential(number, 2)
  return fixed(number, number < 1 ? 3 : number < 10 ? 2 : number < 100 ? 1 : 0)
}

/** As an operand on the right of a sign: a negative number in brackets. */
export const bracketed = (number, write = precise) => (number < 0 ? `(${write(number)})` : write(number))

/**
 * `0.995` by two decimals: what lies between 0 and 1 is never written as either, but gets one decimal more,
 * or a sign < or > where that does not do. As `number_text` of core/base/numbers.py.
 */
export function bounded(number, decimals) {
  const reads = (text) => number > 0 && number < 1 - ROUNDING && [0, 1].includes(Number(text))
  const [short, long] = [fixed(number, decimals), fixed(number, decimals + 1)]
  if (!reads(short)) return short
  if (!reads(long)) return long
  const step = 10 ** -(decimals + 1)
  return Number(long) === 0 ? `< ${fixed(step, decimals + 1)}` : `> ${fixed(1 - step, decimals + 1)}`
}

/** A share in percent, without the sign: `99.96`, `> 99.99`; 0 and 100 only where it is just that. */
export function percentText(share, decimals) {
  const [sign, number] = bounded(share, decimals + 2)
    .match(/^([<>] )?(.*)$/)
    .slice(1)
  const places = Math.max(decimals, number.length - 4)
  return `${sign ?? ""}${fixed(100 * (sign ? Number(number) : share), places)}`
}

/** An attention weight in a sentence: two decimals, three where two would say little. */
export const weightText = (weight) => bounded(weight, weight >= 0.0995 ? 2 : 3)

/** An attention weight in a small cell: `.07`, `>.99`, `1.0`, `12`. */
export function cellText(weight) {
  if (weight >= 0.995 && weight < 1) return ">.99"
  return weight >= 9.95 ? fixed(weight, 0) : fixed(weight, weight >= 1 ? 1 : 2).replace(/^0\./, ".")
}
