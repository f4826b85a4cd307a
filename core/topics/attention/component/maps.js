/** Attention matrices on canvases: all of them as tiles, and one large. */

import { css, mix } from "../../../app/components/colours.js"
import { element, range } from "../../../app/components/dom.js"
import {
  largest,
  paintCells,
  paintPixels,
  sequentialScale,
  shadesOf,
  sharpPen,
} from "../../../app/components/heatmap.js"
import { cellText } from "../../../app/components/numbers.js"

export const GAP = 3 // pixels between tiles
export const TILE_NAME = 18 // pixels of the name above a tile, where the columns are folded
const LEAST_SIDE = 14 // pixels of a cell of the large map
const MOST_SIDE = 42
const MOST_CELLS = 2500 // that are drawn one by one; larger maps are a pixel a cell, stretched
const ROOM_FOR_NUMBERS = 30 // pixels

/** Whether the columns are too many for one line of the page, so that each tile has its name above it. */
export const isFolded = ({ across, columns }) => across < columns

/** Lines of tiles. */
export const linesIn = ({ rows, columns, across }) => Math.ceil((rows * columns) / across)

/** Pixels from one line of tiles to the next. */
export const lineStep = (side, grid) => side + GAP + (isFolded(grid) ? TILE_NAME : 0)

/** Pixels of a tile: as large as the room allows, within bounds. */
export function tileSide(width, grid) {
  const [names, widest, most] = isFolded(grid) ? [0, 560, 104] : grid.wordy ? [92, 560, 104] : [22, 600, 64]
  const room = Math.min(width, widest) - names
  return Math.max(16, Math.min(most, Math.floor((room + GAP) / grid.across) - GAP))
}

/** Pixels of a cell of the large map. */
export const cellSide = (width, columns) =>
  Math.max(LEAST_SIDE, Math.min(MOST_SIDE, Math.floor(width / Math.max(1, columns))))

/** Left and top of a tile, in pixels. */
export const tileCorner = (tile, grid, side) => [
  (tile % grid.across) * (side + GAP),
  (Math.floor(tile / grid.across) + 1) * lineStep(side, grid) - side - GAP,
]

/**
 * All maps as one picture.
 * @param {HTMLCanvasElement} canvas
 * @param {import("./tile_grid.js").Grid} grid
 * @param {import("../../../app/components/message.js").Matrix} thumbs a square of bytes for each map
 * @param {number} side of a tile
 */
export function paintTiles(canvas, grid, thumbs, side, colours) {
  const pen = sharpPen(canvas, grid.across * (side + GAP) - GAP, linesIn(grid) * lineStep(side, grid) - GAP)
  const small = thumbs.columns
  const tile = element("canvas")
  const shades = shadesOf(sequentialScale(colours, 255))
  pen.imageSmoothingEnabled = small > side * (window.devicePixelRatio || 1)
  pen.strokeStyle = css(colours.neutral)
  for (const number of range(grid.rows * grid.columns)) {
    const bytes = thumbs.data.subarray(number * small * small, (number + 1) * small * small)
    paintPixels(tile, bytes, small, small, shades)
    const [left, top] = tileCorner(number, grid, side)
    pen.drawImage(tile, left, top, side, side)
    pen.strokeRect(left + 0.5, top + 0.5, side - 1, side - 1)
  }
}

/**
 * The large map; cells under the threshold stay empty, and where there is room a cell shows its number.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} matrix row after row
 * @param {number} side of a cell
 * @param {number} threshold the least weight shown
 */
export function paintMap(canvas, matrix, rows, columns, side, threshold, colours) {
  const most = largest(matrix) || 1
  if (rows * columns <= MOST_CELLS) {
    const pen = sharpPen(canvas, columns * side, rows * side)
    return paintCells(pen, matrix, cellLook(columns, side, threshold, most, colours), colours)
  }
  Object.assign(canvas.style, { width: `${columns * side}px`, height: `${rows * side}px` })
  const shown = matrix.map((weight) => (weight < threshold ? 0 : weight))
  return paintPixels(canvas, shown, rows, columns, shadesOf(sequentialScale(colours, most)))
}

function cellLook(columns, side, threshold, most, colours) {
  const isShown = (weight) => weight >= threshold
  return {
    columns,
    wide: side,
    high: side,
    gap: side > LEAST_SIDE ? 1 : 0,
    inset: 0,
    size: Math.min(11, side / 3),
    colour: (weight) => mix(colours.background, colours.accent, isShown(weight) ? weight / most : 0),
    text: (weight) => (side >= ROOM_FOR_NUMBERS && isShown(weight) ? cellText(weight) : ""),
  }
}
