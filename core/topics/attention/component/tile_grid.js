/** The grid of all maps: which tile is where, what it is called, and the ring around the chosen one. */

import { cellUnder, GRID_MOVES, movedInside, moveOf } from "../../../app/components/keys.js"
import { filled } from "../../../app/components/texts.js"
import { GAP, isFolded, lineStep, linesIn, paintTiles, TILE_NAME, tileCorner, tileSide } from "./maps.js"

/**
 * @typedef {object} Grid
 * @property {number} rows
 * @property {number} columns
 * @property {number} across columns in a line of the page: fewer than all where the only row is folded
 * @property {string[]} row_names
 * @property {string[]} column_names
 * @property {boolean} wordy
 */

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
  const { across } = grid
  const place = [Math.floor(tile / across), tile % across]
  return tileAt(movedInside(place, move, [linesIn(grid), across]), grid)
}

/** The tile at a line and a place in it; the last one beyond its end. */
const tileAt = ([line, place], { rows, columns, across }) =>
  Math.min(line * across + place, rows * columns - 1)

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
    const [left, top] = tileCorner(tile, grid, this.#side)
    const side = `${this.#side}px`
    Object.assign(parts.ring.style, { left: `${left}px`, top: `${top}px`, width: side, height: side })
    Object.assign(parts.band.style, {
      left: "0px",
      top: `${top}px`,
      width: parts.tiles.style.width,
      height: side,
    })
    markName(parts.columnNames, "width", this.#side, tile % grid.columns)
    if (isFolded(grid)) putAbove(parts.columnNames, grid, this.#side)
    markName(parts.rowNames, "height", this.#side, rowOf(tile, grid))
  }

  /**
   * The tile under a pointer.
   * @param {MouseEvent} event
   * @param {Grid} grid
   */
  tileUnder(event, grid) {
    const step = { wide: this.#side + GAP, high: lineStep(this.#side, grid) }
    const box = this.parts.tiles.getBoundingClientRect()
    return tileAt(cellUnder(event, box, step, [linesIn(grid), grid.across]), grid)
  }
}

function markName(list, size, side, chosen) {
  for (const [number, name] of [...list.children].entries()) {
    name.style[size] = `${side + GAP}px`
    name.classList.toggle("chosen", number === chosen)
  }
}

/** Each tile's name above it. */
function putAbove(list, grid, side) {
  for (const [number, name] of [...list.children].entries()) {
    const [left, top] = tileCorner(number, grid, side)
    Object.assign(name.style, { left: `${left}px`, top: `${top - TILE_NAME}px` })
  }
}
