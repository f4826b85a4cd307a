/** Which points of a map get their name written, and where, so that no name lies on another. */

const LINE = 16 // pixels: height of a name
const CELL = [96, 34] // pixels: the part of a map in which at most one name appears by itself
const MOST_APART = 9 // steps away from its point at which a name that must be written gives up
const STEP = 18 // pixels

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{index: number, x: number, y: number, text: string}} Point in pixels
 * @typedef {Point & {box: Box, isFar: boolean}} Label `isFar` where a line should lead to the point
 */

const isOver = (one, other) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

/** Where a name may stand: right of its point, left, above, below; then farther and farther away. */
function* places({ x, y }, width, isImportant) {
  for (let step = 0; step <= (isImportant ? MOST_APART : 0); step += 1) {
    const gap = 6 + step * STEP
    yield { x: x + gap, y: y - LINE / 2 }
    yield { x: x - gap - width, y: y - LINE / 2 }
    yield { x: x - width / 2, y: y - gap - LINE }
    yield { x: x - width / 2, y: y + gap }
    if (step === 0) continue
    for (const [right, down] of [
      [1, -1],
      [-1, -1],
      [1, 1],
      [-1, 1],
    ]) {
      yield { x: right > 0 ? x + gap : x - gap - width, y: y - LINE / 2 + down * gap }
    }
  }
}

/**
 * Names for a map. The important ones come first and, while there is any room around them, all of them; the
 * others only where their part of the map has no name yet: closer, more appear.
 * @param {Point[]} important
 * @param {Iterable<Point>} others in order of importance
 * @param {{width: number, height: number, most: number, widthOf: (text: string) => number}} room
 * @returns {Label[]}
 */
export function placedLabels(important, others, { width, height, most, widthOf }) {
  const made = []
  const taken = new Set()
  const isFree = (box) =>
    box.x >= 0 &&
    box.y >= 0 &&
    box.x + box.width <= width &&
    box.y + box.height <= height &&
    !made.some((label) => isOver(label.box, box))
  const place = (point, isImportant) => {
    const size = { width: widthOf(point.text), height: LINE }
    let tries = 0
    for (const corner of places(point, size.width, isImportant)) {
      const box = { ...corner, ...size }
      if (isFree(box)) {
        made.push({ ...point, box, isFar: tries > 3 })
        return
      }
      tries += 1
    }
  }
  for (const point of important) place(point, true)
  for (const point of others) {
    if (made.length >= most) break
    const cell = `${Math.floor(point.x / CELL[0])} ${Math.floor(point.y / CELL[1])}`
    if (taken.has(cell)) continue
    taken.add(cell)
    place(point, false)
  }
  return made
}
