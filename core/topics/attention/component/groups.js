/** Attention matrices from bytes to what is shown: tokens put together or left out, weights summed. */

/**
 * @typedef {object} Group what stands in one row or column: a token, or the pieces of a word
 * @property {string} text
 * @property {number[]} places the tokens' positions
 * @property {number} word the word they belong to
 * @property {boolean} special whether it only frames the text: [CLS], [SEP]
 */

/**
 * The weight of each byte: a byte is 255 times the root of a weight's proportion of the largest, so that small
 * weights stay apart.
 * @param {number} most the largest weight
 */
export const weightsOfBytes = (most) =>
  Float32Array.from({ length: 256 }, (_, byte) => (byte / 255) ** 2 * most)

/** Whether a token is in a sentence of the pair: "a", "b", or null for either. */
const isIn = (sentence, position, second) =>
  !sentence || (second !== null && position >= second ? "b" : "a") === sentence

/**
 * What stands on one side.
 * @param {object} view
 * @param {string[]} view.tokens
 * @param {boolean[]} view.special
 * @param {number[]} view.words the word of each token
 * @param {number | null} view.second where a second sentence begins
 * @param {{hide: boolean, words: boolean}} state leave special tokens out; put the pieces of a word together
 * @param {"a" | "b" | null} sentence one sentence only
 * @returns {Group[]}
 */
export function groupsOf(view, state, sentence) {
  const groups = []
  for (const [position, text] of view.tokens.entries()) {
    const special = view.special[position]
    if ((state.hide && special) || !isIn(sentence, position, view.second)) continue
    const word = view.words[position]
    const last = groups.at(-1)
    if (state.words && last?.word === word) addPiece(last, text, position)
    else groups.push({ places: [position], text, word, special })
  }
  return groups
}

function addPiece(group, text, position) {
  group.places.push(position)
  group.text += text.replace(/^##/, "")
}

/**
 * A weight for each row and column: summed over the pieces that are attended to, averaged over those that attend.
 * @param {Float32Array} weights a map of size × size tokens
 * @param {number} size
 * @param {Group[]} rows
 * @param {Group[]} columns
 */
export function matrixOf(weights, size, rows, columns) {
  const matrix = new Float32Array(rows.length * columns.length)
  for (const [row, { places }] of rows.entries()) {
    for (const [column, to] of columns.entries()) {
      let total = 0
      for (const query of places) for (const key of to.places) total += weights[query * size + key]
      matrix[row * columns.length + column] = total / places.length
    }
  }
  return matrix
}

/**
 * The place that a pin names: `l3` is the row of the token at position 3, `r0` a column, `l3r0` a cell; null for none.
 * @returns {import("./readout.js").Place | null}
 */
export function pinnedPlace(pin, rows, columns) {
  const match = /^(?=.)(?:l(\d+))?(?:r(\d+))?$/.exec(pin ?? "")
  if (!match) return null
  const place = {}
  for (const [side, groups, written] of [
    ["row", rows, match[1]],
    ["column", columns, match[2]],
  ]) {
    if (written === undefined) continue
    place[side] = groups.findIndex(({ places }) => places.includes(Number(written)))
    if (place[side] < 0) return null
  }
  return place
}

/** The pin of a place: the opposite of `pinnedPlace`. */
export function pinOf({ row, column }, rows, columns) {
  const left = row === undefined ? "" : `l${rows[row].places[0]}`
  return column === undefined ? left : `${left}r${columns[column].places[0]}`
}

/** The two sentences between which weights are shown, null for either: "ab" is from the first to the second. */
export const sentencesOf = (pair, second) => (pair === "all" || second === null ? [null, null] : [...pair])
