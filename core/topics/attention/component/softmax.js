/** From the scores of a head to its weights, and how one of them comes about. */

/**
 * The softmax of each row.
 * @param {Float32Array} scores row after row, each of `size`
 * @param {number} size
 */
export function softmaxOfRows(scores, size) {
  const weights = new Float32Array(scores.length)
  for (let start = 0; start < scores.length; start += size) {
    const row = scores.subarray(start, start + size)
    const most = row.reduce((one, other) => Math.max(one, other)) // so that no power overflows
    const powers = Array.from(row, (score) => Math.exp(score - most))
    const total = powers.reduce((sum, power) => sum + power)
    weights.set(
      powers.map((power) => power / total),
      start,
    )
  }
  return weights
}

/**
 * How one weight comes about.
 * @param {Float32Array} scores row after row, each of `size`
 * @param {number} size
 * @param {number} query its position
 * @param {number} key its position
 * @returns {{score: number, power: number, total: number, weight: number}} e to the score, and the sum of those of the row
 */
export function weightWorkedOut(scores, size, query, key) {
  const score = scores[query * size + key]
  const power = Math.exp(score)
  const total = scores.subarray(query * size, (query + 1) * size).reduce((sum, one) => sum + Math.exp(one), 0)
  return { score, power, total, weight: power / total }
}
