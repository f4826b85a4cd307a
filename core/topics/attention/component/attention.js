// All maps of a model as tiles, the chosen one large and as lines. shared.js, attention.maps.js and
// attention.lines.js stand before this file.

const WAIT = 350 // milliseconds after which a setting is told to the server
const PATIENCE = 1500 // milliseconds in which an answer may still be to an earlier wish
const IDLE = 700 // milliseconds without a wish after which the maps not yet here are asked for
const LOUDEST = 4 // weights that the readout names

const instances = new WeakMap()

class Attention {
  constructor(root) {
    this.root = root
    this.kept = new Map()
    this.when = 0
    let width = 0
    new ResizeObserver(() => {
      if (!this.view || Math.abs(root.clientWidth - width) < 2) return
      width = root.clientWidth
      this.draw()
    }).observe(root)
  }

  // New data from the server, or a new theme.
  update(bytes, send) {
    const before = this.view
    this.view = unpack(bytes, Uint8Array)
    this.send = send
    this.decode = decoder(this.view.most)
    const fresh = !before || before.key !== this.view.key
    if (fresh) this.kept.clear()
    this.keep()
    const late = !fresh && Date.now() - this.when < PATIENCE
    if (!late) this.state = { ...this.view.state }
    if (!before || before.made !== this.view.made) this.build()
    this.completeWhenIdle()
    if (this.pictured() !== this.picture) this.draw() // if only more maps came, a token hovered stays so
  }

  // What a picture shows, to tell whether it is still the one wished for.
  pictured() {
    return JSON.stringify([this.view.key, this.view.made, this.state, themeColours(this.root)])
  }

  // Every map that came, by its tile.
  keep() {
    const { maps } = this.view.arrays, size = maps.shape[1] * maps.shape[2]
    this.view.loaded.forEach((tile, number) => this.kept.set(tile, maps.data.slice(number * size, (number + 1) * size)))
  }

  // The first answer holds one row of the grid, so that it is quick; all others come once nobody waits,
  // and then no layer needs the server. A busy server hears only the last of two messages, so what was
  // chosen goes along.
  completeWhenIdle() {
    clearTimeout(this.idle)
    if (this.kept.size >= this.view.grid.rows * this.view.grid.columns) return
    this.idle = setTimeout(() => this.send({ ...(this.when ? this.state : {}), whole: true }), IDLE)
  }

  // A setting changes here at once; the server hears of it a little later, for the link and other parts.
  change(patch) {
    Object.assign(this.state, patch)
    this.when = Date.now()
    clearTimeout(this.timer)
    this.completeWhenIdle()
    const tell = () => this.send({ ...this.state })
    if (this.kept.has(this.state.tile)) this.timer = setTimeout(tell, WAIT)
    else tell()
    this.draw()
  }

  choose(tile) {
    this.change({ tile, more: this.rowOf(tile) === this.rowOf(this.state.tile) ? this.state.more.filter((other) => other !== tile) : [] })
  }

