/** The settings beside the grid as they stand: the head's name, heads drawn together, switches, threshold, pair. */

import { css } from "../../../app/components/colours.js"
import { button } from "../../../app/components/dom.js"
import { toneOf } from "./picture.js"
import { rowOf, tileName } from "./tile_grid.js"

/**
 * @param {import("./parts.js").Parts} parts
 * @param {import("./attention.js").Header} view
 * @param {import("./attention.js").State} state
 * @param {(tile: number) => void} toggle draws a head or takes it away
 */
export function drawSettings(parts, view, state, colours, toggle) {
  parts.title.textContent = tileName(state.tile, view)
  parts.together.hidden = view.grid.columns < 2
  parts.heads.replaceChildren(...headButtons(view.grid, state, colours, toggle))
  parts.hide.input.checked = state.hide
  parts.words.input.checked = state.words
  parts.least.value = state.least
  parts.leastValue.textContent = state.least.toFixed(2)
  parts.pair.select.value = state.pair
  parts.pair.box.hidden = view.second === null
}

/** A button for each tile of the chosen row, coloured as its lines are. */
function headButtons(grid, { tile, more }, colours, toggle) {
  const first = rowOf(tile, grid) * grid.columns
  const drawn = [tile, ...more]
  return grid.column_names.map((name, column) => {
    const order = drawn.indexOf(first + column)
    const head = button("head", name, () => toggle(first + column))
    head.setAttribute("aria-pressed", String(order >= 0))
    head.style.setProperty("--tone", order >= 0 ? css(toneOf(order, colours)) : "transparent")
    return head
  })
}
