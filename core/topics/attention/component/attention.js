/** All maps of a model as tiles, the chosen one large and as lines. */

import { Choice } from "../../../app/components/choice.js"
import { themeColours } from "../../../app/components/colours.js"
import { unpack } from "../../../app/components/message.js"
import { renderer } from "../../../app/components/renderer.js"
import { onResize } from "../../../app/components/sizes.js"
import { Focus } from "./focus.js"
import { KeptMaps } from "./kept_maps.js"
import { LargeMap } from "./large_map.js"
import { build } from "./parts.js"
import { drawnTiles, MOST_HEADS, pictureOf } from "./picture.js"
import { drawSettings } from "./settings.js"
import { rowOf, TileGrid, tileAfter, tileName } from "./tile_grid.js"
import { TokenLines } from "./token_lines.js"

const IDLE = 700 // milliseconds without a choice after which the maps not yet here are asked for

/**
 * @typedef {object} State what the visitor chose; it goes to the server, for the link and the other parts
 * @property {number} tile the map that is shown large
 * @property {number[]} more maps drawn over it
 * @property {boolean} hide special tokens
 * @property {boolean} words pieces put together
 * @property {number} least the threshold, 0 … 0.5
 * @property {"all" | "aa" | "ab" | "ba" | "bb"} pair
 * @property {string | null} pin `l3`: the token at position 3 on the left; `l3r5`: its cell with the one at 5
 *
 * @typedef {object} Header beside the arrays `maps` (loaded, T, T) and `thumbs` (tiles, small, small), as bytes,
 *   and of a short text `scores` (loaded, T, 4 · T), the bytes of float32
 * @property {string[]} tokens
 * @property {boolean[]} special
 * @property {number[]} words
 * @property {number | null} second
 * @property {string} key differs where maps kept here are no longer true
 * @property {string} made differs where the page must be built anew
 * @property {number} most the largest weight
 * @property {number} width K, the numbers of a query
 * @property {boolean} pairs whether a map is one head's
 * @property {number[]} loaded the tiles whose maps came
 * @property {import("./tile_grid.js").Grid} grid
 * @property {State} state
 * @property {Record<string, any>} texts
 */

class Attention {
  constructor(root) {
    this.root = root
    this.maps = new KeptMaps()
    this.choice = new Choice()
    let width = 0
    onResize(root, () => {
      if (!this.view || Math.abs(root.clientWidth - width) < 2) return
      width = root.clientWidth
      this.draw()
    })
  }

  /** New data from the server, or a new theme. */
  update(bytes, send) {
    const before = this.view
    this.view = unpack(bytes, Uint8Array)
    this.send = send
    const isFresh = before?.key !== this.view.key
    if (isFresh) this.maps.clear()
    this.maps.keep(this.view)
    if (isFresh || !this.choice.isUnanswered) this.state = { ...this.view.state }
    if (before?.made !== this.view.made) this.build()
    this.choice.resume()
    this.completeWhenIdle()
    if (this.pictured() !== this.drawn) this.draw() // if only more maps came, a token hovered stays so
  }

  pause() {
    this.choice.pause()
    clearTimeout(this.idle)
  }

  /** What a picture shows, to tell whether it is still the one wanted. */
  pictured() {
    return JSON.stringify([this.view.key, this.view.made, this.state, themeColours(this.root)])
  }

  // The first answer holds one row of the grid, so that it is quick; all others come once nobody waits,
  // and then no layer needs the server. A busy server hears only the last of two messages, so what was
  // chosen goes along.
  completeWhenIdle() {
    clearTimeout(this.idle)
    if (this.maps.count >= this.view.grid.rows * this.view.grid.columns) return
    const ask = () => this.send({ ...(this.choice.isMade ? this.state : {}), whole: true })
    this.idle = setTimeout(ask, IDLE)
  }

