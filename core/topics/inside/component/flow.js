// The forward pass as a diagram to walk through, and the opened step beside it.
// shared.js, flow.cells.js and flow.map.js stand before this file in the same script.

const GROUPS = {
  embeddings: [["token", "position", "segment"], ["sum"], ["embedding_norm"]],
  layer: [
    ["queries", "keys", "values"],
    ["scores", "masked", "attention"],
    ["context", "projection"],
    ["attention_norm"],
    ["expanded", "activated", "contracted"],
    ["output"],
  ],
  head: [["pooled", "logits", "probabilities"]],
}
const SIDE_BY_SIDE = ["token", "queries"] // rows whose blocks do not follow one another
const BEFORE = GROUPS.embeddings.flat(), WITHIN = GROUPS.layer.flat(), AFTER = GROUPS.head.flat()
const PACE = 1000 // milliseconds a step while playing
const PATIENCE = 1500 // milliseconds in which an answer may still be to an earlier wish
const ICONS = { previous: "M15 5 8 12l7 7", next: "M9 5l7 7-7 7", play: "M8 5v14l11-7z", pause: "M8 5v14M16 5v14" }
const SVG = "http://www.w3.org/2000/svg"

const instances = new WeakMap()

// Every place of the walk in order, a layer's steps once for each layer (layers count from 1).
function placesOf(layers) {
  const within = range(layers).flatMap((layer) => WITHIN.map((step) => ({ step, layer: layer + 1 })))
  return [...BEFORE.map((step) => ({ step })), ...within, ...AFTER.map((step) => ({ step }))]
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  const path = document.createElementNS(SVG, "path")
  path.setAttribute("d", ICONS[name])
  svg.append(path)
  return svg
}

class Flow {
  constructor(root) {
    this.root = root
    this.cursor = null
    this.parts = {}
    // Opening a step changes the height; only another width asks for another drawing.
    new ResizeObserver(() => this.view && root.clientWidth !== this.width && this.drawMap()).observe(root)
  }

