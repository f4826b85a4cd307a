/** The maps that came so far, by their tile: as bytes, which become weights when a map is drawn. */

import { matrixOf, weightsOfBytes } from "./groups.js"

export class KeptMaps {
  #bytes = new Map()

  clear() {
    this.#bytes.clear()
  }

  /**
   * Keep every map that a message brought.
   * @param {import("./attention.js").Header} view
   */
  keep({ arrays: { maps }, loaded, most, tokens }) {
    this.weights = weightsOfBytes(most)
    this.tokens = tokens.length
    const size = maps.shape[1] * maps.shape[2]
    for (const [number, tile] of loaded.entries()) {
      this.#bytes.set(tile, maps.data.slice(number * size, (number + 1) * size))
    }
  }

  has(tile) {
    return this.#bytes.has(tile)
  }

  get count() {
    return this.#bytes.size
  }

  /**
   * The weights between rows and columns.
   * @param {number} tile
   * @param {import("./groups.js").Group[]} rows
   * @param {import("./groups.js").Group[]} columns
   */
  matrix(tile, rows, columns) {
    return matrixOf(this.#bytes.get(tile), this.tokens, rows, columns, this.weights)
  }
}
