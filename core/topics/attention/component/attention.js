/** All maps of a model as tiles, the chosen one large and as lines. */

import { Choice } from "../../../app/components/choice.js"
import { css, themeColours } from "../../../app/components/colours.js"
import { button, element } from "../../../app/components/dom.js"
import { largest } from "../../../app/components/heatmap.js"
import { cellUnder, GRID_MOVES, movedInside, moveOf } from "../../../app/components/keys.js"
import { unpack } from "../../../app/components/message.js"
import { renderer } from "../../../app/components/renderer.js"
import { filled } from "../../../app/components/texts.js"
import { groupsOf, matrixOf, pinnedPlace, sentencesOf, weightsOfBytes } from "./groups.js"
import { LINES_WIDE, paintLines, shade, tokenColumn, tokenHeight } from "./lines.js"
import { cellSide, GAP, paintMap, paintTiles, tileCorner, tileSide } from "./maps.js"
import { build } from "./parts.js"
import { headline, weightsText } from "./readout.js"

const IDLE = 700 // milliseconds without a choice after which the maps not yet here are asked for
// Heads drawn together take these colours in turn.
const TONES = ["accent", "negative", "key", "value", "position", "positive", "query", "segment"]

/**
 * @typedef {object} State what the visitor chose; it goes to the server, for the link and the other parts
 * @property {number} tile the map that is shown large
 * @property {number[]} more maps drawn over it
 * @property {boolean} hide special tokens
 * @property {boolean} words pieces put together
 * @property {number} least the threshold, 0 … 0.5
 * @property {"all" | "aa" | "ab" | "ba" | "bb"} pair
 * @property {string | null} pin `l3`: the token at position 3 on the left
 *
 * @typedef {object} Header beside the arrays `maps` (loaded, T, T) and `thumbs` (tiles, small, small), as bytes
 * @property {string[]} tokens
 * @property {boolean[]} special
 * @property {number[]} words
 * @property {number | null} second
 * @property {string} key differs where maps kept here are no longer true
 * @property {string} made differs where the page must be built anew
 * @property {number} most the largest weight
 * @property {number[]} loaded the tiles whose maps came
 * @property {{rows: number, columns: number, row_names: string[], column_names: string[], wordy: boolean}} grid
 * @property {State} state
 * @property {Record<string, any>} texts
 */

class Attention {
  constructor(root) {
    this.root = root
    this.kept = new Map() // tile → its map
    this.choice = new Choice()
    let width = 0
    new ResizeObserver(() => {
      if (!this.view || Math.abs(root.clientWidth - width) < 2) return
      width = root.clientWidth
      this.draw()
    }).observe(root)
  }

  /** New data from the server, or a new theme. */
  update(bytes, send) {
    const before = this.view
    this.view = unpack(bytes, Uint8Array)
    this.send = send
    this.weights = weightsOfBytes(this.view.most)
    const isFresh = before?.key !== this.view.key
    if (isFresh) this.kept.clear()
    this.keep()
    if (isFresh || !this.choice.isUnanswered) this.state = { ...this.view.state }
    if (before?.made !== this.view.made) this.build()
    this.choice.resume()
    this.completeWhenIdle()
    if (this.pictured() !== this.picture) this.draw() // if only more maps came, a token hovered stays so
  }

  pause() {
    this.choice.pause()
    clearTimeout(this.idle)
  }

  /** What a picture shows, to tell whether it is still the one wanted. */
  pictured() {
    return JSON.stringify([this.view.key, this.view.made, this.state, themeColours(this.root)])
  }

  /** Every map that came, by its tile. */
  keep() {
    const { maps } = this.view.arrays
    const size = maps.shape[1] * maps.shape[2]
    for (const [number, tile] of this.view.loaded.entries()) {
      this.kept.set(tile, maps.data.slice(number * size, (number + 1) * size))
    }
  }

  // The first answer holds one row of the grid, so that it is quick; all others come once nobody waits,
  // and then no layer needs the server. A busy server hears only the last of two messages, so what was
  // chosen goes along.
  completeWhenIdle() {
    clearTimeout(this.idle)
    if (this.kept.size >= this.view.grid.rows * this.view.grid.columns) return
    const ask = () => this.send({ ...(this.choice.isMade ? this.state : {}), whole: true })
    this.idle = setTimeout(ask, IDLE)
  }

  /** A setting changes here at once; the server hears of it a little later, or now where it has to help. */
  change(patch) {
    Object.assign(this.state, patch)
    this.completeWhenIdle()
    const tell = () => this.send({ ...this.state })
    if (this.kept.has(this.state.tile)) this.choice.make(tell)
    else this.choice.makeNow(tell)
    this.draw()
  }

