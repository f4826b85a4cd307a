/** The grid of all maps: which tile is where, what it is called, and the ring around the chosen one. */

import { cellUnder, GRID_MOVES, movedInside, moveOf } from "../../../app/components/keys.js"
import { filled } from "../../../app/components/texts.js"
import { GAP, paintTiles, tileCorner, tileSide } from "./maps.js"

/** @typedef {{rows: number, columns: number, row_names: string[], column_names: string[], wordy: boolean}} Grid */

/**
 * The row of a tile.
 * @param {number} tile
 * @param {Grid} grid
 */
export const rowOf = (tile, { columns }) => Math.floor(tile / columns)

/**
 * What a tile is called, such as `Layer 3, head 2`.
 * @param {number} tile
 * @param {{grid: Grid, texts: {tile: string}}} view
 */
export function tileName(tile, { grid, texts }) {
  const row = grid.row_names[rowOf(tile, grid)]
  return filled(texts.tile, { row, column: grid.column_names[tile % grid.columns] })
}

/**
 * The tile to which a key leads, or null for a key that moves nothing.
 * @param {KeyboardEvent} event
 * @param {number} tile from which
 * @param {Grid} grid
 */
export function tileAfter(event, tile, grid) {
  const move = moveOf(event, GRID_MOVES)
  if (!move) return null
  const [row, column] = movedInside([rowOf(tile, grid), tile % grid.columns], move, [grid.rows, grid.columns])
  return row * grid.columns + column
}

export class TileGrid {
  #drawn // what the tiles were painted from
  #side // pixels of a tile

  /** @param {import("./parts.js").Parts} parts */
  constructor(parts) {
    this.parts = parts
  }

  /**
   * Paint the tiles, unless they stand there already, and mark the chosen one.
   * @param {import("./attention.js").Header} view
   * @param {number} tile
   */
  draw({ grid, key, made, arrays }, tile, colours) {
    const { parts } = this
    this.#side = tileSide(parts.grid.clientWidth, grid)
    const drawn = `${key} ${made} ${this.#side} ${Object.values(colours).join(" ")}`
    if (this.#drawn !== drawn) paintTiles(parts.tiles, grid, arrays.thumbs, this.#side, colours)
    this.#drawn = drawn
    this.#mark(tile, grid)
  }

  /** The ring around the chosen tile, the band around its row, and their names. */
  #mark(tile, grid) {
    const { parts } = this
    const [left, top] = tileCorner(tile, grid.columns, this.#side)
    const side = `${this.#side}px`
    Object.assign(parts.ring.style, { left: `${left}px`, top: `${top}px`, width: side, height: side })
    Object.assign(parts.band.style, {
      left: "0px",
      top: `${top}px`,
      width: parts.tiles.style.width,
      height: side,
    })
    markName(parts.columnNames, "width", this.#side, tile % grid.columns)
    markName(parts.rowNames, "height", this.#side, rowOf(tile, grid))
  }

  /**
   * The tile under a pointer.
   * @param {MouseEvent} event
   * @param {Grid} grid
   */
  tileUnder(event, { rows, columns }) {
    const step = this.#side + GAP
    const box = this.parts.tiles.getBoundingClientRect()
    const [row, column] = cellUnder(event, box, { wide: step, high: step }, [rows, columns])
    return row * columns + column
  }
}

function markName(list, size, side, chosen) {
  for (const [number, name] of [...list.children].entries()) {
    name.style[size] = `${side + GAP}px`
    name.classList.toggle("chosen", number === chosen)
  }
}