  build() {
    const [boxes, parts] = build(this.view, {
      nameUnder: (event) => tileName(this.tileUnder(event), this.view),
      clickTile: (event) => this.clickTile(event),
      gridKey: (event) => this.gridKey(event),
      change: (patch) => this.change(patch),
      point: (event) => this.focus.point(event),
      leave: () => this.focus.hover(null),
      pressCell: (event) => this.clickCell(event),
      mapKey: (event) => this.mapKey(event),
    })
    this.parts = parts
    this.grid = new TileGrid(parts)
    this.map = new LargeMap(parts)
    this.lines = new TokenLines(parts, (side) => ({
      press: (number) => this.press({ [side]: number }),
      enter: (number) => this.focus.hover({ [side]: number }),
      leave: () => this.focus.hover(null),
    }))
    const openPair = (query, key) => this.openPair(query, key)
    this.focus = new Focus(this.lines, this.map, parts.readout, () => this.state.pin, openPair)
    this.root.replaceChildren(...boxes)
  }

  draw() {
    const { view, state, parts } = this
    const colours = themeColours(this.root)
    this.grid.draw(view, state.tile, colours)
    drawSettings(parts, view, state, colours, (tile) => this.toggle(tile))
    const isWaiting = !this.maps.has(state.tile)
    this.drawn = isWaiting ? null : this.pictured()
    this.root.classList.toggle("waiting", isWaiting)
    if (isWaiting && this.tiles) return // the picture stays until its maps arrive; drawing would hold them back
    this.tiles = drawnTiles(state, this.maps, this.tiles, view.loaded[0])
    const picture = pictureOf(view, state, this.tiles, this.maps, colours)
    this.map.draw(picture, colours)
    this.lines.draw(picture)
    this.focus.begin(picture)
  }

  // ---- what the visitor chooses

  /** A setting changes here at once; the server hears of it a little later, or now where it has to help. */
  change(patch) {
    Object.assign(this.state, patch)
    this.completeWhenIdle()
    const tell = () => this.send({ ...this.state })
    if (this.maps.has(this.state.tile)) this.choice.make(tell)
    else this.choice.makeNow(tell)
    this.draw()
  }

  choose(tile) {
    this.change({ tile, more: this.isInRow(tile) ? this.state.more.filter((other) => other !== tile) : [] })
  }

  /** Draw another head over the chosen one, or take it away again. */
  toggle(tile) {
    const { more } = this.state
    if (tile === this.state.tile) {
      if (more.length) this.change({ tile: more[0], more: more.slice(1) })
      return
    }
    const without = more.filter((other) => other !== tile)
    this.change({ more: without.length < more.length ? without : [...more, tile].slice(1 - MOST_HEADS) })
  }

  /** Whether a tile is in the chosen one's row. */
  isInRow(tile) {
    return rowOf(tile, this.view.grid) === rowOf(this.state.tile, this.view.grid)
  }

  tileUnder(event) {
    return this.grid.tileUnder(event, this.view.grid)
  }

  clickTile(event) {
    const tile = this.tileUnder(event)
    const together = event.shiftKey || event.ctrlKey || event.metaKey
    if (together && this.isInRow(tile)) this.toggle(tile)
    else this.choose(tile)
  }

  gridKey(event) {
    const tile = tileAfter(event, this.state.tile, this.view.grid)
    if (tile !== null) this.choose(tile)
  }

  mapKey(event) {
    if (event.key === "Enter" && this.focus.hovered) this.pressCell()
    else if (event.key === "Escape") this.change({ pin: null })
    else this.focus.move(event)
  }

  /** Pin a token or a cell, or let it go. */
  press(place) {
    this.change({ pin: this.focus.pinAfter(place) })
  }

  /** Pin the cell that is hovered. */
  pressCell() {
    if (this.focus.hovered) this.press(this.focus.hovered)
  }

  /** A finger's tap hovers nothing before it. */
  clickCell(event) {
    this.focus.point(event)
    this.pressCell()
  }

  /** The view of a query and a key is another picture; the server shows it. */
  openPair(query, key) {
    clearTimeout(this.idle)
    // It is drawn where this one stands, which is often the middle of the page.
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
    this.choice.makeNow(() => this.send({ ...this.state, open: [query, key] }))
  }
}

export default renderer(Attention, "state")