  choose(tile) {
    const inRow = this.rowOf(tile) === this.rowOf(this.state.tile)
    this.change({ tile, more: inRow ? this.state.more.filter((other) => other !== tile) : [] })
  }

  /** Draw another head over the chosen one, or take it away again. */
  toggle(tile) {
    const { more } = this.state
    if (tile === this.state.tile) {
      if (more.length) this.change({ tile: more[0], more: more.slice(1) })
      return
    }
    const without = more.filter((other) => other !== tile)
    this.change({ more: without.length < more.length ? without : [...more, tile].slice(-(TONES.length - 1)) })
  }

  rowOf(tile) {
    return Math.floor(tile / this.view.grid.columns)
  }

  name(tile) {
    const { grid, texts } = this.view
    const row = grid.row_names[this.rowOf(tile)]
    return filled(texts.tile, { row, column: grid.column_names[tile % grid.columns] })
  }

  build() {
    this.buttons = this.named = this.drawn = null
    const [boxes, parts] = build(this.view, {
      nameUnder: (event) => this.name(this.tileUnder(event)),
      clickTile: (event) => this.clickTile(event),
      gridKey: (event) => this.gridKey(event),
      change: (patch) => this.change(patch),
      point: (event) => this.point(event),
      leave: () => this.hover(null),
      pressCell: () => this.hovered && this.press("row", this.hovered.row),
      mapKey: (event) => this.mapKey(event),
    })
    this.parts = parts
    this.root.replaceChildren(...boxes)
  }

  // ---- drawing

  draw() {
    this.colours = themeColours(this.root)
    this.drawGrid()
    this.drawSettings()
    const isWaiting = !this.kept.has(this.state.tile)
    this.picture = isWaiting ? null : this.pictured()
    this.root.classList.toggle("waiting", isWaiting)
    if (isWaiting && this.matrices) return // the picture stays until its maps arrive; drawing would hold them back
    this.choosePictured(isWaiting)
    this.readMatrices()
    this.hovered = null
    this.drawMap()
    this.drawLines()
    this.focusOn()
  }

  /** Which tiles are drawn: the chosen ones that are here, else what was drawn before, else the first. */
  choosePictured(isWaiting) {
    const isHere = (tile) => this.kept.has(tile)
    if (!isWaiting) this.shown = [this.state.tile, ...this.state.more].filter(isHere)
    if (!this.shown?.every(isHere)) this.shown = [this.view.loaded[0]]
  }

  readMatrices() {
    const { state, view, weights } = this
    const [from, to] = sentencesOf(state.pair, view.second)
    this.rows = groupsOf(view, state, from)
    this.columns = groupsOf(view, state, to)
    this.matrices = this.shown.map((tile) =>
      matrixOf(this.kept.get(tile), view.tokens.length, this.rows, this.columns, weights),
    )
    this.tones = this.shown.map((_, number) => this.colours[TONES[number]])
    const named = JSON.stringify([view.key, view.made, state.hide, state.words, from, to])
    this.isRenamed = this.named !== named
    this.named = named
  }

  drawGrid() {
    const { grid, key, made, arrays } = this.view
    const { parts, colours } = this
    const side = tileSide(parts.grid.clientWidth, grid)
    const drawn = `${key} ${made} ${side} ${Object.values(colours).join(" ")}`
    if (this.drawn !== drawn) paintTiles(parts.tiles, grid, arrays.thumbs, side, colours)
    Object.assign(this, { side, drawn })
    this.markTile()
  }

  /** The ring around the chosen tile, the band around its row, and their names. */
  markTile() {
    const { parts, side, state } = this
    const { columns } = this.view.grid
    const [left, top] = tileCorner(state.tile, columns, side)
    const [wide, high] = [`${side}px`, `${side}px`]
    Object.assign(parts.ring.style, { left: `${left}px`, top: `${top}px`, width: wide, height: high })
    Object.assign(parts.band.style, {
      left: "0px",
      top: `${top}px`,
      width: parts.tiles.style.width,
      height: high,
    })
    markName(parts.columnNames, "width", side, state.tile % columns)
    markName(parts.rowNames, "height", side, this.rowOf(state.tile))
  }

  drawSettings() {
    const { state, view, parts } = this
    parts.title.textContent = this.name(state.tile)
    parts.together.hidden = view.grid.columns < 2
    parts.heads.replaceChildren(...this.headButtons())
    parts.hide.input.checked = state.hide
    parts.words.input.checked = state.words
    parts.least.value = state.least
    parts.leastValue.textContent = state.least.toFixed(2)
    parts.pair.select.value = state.pair
    parts.pair.box.hidden = view.second === null
  }

