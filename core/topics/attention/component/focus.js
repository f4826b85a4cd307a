/** The token or cell that is hovered or, failing that, pinned: it stands out in lines, map and readout alike. */

import { pinnedPlace } from "./groups.js"
import { readoutOf } from "./readout.js"

/** @typedef {import("./readout.js").Place} Place */

export class Focus {
  /** @type {Place | null} */
  hovered = null

  /**
   * @param {import("./token_lines.js").TokenLines} lines
   * @param {import("./large_map.js").LargeMap} map
   * @param {HTMLElement} readout
   * @param {() => string | null} pin the pinned token, as `pinnedPlace` reads it
   */
  constructor(lines, map, readout, pin) {
    Object.assign(this, { lines, map, readout, pin })
  }

  /**
   * A new picture: nothing is hovered in it yet.
   * @param {import("./picture.js").Picture} picture
   */
  begin(picture) {
    this.picture = picture
    this.hovered = null
    this.#show()
  }

  /** @param {Place | null} place */
  hover(place) {
    if (!place && !this.hovered) return
    this.hovered = place
    this.#show()
  }

  /** The pointer moves over the large map. */
  point(event) {
    const cell = this.map.cellUnder(event)
    if (cell && this.hovered?.row === cell.row && this.hovered?.column === cell.column) return
    this.hover(cell)
  }

  /** A key that may move to another cell of the large map. */
  move(event) {
    const cell = this.map.cellAfter(event, this.hovered)
    if (!cell) return
    this.hover(cell)
    this.map.scrollToCursor()
  }

  /**
   * What is pinned once a token is pressed: it, or nothing where it was pinned already.
   * @param {"row" | "column"} side
   * @param {number} number
   */
  pinAfter(side, number) {
    const { rows, columns } = this.picture
    const pin = side === "row" ? `l${rows[number].places[0]}` : `r${columns[number].places[0]}`
    return this.pin() === pin ? null : pin
  }

  #show() {
    const { rows, columns } = this.picture
    const pin = pinnedPlace(this.pin(), rows, columns)
    const place = this.hovered ?? pin
    this.lines.focus(place, pin)
    this.map.focus(place, pin)
    this.readout.replaceChildren(...readoutOf(place, this.picture))
  }
}
