/** Numbers from the server: a JSON header, then arrays as bytes (`packed` in core/app/widgets/component.py). */

/**
 * @typedef {object} Matrix an array of the message; `rows` is its first size, `columns` its last
 * @property {Float32Array | Uint8Array} data row after row
 * @property {number[]} shape
 * @property {number} rows
 * @property {number} columns
 */

/**
 * Header and arrays of a message: 4 bytes that hold the header's length, the header, then the arrays one
 * after another, all of one kind; `arrays` of the header names each with its shape.
 * @param {Uint8Array} bytes
 * @param {Float32ArrayConstructor | Uint8ArrayConstructor} Numbers
 * @returns {Record<string, any> & {arrays: Record<string, Matrix>}}
 */
export function unpack(bytes, Numbers = Float32Array) {
  const own = bytes.slice().buffer
  const length = new DataView(own).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(own, 4, length)))
  let offset = 4 + length
  const arrays = {}
  for (const [name, ...shape] of header.arrays) {
    const count = shape.reduce((product, size) => product * size, 1)
    arrays[name] = { data: new Numbers(own, offset, count), rows: shape[0], columns: shape.at(-1), shape }
    offset += count * Numbers.BYTES_PER_ELEMENT
  }
  return { ...header, arrays }
}

/** The number of a matrix in a row and a column. */
export const at = (matrix, row, column) => matrix.data[row * matrix.columns + column]

/** A row of a matrix, without a copy. */
export const rowOf = (matrix, row) => matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns)

/** A column of a matrix. */
export const columnOf = (matrix, column) =>
  Float32Array.from({ length: matrix.rows }, (_, row) => at(matrix, row, column))