  /** A button for each tile of the chosen row, coloured as its lines are. */
  headButtons() {
    const {
      state,
      view: { grid },
    } = this
    const first = this.rowOf(state.tile) * grid.columns
    const drawn = [state.tile, ...state.more]
    return grid.column_names.map((name, column) => {
      const order = drawn.indexOf(first + column)
      const head = button("head", name, () => this.toggle(first + column))
      head.setAttribute("aria-pressed", String(order >= 0))
      head.style.setProperty("--tone", order >= 0 ? css(this.colours[TONES[order]]) : "transparent")
      return head
    })
  }

  /** The threshold is a proportion where weights are, and one of the largest number elsewhere. */
  get threshold() {
    return this.state.least * Math.max(1, this.view.most)
  }

  drawMap() {
    const { parts, rows, columns } = this
    const labels = Math.min(112, 18 + 7.4 * Math.max(1, ...rows.map(({ text }) => text.length)))
    parts.box.style.setProperty("--labels", `${labels}px`)
    const side = cellSide(parts.box.clientWidth - labels - 4, columns.length)
    const isResized = this.cell !== side
    this.cell = side
    paintMap(parts.map, this.matrices[0], rows.length, columns.length, side, this.threshold, this.colours)
    if (this.isRenamed || isResized) this.labelMap(side)
  }

  labelMap(side) {
    const { parts, rows, columns } = this
    parts.rowLabels.replaceChildren(
      ...rows.map((group) => {
        const label = labelOf("row-label", group)
        label.textContent = group.text
        label.style.height = `${side}px`
        return label
      }),
    )
    parts.columnLabels.replaceChildren(
      ...columns.map((group) => {
        const label = labelOf("column-label", group)
        label.append(element("span", "", group.text))
        label.style.width = `${side}px`
        return label
      }),
    )
  }

  drawLines() {
    const { parts, rows, columns } = this
    this.high = tokenHeight(Math.max(rows.length, columns.length))
    parts.between.style.height = `${Math.max(rows.length, columns.length) * this.high}px`
    if (this.isRenamed || !this.buttons) {
      this.buttons = {
        left: tokenColumn(parts.left, rows, this.high, this.actsOf("row")),
        right: tokenColumn(parts.right, columns, this.high, this.actsOf("column")),
      }
    }
    this.wide = Math.max(60, parts.between.clientWidth || LINES_WIDE)
    paintLines(parts.all, this.layers(), this.field())
  }

  /** What hovering, leaving and pressing a token of one side ("row" or "column") does. */
  actsOf(side) {
    return {
      press: (number) => this.press(side, number),
      enter: (number) => this.hover({ [side]: number }),
      leave: () => this.hover(null),
    }
  }

  layers() {
    return this.matrices.map((matrix, number) => ({ matrix, colour: this.tones[number] }))
  }

  field() {
    const { rows, columns, high, wide, threshold } = this
    return { rows: rows.length, columns: columns.length, high, wide, threshold }
  }

  // ---- hovering and pinning

  hover(place) {
    if (!place && !this.hovered) return
    this.hovered = place
    this.focusOn()
  }

  press(side, number) {
    const groups = side === "row" ? this.rows : this.columns
    const pin = `${side === "row" ? "l" : "r"}${groups[number].places[0]}`
    this.change({ pin: this.state.pin === pin ? null : pin })
  }

  /** Fade all lines but those of the token (or the cell) that is hovered or, failing that, pinned. */
  focusOn() {
    const pin = pinnedPlace(this.state.pin, this.rows, this.columns)
    const place = this.hovered ?? pin
    const { row, column } = place ?? {}
    const isWanted = (r, c) => (row === undefined || r === row) && (column === undefined || c === column)
    this.parts.all.classList.toggle("faded", Boolean(place))
    paintLines(this.parts.some, place ? this.layers() : [], this.field(), isWanted)
    this.shadeTokens(place ?? {})
    this.markTokens(place ?? {}, pin ?? {})
    this.drawCursor(place)
    this.read(place)
  }

