/** What part of a map is on the screen: moving, zooming, and the way from one part to another. */

const MOST = 400 // times closer than the whole map
const MARGIN = 26 // pixels around what is shown whole

/**
 * A part of the plane: its centre, and pixels for a unit along x and along y.
 * @typedef {{x: number, y: number, wide: number, high: number}} Part
 * @typedef {{width: number, height: number}} Size pixels of the canvas
 * @typedef {{least: [number, number], most: [number, number]}} Bounds
 */

/** @returns {Bounds} of the points x0, y0, x1, y1 … that some indices name */
export function boundsOf(points, indices) {
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const most = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const index of indices) {
    for (const axis of [0, 1]) {
      const value = points[2 * index + axis]
      if (value < least[axis]) least[axis] = value
      if (value > most[axis]) most[axis] = value
    }
  }
  return { least, most }
}

/**
 * The bounds of most points: on each axis, without the proportion that lies outermost at either end.
 * @param {Float32Array} points x0, y0, x1, y1 …
 * @param {number} outermost proportion
 * @returns {Bounds}
 */
export function bulkOf(points, outermost) {
  const count = points.length / 2
  const cut = Math.floor(count * outermost)
  const axes = [0, 1].map((axis) =>
    Float32Array.from({ length: count }, (_, n) => points[2 * n + axis]).sort(),
  )
  return { least: axes.map((axis) => axis[cut]), most: axes.map((axis) => axis[count - 1 - cut]) }
}

/** Whether bounds stand upright and their box lies, or the other way round. */
export const liesAcross = ({ least, most }, { width, height }) =>
  most[1] - least[1] > most[0] - least[0] !== height > width

/** Points with their axes exchanged, which keeps every distance. */
export const turned = (points) => points.map((_, place) => points[place ^ 1])

/**
 * The part that shows some bounds whole, with the same scale on both axes if they are to be `equal`.
 * @param {Bounds} bounds
 * @param {Size} size
 * @param {boolean} equal
 * @returns {Part}
 */
export function partOf({ least, most }, { width, height }, equal) {
  const wide = (width - 2 * MARGIN) / (most[0] - least[0] || 1)
  const high = (height - 2 * MARGIN) / (most[1] - least[1] || 1)
  const both = Math.min(wide, high)
  return {
    x: (least[0] + most[0]) / 2,
    y: (least[1] + most[1]) / 2,
    wide: equal ? both : wide,
    high: equal ? both : high,
  }
}

/** Pixels of a point; y grows upwards. */
export const pixelOf = (part, { width, height }, x, y) => [
  width / 2 + (x - part.x) * part.wide,
  height / 2 - (y - part.y) * part.high,
]

/** The point under a pixel. */
export const pointAt = (part, { width, height }, left, top) => [
  part.x + (left - width / 2) / part.wide,
  part.y - (top - height / 2) / part.high,
]

/** A part moved by some pixels. */
export const moved = (part, right, down) => ({
  ...part,
  x: part.x - right / part.wide,
  y: part.y + down / part.high,
})

/** A part so many times closer, its centre kept. */
export const closer = (part, times) => ({ ...part, wide: part.wide * times, high: part.high * times })

/**
 * A part closer by a factor, the point under a pixel staying where it is; never farther than the `whole` map.
 * @param {Part} part
 * @param {Part} whole
 * @param {Size} size
 */
export function zoomed(part, whole, size, factor, left, top) {
  const now = part.wide / whole.wide
  const times = Math.max(1, Math.min(MOST, now * factor)) / now
  const [x, y] = pointAt(part, size, left, top)
  return closer({ ...part, x: x + (part.x - x) / times, y: y + (part.y - y) / times }, times)
}

/** Between two parts: the first at 0, the second at 1; scales change by equal factors, not by equal steps. */
export function between(from, to, share) {
  const straight = (name) => from[name] + (to[name] - from[name]) * share
  const even = (name) => from[name] * (to[name] / from[name]) ** share
  return { x: straight("x"), y: straight("y"), wide: even("wide"), high: even("high") }
}