  // New data from the server, or a new theme.
  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    const same = this.parts.made === `${this.view.texts.language} ${this.view.layers} ${this.view.heads}`
    if (!same) this.build()
    this.place = this.arrivedAt()
    this.mark()
    this.open()
    clearTimeout(this.timer)
    if (this.playing) this.timer = setTimeout(() => this.move(1), PACE)
  }

  // The server's answer, or where the visitor has hurried on to meanwhile.
  arrivedAt() {
    const { step, layer, head } = this.view, wanted = this.wanted
    const late = wanted && (wanted.step !== step || wanted.layer !== layer || wanted.head !== head)
    if (late && Date.now() - this.when < PATIENCE) return wanted
    this.wanted = null
    return { step, layer, head }
  }

  go(change) {
    clearTimeout(this.timer)
    this.place = this.wanted = { ...this.place, ...change }
    this.when = Date.now()
    this.mark()
    this.send(this.place)
  }

  move(by) {
    const places = placesOf(this.view.layers), now = this.index(places)
    const next = places[now + by]
    if (next) this.go(next)
    if (!next || now + by === places.length - 1) this.play(false)
  }

  index(places) {
    const inside = WITHIN.includes(this.place.step)
    return places.findIndex(({ step, layer }) => step === this.place.step && (!inside || layer === this.place.layer))
  }

  play(on) {
    this.playing = on
    clearTimeout(this.timer)
    this.markPlay()
    if (on) this.move(1)
  }

  // ---- the diagram and the frame of the opened step, once

  build() {
    const { texts, layers, heads } = this.view
    this.parts = { made: `${texts.language} ${layers} ${heads}`, blocks: {}, layers: [], heads: [] }
    const diagram = element("nav", "diagram")
    diagram.setAttribute("aria-label", texts.diagram)
    diagram.onkeydown = (event) => this.arrow(event)
    diagram.append(this.source(), ...Object.keys(GROUPS).map((name) => this.group(name)), this.verdict())
    const panel = element("section", "panel")
    panel.append(this.controls(), this.heading(), this.map(), this.readout())
    this.root.replaceChildren(diagram, panel)
  }

  source() {
    this.parts.source = element("div", "end")
    return this.parts.source
  }

  verdict() {
    this.parts.verdict = element("div", "end verdict")
    this.parts.note = element("p", "strip-note")
    const end = element("div", "ending")
    end.append(this.parts.verdict, this.parts.note)
    return end
  }

  group(name) {
    const { texts, layers, heads } = this.view
    const group = element("div", `group ${name}`)
    const head = element("div", "group-head")
    head.append(element("span", "group-name", texts.groups[name]))
    group.append(head)
    if (name === "layer") {
      group.append(this.numbers("layer", layers), this.numbers("head", heads))
    }
    const rows = element("div", "rows")
    rows.append(...GROUPS[name].map((row) => this.row(row)))
    if (name === "layer") rows.append(element("i", "bypass first"), element("i", "bypass second"))
    group.append(rows)
    return group
  }

  row(steps) {
    const row = element("div", SIDE_BY_SIDE.includes(steps[0]) ? "row" : "row chain")
    row.append(...steps.map((step) => {
      const block = button(`block ${step}`, this.view.texts.names[step], () => this.go({ step }))
      block.dataset.step = step
      const strip = element("canvas", "strip-of")
      strip.setAttribute("aria-hidden", "true")
      block.append(strip)
      this.parts.blocks[step] = block
      return block
    }))
    return row
  }

  numbers(kind, count) {
    const line = element("div", "numbers")
    line.setAttribute("role", "group")
    line.setAttribute("aria-label", this.view.texts[kind])
    line.append(element("span", "numbers-name", this.view.texts[kind]))
    for (const number of range(count)) {
      const one = button("number", String(number + 1), () => this.go({ [kind]: number + 1 }))
      one.setAttribute("aria-label", `${this.view.texts[kind]} ${number + 1}`)
      this.parts[`${kind}s`].push(one)
      line.append(one)
    }
    return line
  }

  controls() {
    const { texts } = this.view
    const bar = element("div", "controls")
    bar.onkeydown = (event) => this.arrow(event)
    const make = (name, press) => {
      const made = button(`control ${name}`, undefined, press)
      made.append(icon(name))
      made.title = texts[name]
      made.setAttribute("aria-label", texts[name])
      return made
    }
    this.parts.previous = make("previous", () => this.move(-1))
    this.parts.play = make("play", () => this.play(!this.playing))
    this.parts.next = make("next", () => this.move(1))
    const progress = element("div", "progress")
    this.parts.progress = element("i")
    progress.append(this.parts.progress)
    this.parts.count = element("span", "count")
    bar.append(this.parts.previous, this.parts.play, this.parts.next, progress, this.parts.count)
    return bar
  }

  heading() {
    const head = element("header", "heading")
    for (const part of ["title", "shape", "about"]) {
      this.parts[part] = element(part === "title" ? "h3" : "p", part)
      head.append(this.parts[part])
    }
    this.parts.title.setAttribute("aria-live", "polite")
    return head
  }

  map() {
    const map = element("div", "map")
    const parts = { columns: element("div", "columns"), rows: element("div", "row-labels"), canvas: element("canvas"), cursor: element("i", "cursor") }
    const cells = element("div", "cells")
    cells.tabIndex = 0
    cells.setAttribute("role", "application")
    cells.append(parts.canvas, parts.cursor)
    cells.onpointermove = (event) => this.point(event)
    cells.onpointerdown = (event) => this.point(event)
    cells.onkeydown = (event) => this.step(event)
    map.append(element("div", "corner"), parts.columns, parts.rows, cells)
    const bar = element("div", "scale")
    const scale = { low: element("span", "low"), strip: element("i", "strip"), high: element("span", "high"), reach: element("span", "reach") }
    bar.append(...Object.values(scale))
    Object.assign(this.parts, { map: { box: map, cells, ...parts }, scale })
    const whole = element("div", "picture")
    whole.append(map, bar)
    return whole
  }

  readout() {
    const readout = element("div", "readout")
    for (const part of ["where", "value", "formula", "terms", "worked"]) {
      this.parts[part] = element(part === "terms" ? "ul" : "div", part)
    }
    const top = element("div", "readout-head")
    top.append(this.parts.value, this.parts.where)
    readout.append(top, this.parts.formula, this.parts.terms, this.parts.worked)
    return readout
  }

  // ---- what changes with the place

  mark() {
    const { step, layer, head } = this.place, { view, parts } = this
    for (const [name, block] of Object.entries(parts.blocks)) {
      block.classList.toggle("chosen", name === step)
      if (name === step) block.setAttribute("aria-current", "step")
      else block.removeAttribute("aria-current")
    }
    for (const [kind, chosen] of [["layers", layer], ["heads", head]]) {
      parts[kind].forEach((one, number) => {
        one.classList.toggle("chosen", number + 1 === chosen)
        one.setAttribute("aria-pressed", String(number + 1 === chosen))
      })
    }
    const places = placesOf(view.layers), now = this.index(places)
    parts.progress.style.width = `${(now / (places.length - 1)) * 100}%`
    parts.count.textContent = `${now + 1} / ${places.length}`
    parts.previous.disabled = now === 0
    parts.next.disabled = now === places.length - 1
    this.markPlay()
  }

  markPlay() {
    const { play } = this.parts, name = this.playing ? "pause" : "play"
    play.replaceChildren(icon(name))
    play.title = this.view.texts[name]
    play.setAttribute("aria-label", this.view.texts[name])
    play.classList.toggle("pause", Boolean(this.playing))
  }

  open() {
    const { view, parts } = this
    parts.title.textContent = view.title
    parts.shape.textContent = view.shape
    parts.about.textContent = view.about
    parts.source.textContent = view.texts.source
    parts.verdict.textContent = view.texts.verdict
    parts.verdict.classList.toggle("positive", view.positive)
    const { rows, columns } = view.arrays.value
    const kept = this.cursor && this.cursor.row < rows && this.cursor.column < columns
    if (!kept) this.cursor = { row: Math.min(1, rows - 1), column: 0 }
    parts.map.cells.setAttribute("aria-label", view.picture)
    this.drawMap()
  }

  drawMap() {
    const { view, parts: { map, scale } } = this
    this.width = this.root.clientWidth
    const colours = themeColours(this.root)
    const colouring = scaleOf(view, colours)
    const labels = Math.min(116, 16 + 7.4 * Math.max(...view.rows.map((text) => text.length)))
    this.root.style.setProperty("--labels", `${labels}px`)
    this.size = sizesOf(view, map.box.clientWidth - 2, labels)
    paint(map.canvas, view, colouring, this.size, colours)
    label(map, view, this.size)
    scaleBar(scale, view, colouring, view.texts)
    this.colours = colours
    this.read()
  }

  // ---- the cursor on the map, and what it reads

  point(event) {
    const box = this.parts.map.canvas.getBoundingClientRect(), { rows, columns } = this.view.arrays.value
    const within = (place, most) => Math.max(0, Math.min(most - 1, Math.floor(place)))
    const row = within((event.clientY - box.top) / this.size.high, rows)
    const column = within((event.clientX - box.left) / this.size.wide, columns)
    if (row === this.cursor.row && column === this.cursor.column) return
    this.cursor = { row, column }
    this.read()
  }

  step(event) {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    const { rows, columns } = this.view.arrays.value
    const row = Math.max(0, Math.min(rows - 1, this.cursor.row + move[0]))
    const column = Math.max(0, Math.min(columns - 1, this.cursor.column + move[1]))
    this.cursor = { row, column }
    this.read()
    this.parts.map.cursor.scrollIntoView({ block: "nearest", inline: "nearest" })
  }

  arrow(event) {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
    if (!by) return
    event.preventDefault()
    this.play(false)
    this.move(by)
  }

  read() {
    const { view, parts, cursor: { row, column }, size } = this
    Object.assign(parts.map.cursor.style, {
      left: `${column * size.wide}px`, top: `${row * size.high}px`,
      width: `${Math.max(size.wide, 3)}px`, height: `${size.high}px`,
    })
    const cell = explain(view, row, column)
    const name = view.columns ? view.columns[column] : `${view.axes[1].toLowerCase()} = ${column}`
    parts.value.textContent = show(cell.value)
    parts.where.textContent = `${view.rows[row]} ${view.columns && view.axes[1] === "S" ? "→" : "·"} ${name}`
    parts.formula.textContent = cell.formula
    parts.worked.textContent = cell.numbers
    parts.terms.replaceChildren(...this.terms(cell))
    if (this.stripped !== view || this.stripRow !== row) this.strips(row)
    ;[...parts.map.rows.children].forEach((one, place) => one.classList.toggle("read", place === row))
    if (view.columns) [...parts.map.columns.children].forEach((one, place) => one.classList.toggle("read", place === column))
  }

  // In every block the first numbers of the token that the cursor is on.
  strips(row) {
    const { view, parts, colours } = this
    Object.assign(this, { stripped: view, stripRow: row })
    const tokens = view.arrays.strips.rows / view.steps.length
    view.steps.forEach((step, number) => {
      const own = AFTER.includes(step) ? 0 : row
      paintStrip(parts.blocks[step].querySelector("canvas"), rowOf(view.arrays.strips, number * tokens + own), view.sequential.includes(step), colours)
    })
    parts.note.textContent = view.texts.strips.replace("{token}", view.rows[row])
  }

  terms(cell) {
    const inner = this.view.inner // names of what is summed over: tokens, or the letter of an axis
    const items = cell.terms.map(({ place, left, right, adds }) => {
      const item = element("li", adds < 0 ? "minus" : "plus")
      const name = Array.isArray(inner) ? inner[place] : `${inner} ${place}`
      const product = right === undefined ? `exp → ${show(adds)}` : `${show(left)} · ${bracketed(right)} = ${show(adds)}`
      item.append(element("b", "", name), ` ${product}`)
      return item
    })
    const { texts } = this.view
    if (cell.more > 0) items.push(element("li", "rest", texts.more.replace("{count}", cell.more)))
    if (items.length) items.push(element("li", "rest", `Σ = ${show(cell.total)}`))
    return items
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  if (!instances.has(root)) instances.set(root, new Flow(root))
  const flow = instances.get(root)
  flow.update(data, (place) => setTriggerValue("go", place))
  return () => clearTimeout(flow.timer)
}
