/** The maps that came so far, by their tile: as scores or bytes, which become weights when a map is drawn. */

import { matrixOf, weightsOfBytes } from "./groups.js"
import { softmaxOfRows } from "./softmax.js"

export class KeptMaps {
  #bytes = new Map()
  #scores = new Map()

  clear() {
    this.#bytes.clear()
    this.#scores.clear()
  }

  /**
   * Keep every map that a message brought.
   * @param {import("./attention.js").Header} view
   */
  keep({ arrays: { maps, scores }, loaded, most, tokens }) {
    this.weights = weightsOfBytes(most)
    this.tokens = tokens.length
    const size = maps.shape[1] * maps.shape[2]
    for (const [number, tile] of loaded.entries()) {
      this.#bytes.set(tile, maps.data.slice(number * size, (number + 1) * size))
      if (scores) this.#scores.set(tile, numbersIn(scores.data, number * size, size))
    }
  }

  has(tile) {
    return this.#bytes.has(tile)
  }

  /** The scores of a map before its softmax, row after row; undefined where they did not come. */
  scores(tile) {
    return this.#scores.get(tile)
  }

  get count() {
    return this.#bytes.size
  }

  /**
   * The weights between rows and columns: from the scores where they are here, for a byte is only near to one.
   * @param {number} tile
   * @param {import("./groups.js").Group[]} rows
   * @param {import("./groups.js").Group[]} columns
   */
  matrix(tile, rows, columns) {
    const scores = this.#scores.get(tile)
    const weights = scores
      ? softmaxOfRows(scores, this.tokens)
      : Float32Array.from(this.#bytes.get(tile), (byte) => this.weights[byte])
    return matrixOf(weights, this.tokens, rows, columns)
  }
}

/** Some of the float32 numbers that lie in bytes; a copy, for they need not begin at a multiple of four. */
function numbersIn(bytes, first, count) {
  const width = Float32Array.BYTES_PER_ELEMENT
  return new Float32Array(bytes.slice(first * width, (first + count) * width).buffer)
}
