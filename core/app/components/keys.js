/** Moves by key: along the axes of a grid, a line of items, or a stack of sheets. */

/** Key → what it adds to [row, column]. */
export const GRID_MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
/** Key → what it adds to [sheet, row, column]. */
export const STACK_MOVES = {
  PageUp: [-1, 0, 0],
  PageDown: [1, 0, 0],
  ArrowUp: [0, -1, 0],
  ArrowDown: [0, 1, 0],
  ArrowLeft: [0, 0, -1],
  ArrowRight: [0, 0, 1],
}
/** Key → what it adds to the number of a step, whichever way the steps are laid out. */
export const STEP_MOVES = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }
/** Key → what it adds to the number of an item in a row. */
export const ROW_MOVES = { ArrowLeft: -1, ArrowRight: 1 }

export const clamp = (number, least, most) => Math.max(least, Math.min(most, number))

/**
 * What a key adds, or null for a key that moves nothing; the page does not scroll by a key that moves.
 * @template T
 * @param {KeyboardEvent} event
 * @param {Record<string, T>} moves
 * @returns {T | null}
 */
export function moveOf(event, moves = GRID_MOVES) {
  const move = moves[event.key] ?? null
  if (move) event.preventDefault()
  return move
}

/**
 * Indices after a move, one an axis, kept inside a shape.
 * @param {number[]} indices
 * @param {number[]} move
 * @param {number[]} shape
 */
export const movedInside = (indices, move, shape) =>
  indices.map((index, axis) => clamp(index + move[axis], 0, shape[axis] - 1))

/**
 * Indices [row, column] of the cell under a pointer; outside the box that of the nearest cell.
 * @param {{clientX: number, clientY: number}} event
 * @param {{left: number, top: number}} box
 * @param {{wide: number, high: number}} cell pixels, gap included
 * @param {[number, number]} shape rows, columns
 */
export const cellUnder = (event, box, cell, [rows, columns]) => [
  clamp(Math.floor((event.clientY - box.top) / cell.high), 0, rows - 1),
  clamp(Math.floor((event.clientX - box.left) / cell.wide), 0, columns - 1),
]