  // Draw another head over the chosen one, or take it away again.
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
    return texts.tile.replace("{row}", grid.row_names[this.rowOf(tile)]).replace("{column}", grid.column_names[tile % grid.columns])
  }

  // ---- what stands on the page, once

  build() {
    const parts = (this.parts = {})
    this.buttons = this.named = this.drawn = null
    const top = element("div", "top"), below = element("div", "below")
    top.append(this.buildGrid(), this.buildSide())
    below.append(this.buildMap(), this.buildLines())
    this.root.replaceChildren(top, below)
    parts.cells.setAttribute("aria-label", this.view.texts.map)
  }

  buildGrid() {
    const { grid, texts } = this.view, parts = this.parts
    const box = (parts.grid = element("section", "grid"))
    parts.tiles = element("canvas")
    parts.ring = element("i", "ring")
    parts.band = element("i", "band")
    const stage = element("div", "stage")
    stage.tabIndex = 0
    stage.setAttribute("role", "application")
    stage.setAttribute("aria-label", texts.grid)
    stage.append(parts.tiles, parts.band, parts.ring)
    stage.onpointermove = (event) => (stage.title = this.name(this.tileAt(event)))
    stage.onclick = (event) => {
      const tile = this.tileAt(event), together = event.shiftKey || event.ctrlKey || event.metaKey
      if (together && this.rowOf(tile) === this.rowOf(this.state.tile)) this.toggle(tile)
      else this.choose(tile)
    }
    stage.onkeydown = (event) => this.step(event)
    parts.stage = stage
    parts.columnNames = element("div", "column-names")
    parts.rowNames = element("div", "row-names")
    parts.columnNames.append(...grid.column_names.map((name) => element("span", "", name)))
    parts.rowNames.append(...grid.row_names.map((name) => element("span", "", name)))
    const frame = element("div", grid.wordy ? "frame wordy" : "frame")
    const corner = element("div", "corner", texts.corner)
    frame.append(corner, parts.columnNames, parts.rowNames, stage)
    box.append(frame)
    return box
  }

  buildSide() {
    const { texts } = this.view, parts = this.parts
    const side = element("section", "side")
    parts.title = element("h3", "title")
    parts.title.setAttribute("aria-live", "polite")
    parts.heads = element("div", "heads")
    parts.heads.setAttribute("role", "group")
    parts.heads.setAttribute("aria-label", texts.together)
    const together = element("div", "together")
    together.append(element("span", "name", texts.together), parts.heads)
    parts.together = together
    const settings = element("div", "settings")
    parts.hide = this.check(texts.hide, (on) => this.change({ hide: on }))
    parts.words = this.check(texts.words, (on) => this.change({ words: on, pin: null }))
    settings.append(parts.hide.box, parts.words.box, this.buildThreshold(), this.buildPair())
    parts.readout = element("div", "readout")
    parts.readout.setAttribute("aria-live", "polite")
    side.append(parts.title, together, settings, parts.readout)
    return side
  }

  check(text, act) {
    const box = element("label", "check"), input = element("input")
    input.type = "checkbox"
    input.onchange = () => act(input.checked)
    box.append(input, element("span", "", text))
    return { box, input }
  }

  buildThreshold() {
    const box = element("label", "threshold"), input = element("input")
    Object.assign(input, { type: "range", min: 0, max: 0.5, step: 0.01 })
    input.oninput = () => this.change({ least: Number(input.value) })
    this.parts.least = input
    this.parts.leastValue = element("output")
    box.append(element("span", "", this.view.texts.least), input, this.parts.leastValue)
    return box
  }

  buildPair() {
    const { texts, second } = this.view
    const box = element("label", "pair"), select = element("select")
    for (const [value, text] of Object.entries(texts.pairs)) {
      const option = element("option", "", text)
      option.value = value
      select.append(option)
    }
    select.onchange = () => this.change({ pair: select.value, pin: null })
    box.append(element("span", "", texts.pair), select)
    box.hidden = second === null
    this.parts.pair = { box, select }
    return box
  }

  buildMap() {
    const parts = this.parts, box = element("section", "map")
    const cells = element("div", "cells")
    Object.assign(parts, { box, cells, map: element("canvas"), cursor: element("i", "cursor"), rowLabels: element("div", "row-labels"), columnLabels: element("div", "columns") })
    cells.tabIndex = 0
    cells.setAttribute("role", "application")
    cells.append(parts.map, parts.cursor)
    cells.onpointermove = (event) => this.point(event)
    cells.onpointerleave = () => this.hover(null)
    cells.onclick = () => this.hovered && this.press("left", this.hovered.row)
    cells.onkeydown = (event) => this.walk(event)
    cells.onblur = () => this.hover(null)
    box.append(element("div", "corner"), parts.columnLabels, parts.rowLabels, cells)
    return box
  }

  buildLines() {
    const parts = this.parts, box = element("section", "lines")
    parts.left = element("div", "tokens left")
    parts.right = element("div", "tokens right")
    parts.all = element("canvas", "all")
    parts.some = element("canvas", "some")
    parts.between = element("div", "between")
    parts.between.append(parts.all, parts.some)
    box.append(parts.left, parts.between, parts.right)
    box.onkeydown = (event) => event.key === "Escape" && this.change({ pin: null })
    return box
  }

  // ---- drawing

  draw() {
    this.colours = themeColours(this.root)
    this.drawGrid()
    this.drawSettings()
    const here = [this.state.tile, ...this.state.more].filter((tile) => this.kept.has(tile))
    const waiting = !this.kept.has(this.state.tile)
    this.picture = waiting ? null : this.pictured()
    if (here.length && !waiting) this.shown = here
    this.root.classList.toggle("waiting", waiting)
    if (waiting && this.matrices) return // the picture stays until its maps arrive; drawing would hold the wish back
    if (!this.shown || !this.shown.every((tile) => this.kept.has(tile))) this.shown = [this.view.loaded[0]]
    const { state, view } = this, [from, to] = state.pair === "all" || view.second === null ? [null, null] : state.pair
    this.rows = groupsOf(view, state, from)
    this.columns = groupsOf(view, state, to)
    this.matrices = this.shown.map((tile) => matrixOf(this.kept.get(tile), view.tokens.length, this.rows, this.columns, this.decode))
    this.tones = this.shown.map((_, number) => this.colours[TONES[number]])
    this.hovered = null
    const named = JSON.stringify([view.key, view.made, state.hide, state.words, from, to])
    this.renamed = this.named !== named
    this.named = named
    this.drawMap()
    this.drawLines()
    this.focusOn()
  }

  drawGrid() {
    const { view: { grid }, parts } = this
    const names = grid.wordy ? 92 : 22
    const room = Math.min(parts.grid.clientWidth, grid.wordy ? 560 : 600) - names
    const side = Math.max(16, Math.min(grid.wordy ? 104 : 64, Math.floor((room + GAP) / grid.columns) - GAP))
    const drawn = `${this.view.key} ${this.view.made} ${side} ${Object.values(this.colours).join(" ")}`
    if (this.drawn !== drawn) paintTiles(parts.tiles, this.view, side, this.colours)
    Object.assign(this, { side, drawn })
    const place = this.state.tile
    const at = (row, column) => ({ left: `${column * (side + GAP)}px`, top: `${row * (side + GAP)}px` })
    Object.assign(parts.ring.style, at(this.rowOf(place), place % grid.columns), { width: `${side}px`, height: `${side}px` })
    Object.assign(parts.band.style, at(this.rowOf(place), 0), { width: parts.tiles.style.width, height: `${side}px` })
    ;[...parts.columnNames.children].forEach((one, number) => {
      one.style.width = `${side + GAP}px`
      one.classList.toggle("chosen", number === place % grid.columns)
    })
    ;[...parts.rowNames.children].forEach((one, number) => {
      one.style.height = `${side + GAP}px`
      one.classList.toggle("chosen", number === this.rowOf(place))
    })
  }

  drawSettings() {
    const { state, view, parts } = this, { grid } = view
    parts.title.textContent = this.name(state.tile)
    const first = this.rowOf(state.tile) * grid.columns
    const tiles = range(grid.columns).map((column) => first + column)
    const drawn = [state.tile, ...state.more]
    parts.together.hidden = grid.columns < 2
    parts.heads.replaceChildren(...tiles.map((tile) => {
      const one = button("head", grid.column_names[tile % grid.columns], () => this.toggle(tile)), order = drawn.indexOf(tile)
      one.setAttribute("aria-pressed", String(order >= 0))
      one.style.setProperty("--tone", order >= 0 ? css(this.colours[TONES[order]]) : "transparent")
      return one
    }))
    parts.hide.input.checked = state.hide
    parts.words.input.checked = state.words
    parts.least.value = state.least
    parts.leastValue.textContent = state.least.toFixed(2)
    parts.pair.select.value = state.pair
    parts.pair.box.hidden = view.second === null
  }

  // The threshold is a share where weights are shares, and of the largest number elsewhere.
  get threshold() {
    return this.state.least * Math.max(1, this.view.most)
  }

  drawMap() {
    const { parts, rows, columns } = this
    const labels = Math.min(112, 18 + 7.4 * Math.max(1, ...rows.map(({ text }) => text.length)))
    parts.box.style.setProperty("--labels", `${labels}px`)
    const side = Math.max(LEAST_SIDE, Math.min(MOST_SIDE, Math.floor((parts.box.clientWidth - labels - 4) / Math.max(1, columns.length))))
    const resized = this.cell !== side
    this.cell = side
    paintMap(parts.map, this.matrices[0], rows.length, columns.length, side, this.threshold, this.colours)
    if (!this.renamed && !resized) return
    parts.rowLabels.replaceChildren(...rows.map(({ text, special }) => {
      const one = element("div", special ? "row-label special" : "row-label", text)
      one.style.height = `${side}px`
      one.title = text
      return one
    }))
    parts.columnLabels.replaceChildren(...columns.map(({ text, special }) => {
      const one = element("div", special ? "column-label special" : "column-label")
      one.append(element("span", "", text))
      one.style.width = `${side}px`
      one.title = text
      return one
    }))
  }

  drawLines() {
    const { parts, rows, columns } = this
    const high = Math.max(rows.length, columns.length) > 40 ? 17 : 24
    this.high = high
    const acts = { press: (side, number) => this.press(side, number), enter: (side, number) => this.hover(side === "left" ? { row: number } : { column: number }), leave: () => this.hover(null) }
    const height = Math.max(rows.length, columns.length) * high
    parts.between.style.height = `${height}px`
    if (this.renamed || !this.buttons) this.buttons = { left: tokenColumn(parts.left, rows, "left", high, acts), right: tokenColumn(parts.right, columns, "right", high, acts) }
    this.wide = Math.max(60, parts.between.clientWidth || LINES_WIDE)
    paintLines(parts.all, this.layers(), rows.length, columns.length, high, this.threshold, this.wide)
  }

  layers() {
    return this.matrices.map((matrix, number) => ({ matrix, colour: this.tones[number] }))
  }

  // ---- hovering and pinning

  hover(place) {
    if (!place && !this.hovered) return
    this.hovered = place
    this.focusOn()
  }

  // A pin names a side and a token: `l3`, `r0`.
  press(side, number) {
    const group = (side === "left" ? this.rows : this.columns)[number], pin = `${side[0]}${group.places[0]}`
    this.change({ pin: this.state.pin === pin ? null : pin })
  }

  pinned() {
    const match = /^([lr])(\d+)$/.exec(this.state.pin ?? "")
    if (!match) return null
    const groups = match[1] === "l" ? this.rows : this.columns
    const number = groups.findIndex(({ places }) => places.includes(Number(match[2])))
    return number < 0 ? null : match[1] === "l" ? { row: number } : { column: number }
  }

  // Fade all lines but those of the token (or the cell) that is hovered or, failing that, pinned.
  focusOn() {
    const { parts, rows, columns } = this, pin = this.pinned(), place = this.hovered ?? pin
    const { row, column } = place ?? {}
    const only = (r, c) => (row === undefined || r === row) && (column === undefined || c === column)
    parts.all.classList.toggle("faded", Boolean(place))
    const some = place ? this.layers() : []
    paintLines(parts.some, some, rows.length, columns.length, this.high, this.threshold, this.wide, only)
    const most = Math.max(...this.matrices.map(largest)) || 1
    const received = row !== undefined && column === undefined
    const given = column !== undefined && row === undefined
    shade(this.buttons.right, received ? this.matrices.map((m) => m.subarray(row * columns.length, (row + 1) * columns.length)) : null, this.tones, most)
    shade(this.buttons.left, given ? this.matrices.map((m) => Float32Array.from(rows, (_, r) => m[r * columns.length + column])) : null, this.tones, most)
    const mark = (list, number, pinnedOne) => list.forEach((one, n) => {
      one.classList.toggle("hot", n === number)
      one.classList.toggle("pinned", n === pinnedOne)
      if (one.tagName === "BUTTON") one.setAttribute("aria-pressed", String(n === pinnedOne))
    })
    mark(this.buttons.left, row, pin?.row)
    mark(this.buttons.right, column, pin?.column)
    mark([...parts.rowLabels.children], row, pin?.row)
    mark([...parts.columnLabels.children], column, pin?.column)
    Object.assign(parts.cursor.style, {
      display: place ? "block" : "none",
      left: `${(column ?? 0) * this.cell}px`, top: `${(row ?? 0) * this.cell}px`,
      width: `${(column === undefined ? columns.length : 1) * this.cell}px`,
      height: `${(row === undefined ? rows.length : 1) * this.cell}px`,
    })
    this.read(place)
  }

  read(place) {
    const { view: { texts }, parts, rows, columns } = this
    if (!place) return parts.readout.replaceChildren(element("p", "hint", texts.hint))
    const { row, column } = place, lines = this.matrices.map((matrix, number) => {
      const line = element("p", "line"), dot = element("i", "dot")
      dot.style.background = css(this.tones[number])
      line.append(dot, element("b", "", this.name(this.shown[number])), ` ${this.weights(matrix, row, column)}`)
      return line
    })
    const head = row === undefined ? texts.looked_at.replace("{token}", columns[column].text)
      : column === undefined ? texts.looks_at.replace("{token}", rows[row].text) : `${rows[row].text} → ${columns[column].text}`
    parts.readout.replaceChildren(element("p", "about", head), ...lines)
  }

  // One weight, or the largest of a row or column with its sum.
  weights(matrix, row, column) {
    const { rows, columns } = this
    if (row !== undefined && column !== undefined) return spelled(matrix[row * columns.length + column])
    const all = row !== undefined
      ? columns.map(({ text }, c) => ({ text, weight: matrix[row * columns.length + c] }))
      : rows.map(({ text }, r) => ({ text, weight: matrix[r * columns.length + column] }))
    const loud = all.toSorted((one, other) => other.weight - one.weight).slice(0, LOUDEST)
    const total = all.reduce((sum, { weight }) => sum + weight, 0)
    return `${loud.map(({ text, weight }) => `${text} ${spelled(weight)}`).join(" · ")}  Σ ${spelled(total)}`
  }

  // ---- pointer and keys

  tileAt(event) {
    const box = this.parts.tiles.getBoundingClientRect(), { rows, columns } = this.view.grid
    const within = (place, most) => Math.max(0, Math.min(most - 1, Math.floor(place / (this.side + GAP))))
    return within(event.clientY - box.top, rows) * columns + within(event.clientX - box.left, columns)
  }

  point(event) {
    const box = this.parts.map.getBoundingClientRect()
    const row = Math.floor((event.clientY - box.top) / this.cell), column = Math.floor((event.clientX - box.left) / this.cell)
    const inside = row >= 0 && row < this.rows.length && column >= 0 && column < this.columns.length
    if (!inside) return this.hover(null)
    if (this.hovered?.row !== row || this.hovered?.column !== column) this.hover({ row, column })
  }

  step(event) {
    const { rows, columns } = this.view.grid, row = this.rowOf(this.state.tile), column = this.state.tile % columns
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }, move = moves[event.key]
    if (!move) return
    event.preventDefault()
    const to = [Math.max(0, Math.min(rows - 1, row + move[0])), Math.max(0, Math.min(columns - 1, column + move[1]))]
    this.choose(to[0] * columns + to[1])
  }

  walk(event) {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }, move = moves[event.key]
    if (event.key === "Enter" && this.hovered) return this.press("left", this.hovered.row)
    if (event.key === "Escape") return this.change({ pin: null })
    if (!move) return
    event.preventDefault()
    const { row = 0, column = 0 } = this.hovered ?? { row: move[0] ? -move[0] : 0, column: move[1] ? -move[1] : 0 }
    this.hover({ row: Math.max(0, Math.min(this.rows.length - 1, row + move[0])), column: Math.max(0, Math.min(this.columns.length - 1, column + move[1])) })
    this.parts.cursor.scrollIntoView({ block: "nearest", inline: "nearest" })
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  if (!instances.has(root)) instances.set(root, new Attention(root))
  const shown = instances.get(root)
  shown.update(data, (state) => setTriggerValue("state", state))
  return () => [shown.timer, shown.idle].forEach(clearTimeout)
}
