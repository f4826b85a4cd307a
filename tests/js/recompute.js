/**
 * `node tests/js/recompute.js MESSAGE …`: of each message that goes to the diagram of Inside BERT, how far the
 * formulas of its cells, worked out with the numbers that stand in them, are from the cells' values.
 * Prints {step: [cells, largest difference]} as JSON; tests/topics/inside/views/test_cells.py reads it.
 */

import { readFile } from "node:fs/promises"
import { unpack } from "../../core/app/components/message.js"
import { explain, normalCdf } from "../../core/topics/inside/component/cells.js"

const FUNCTIONS = { sqrt: Math.sqrt, exp: Math.exp, tanh: Math.tanh, cdf: normalCdf }

/** What stands before the first equals sign, worked out. */
function workedOut(numbers) {
  const expression = numbers
    .split(" = ")[0]
    .replaceAll("−", "-")
    .replaceAll("·", "*")
    .replace(/√(\d+)/g, "sqrt($1)")
    .replaceAll("√", "sqrt")
    .replaceAll("Φ", "cdf")
  return new Function(...Object.keys(FUNCTIONS), `return ${expression}`)(...Object.values(FUNCTIONS))
}

/** A cell's value from its explanation; null where that names the number and works out nothing. */
function recomputed(view, row, column) {
  const { numbers, total } = explain(view, row, column)
  if (view.kind === "mixture") return total
  return ["lookup", "mask"].includes(view.kind) ? null : workedOut(numbers)
}

const found = {}
for (const file of process.argv.slice(2)) {
  const view = unpack(new Uint8Array(await readFile(file)))
  const { data, columns } = view.arrays.value
  const differences = Array.from(data, (value, place) => {
    const own = recomputed(view, Math.floor(place / columns), place % columns)
    return own === null ? 0 : Math.abs(own - value)
  })
  found[view.step] = [data.length, Math.max(...differences)]
}
console.log(JSON.stringify(found))
