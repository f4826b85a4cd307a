/** Cells of the mask that the visitor turned over: those the server knows, and those just clicked. */

/**
 * Cells just clicked, until the server has answered.
 * @typedef {Map<string, boolean>} Pending `t.s` → whether the cell is to be flipped
 */

/** Whether a cell may look, as the server's mask says or as a click has changed it since. */
export function isSeen(inMask, isFlipped, wanted) {
  return wanted === undefined || wanted === isFlipped ? inMask : !inMask
}

/** The flips that the server holds, with those that are pending. */
export function flipsWith(flips, pending) {
  const kept = flips.filter((cell) => pending.get(cell) !== false)
  const added = [...pending].filter(([cell, isFlipped]) => isFlipped && !kept.includes(cell))
  return [...kept, ...added.map(([cell]) => cell)]
}