  /** Of a row its weights behind the tokens at the right, of a column those at the left. */
  shadeTokens({ row, column }) {
    const { matrices, rows, columns, tones, buttons } = this
    const width = columns.length
    const most = Math.max(...matrices.map(largest)) || 1
    const ofRow = (matrix) => matrix.subarray(row * width, (row + 1) * width)
    const ofColumn = (matrix) => Float32Array.from(rows, (_, r) => matrix[r * width + column])
    const [isRow, isColumn] = [row !== undefined, column !== undefined]
    shade(buttons.right, isRow && !isColumn ? matrices.map(ofRow) : null, tones, most)
    shade(buttons.left, isColumn && !isRow ? matrices.map(ofColumn) : null, tones, most)
  }

  markTokens(place, pin) {
    const { buttons, parts } = this
    for (const list of [buttons.left, [...parts.rowLabels.children]]) markGroup(list, place.row, pin.row)
    for (const list of [buttons.right, [...parts.columnLabels.children]])
      markGroup(list, place.column, pin.column)
  }

  drawCursor(place) {
    const { row, column } = place ?? {}
    const { cell, rows, columns } = this
    Object.assign(this.parts.cursor.style, {
      display: place ? "block" : "none",
      left: `${(column ?? 0) * cell}px`,
      top: `${(row ?? 0) * cell}px`,
      width: `${(column === undefined ? columns.length : 1) * cell}px`,
      height: `${(row === undefined ? rows.length : 1) * cell}px`,
    })
  }

  read(place) {
    const {
      view: { texts },
      parts,
      rows,
      columns,
    } = this
    if (!place) return parts.readout.replaceChildren(element("p", "hint", texts.hint))
    const lines = this.matrices.map((matrix, number) => {
      const line = element("p", "line")
      const dot = element("i", "dot")
      dot.style.background = css(this.tones[number])
      const name = element("b", "", this.name(this.shown[number]))
      line.append(dot, name, ` ${weightsText(matrix, place, rows, columns)}`)
      return line
    })
    return parts.readout.replaceChildren(
      element("p", "about", headline(place, rows, columns, texts)),
      ...lines,
    )
  }

  // ---- pointer and keys

  tileUnder(event) {
    const { rows, columns } = this.view.grid
    const step = this.side + GAP
    const box = this.parts.tiles.getBoundingClientRect()
    const [row, column] = cellUnder(event, box, { wide: step, high: step }, [rows, columns])
    return row * columns + column
  }

  clickTile(event) {
    const tile = this.tileUnder(event)
    const together = event.shiftKey || event.ctrlKey || event.metaKey
    if (together && this.rowOf(tile) === this.rowOf(this.state.tile)) this.toggle(tile)
    else this.choose(tile)
  }

  point(event) {
    const box = this.parts.map.getBoundingClientRect()
    const row = Math.floor((event.clientY - box.top) / this.cell)
    const column = Math.floor((event.clientX - box.left) / this.cell)
    const isInside = row >= 0 && row < this.rows.length && column >= 0 && column < this.columns.length
    if (!isInside) this.hover(null)
    else if (this.hovered?.row !== row || this.hovered?.column !== column) this.hover({ row, column })
  }

  gridKey(event) {
    const move = moveOf(event, GRID_MOVES)
    if (!move) return
    const { rows, columns } = this.view.grid
    const { tile } = this.state
    const [row, column] = movedInside([this.rowOf(tile), tile % columns], move, [rows, columns])
    this.choose(row * columns + column)
  }

  mapKey(event) {
    if (event.key === "Enter" && this.hovered) return this.press("row", this.hovered.row)
    if (event.key === "Escape") return this.change({ pin: null })
    const move = moveOf(event, GRID_MOVES)
    if (!move) return undefined
    // The first key goes to the first cell, wherever it points.
    const from = this.hovered
      ? [this.hovered.row ?? 0, this.hovered.column ?? 0]
      : move.map((by) => (by ? -by : 0))
    const [row, column] = movedInside(from, move, [this.rows.length, this.columns.length])
    this.hover({ row, column })
    return this.parts.cursor.scrollIntoView({ block: "nearest", inline: "nearest" })
  }
}

function labelOf(className, { text, special }) {
  const label = element("div", special ? `${className} special` : className)
  label.title = text
  return label
}

function markName(list, size, side, chosen) {
  for (const [number, name] of [...list.children].entries()) {
    name.style[size] = `${side + GAP}px`
    name.classList.toggle("chosen", number === chosen)
  }
}

/** Which of a side's tokens is hovered, and which is pinned. */
function markGroup(list, hot, pinned) {
  for (const [number, token] of list.entries()) {
    token.classList.toggle("hot", number === hot)
    token.classList.toggle("pinned", number === pinned)
    if (token.tagName === "BUTTON") token.setAttribute("aria-pressed", String(number === pinned))
  }
}

export default renderer(Attention, "state")
