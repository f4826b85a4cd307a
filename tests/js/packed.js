/** Messages as `packed` in core/app/widgets/component.py makes them (message.test.js holds both to one file). */

/**
 * @param {object} header
 * @param {Record<string, {shape: number[], data: number[]}>} arrays
 * @param {Float32ArrayConstructor | Uint8ArrayConstructor} Numbers
 */
export function packed(header, arrays, Numbers = Float32Array) {
  const shapes = Object.entries(arrays).map(([name, { shape }]) => [name, ...shape])
  const text = new TextEncoder().encode(JSON.stringify({ ...header, arrays: shapes }))
  const length = Math.ceil(text.length / 4) * 4
  const parts = Object.values(arrays).map(({ data }) => new Uint8Array(Numbers.from(data).buffer))
  const size = 4 + length + parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, length, true)
  bytes.fill(32, 4, 4 + length)
  bytes.set(text, 4)
  let offset = 4 + length
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.length
  }
  return bytes
}

/** A matrix as `unpack` gives it. */
export const matrix = (rows) => ({
  data: Float32Array.from(rows.flat()),
  shape: [rows.length, rows[0].length],
  rows: rows.length,
  columns: rows[0].length,
})

/** An array for `packed` from rows of numbers. */
export const array = (rows) => ({ shape: [rows.length, rows[0].length], data: rows.flat() })
