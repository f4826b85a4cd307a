/** The token or cell that is hovered or, failing that, pinned: it stands out in lines, map and readout alike. */

import { pinnedPlace, pinOf } from "./groups.js"
import { readoutOf } from "./readout.js"

/** @typedef {import("./readout.js").Place} Place */

export class Focus {
  /** @type {Place | null} */
  hovered = null

  /**
   * @param {import("./token_lines.js").TokenLines} lines
   * @param {import("./large_map.js").LargeMap} map
   * @param {HTMLElement} readout
   * @param {() => string | null} pin what is pinned, as `pinnedPlace` reads it
   * @param {(query: number, key: number) => void} openPair shows a query and a key, number by number
   */
  constructor(lines, map, readout, pin, openPair) {
    Object.assign(this, { lines, map, readout, pin, openPair })
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
   * What is pinned once a place is pressed: it, or nothing where it was pinned already.
   * @param {Place} place
   */
  pinAfter(place) {
    const pin = pinOf(place, this.picture.rows, this.picture.columns)
    return this.pin() === pin ? null : pin
  }

  #show() {
    const { rows, columns } = this.picture
    const pin = pinnedPlace(this.pin(), rows, columns)
    const place = this.hovered ?? pin
    this.lines.focus(place, pin)
    this.map.focus(place, pin)
    const isPinned = place !== null && pin?.row === place.row && pin?.column === place.column
    this.readout.replaceChildren(...readoutOf(place, this.picture, isPinned ? this.openPair : undefined))
  }
}
