/** A translation to walk through: what is written piece by piece, where it looks, and every block of both towers. */

import { Choice } from "../../../app/components/choice.js"
import { css, readableOn, themeColours } from "../../../app/components/colours.js"
import { button, element, range } from "../../../app/components/dom.js"
import {
  divergingScale,
  gradient,
  paintPixels,
  sequentialScale,
  shadesOf,
  sizeQuantile,
} from "../../../app/components/heatmap.js"
import {
  cellUnder,
  clamp,
  GRID_MOVES,
  movedInside,
  moveOf,
  ROW_MOVES,
  STEP_MOVES,
} from "../../../app/components/keys.js"
import { unpack } from "../../../app/components/message.js"
import { compact, precise } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { scrolling } from "../../../app/components/scroll_hint.js"
import { largestOf, moved, numberOf, tableOf, weightsOf } from "./walk.js"

const PACE = { write: 700, walk: 1100 } // milliseconds a piece, a block
const LEAST_CELL = 4
const LEAST_LINE = 13 // of a cell with a name beside it
const MOST_CELL = 24
const [MAP_WIDTH, MAP_HEIGHT] = [560, 182] // pixels that a map may have, where its cells are not too small
const HAN = /\p{Script=Han}/u
const EDGE = 0.98 // the proportion of a state's numbers within its scale

/**
 * @typedef {object} Header beside one array a step: attention weights (H, T, S), or numbers (T, D)
 * @property {string} key of the translation: another one starts anew
 * @property {string[]} words what the encoder reads
 * @property {string[]} read what the decoder reads
 * @property {string[]} pieces what it writes
 * @property {import("./walk.js").Step[]} steps in the order of their computation, with `title`, `shape`, `about`
 * @property {number} layers
 * @property {number} heads
 * @property {{step: string, piece: number, head: number}} place
 * @property {Record<string, string>} texts
 */

class Towers {
  constructor(root) {
    this.root = root
    this.choice = new Choice()
    this.playing = null
  }

  /** New data from the server, or a new theme. */
  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    const { key, place, pieces } = this.view
    if (this.key !== key || !this.choice.isUnanswered) {
      this.step = numberOf(this.view.steps, place.step)
      this.piece = clamp(place.piece, 0, pieces.length - 1)
      this.head = place.head
    }
    if (this.key !== key) {
      this.stop()
      this.shown = pieces.length
      this.cursor = null
    }
    this.key = key
    this.build()
    this.paint()
    this.choice.resume()
  }

  pause() {
    this.choice.pause()
  }

  stop() {
    clearInterval(this.timer)
    this.playing = null
  }

  /** Something was chosen: shown at once, told to the server when no more follows. */
  chose() {
    this.paint()
    const { step, piece, head } = this
    if (!this.playing) this.choice.make(() => this.send({ step: this.view.steps[step].name, piece, head }))
  }

  play(what) {
    const isOn = this.playing === what
    this.stop()
    if (isOn) return this.chose()
    if (what === "write") this.shown = 0
    if (what === "walk" && this.step === this.view.steps.length - 1) this.step = 0
    this.playing = what
    this.timer = setInterval(() => this.tick(), PACE[what])
    this.tick()
  }

  tick() {
    const { steps, pieces } = this.view
    if (!this.root.isConnected) return this.stop()
    if (this.playing === "write") {
      this.shown = Math.min(this.shown + 1, pieces.length)
      this.piece = this.shown - 1
      if (this.shown === pieces.length) this.stop()
    } else {
      this.step = moved(steps, this.step, 1)
      if (this.step === steps.length - 1) this.stop()
    }
    this.chose()
  }

  build() {
    const { texts, words, read, pieces } = this.view
    const written = element("div", "written")
    this.out = pieces.map((piece, number) => button("chip piece", piece, () => this.choose(number)))
    this.writeButton = this.control("write", () => this.play("write"))
    const chips = element("div", "chips out")
    chips.setAttribute("role", "group")
    chips.setAttribute("aria-label", texts.writes)
    chips.onkeydown = (event) => this.pieceKey(event)
    chips.append(...this.out)
    written.append(element("span", "label", texts.writes), chips, this.writeButton)
    this.rows = {
      cross: this.lookRow(texts.cross, words),
      self: this.lookRow(texts.self, read),
      encoder: this.lookRow(texts.encoder, words),
    }
    const looks = element("section", "looks")
    looks.append(written, this.headRow(), ...Object.values(this.rows).map(({ row }) => row))
    const beside = element("section", "beside")
    beside.append(looks, this.panel())
    this.root.replaceChildren(this.towers(), beside)
  }

  control(name, press) {
    return button("control", this.view.texts[name], press)
  }

  headRow() {
    const { texts, heads } = this.view
    const row = element("div", "heads")
    row.setAttribute("role", "group")
    row.setAttribute("aria-label", texts.heads)
    this.headButtons = range(heads + 1).map((head) =>
      button("number", head ? String(head) : texts.mean, () => {
        this.head = head
        this.chose()
      }),
    )
    this.layerNote = element("span", "note")
    row.append(element("span", "label", texts.heads), ...this.headButtons, this.layerNote)
    return row
  }

  lookRow(title, names) {
    const row = element("div", "look")
    const chips = names.map((name) => element("span", "chip", name))
    const line = element("div", "chips")
    line.append(...chips)
    const label = element("span", "label")
    row.append(label, line)
    return { row, chips, label, title }
  }

  towers() {
    const { texts, steps } = this.view
    const made = element("nav", "towers")
    made.setAttribute("aria-label", texts.towers)
    made.onkeydown = (event) => this.walkKey(event)
    this.blocks = steps.map((step, number) => {
      const block = button(`block ${step.step}`, step.label, () => this.goTo(number))
      block.dataset.step = step.name
      return block
    })
    for (const name of ["encoder", "decoder"]) {
      const tower = element("div", `tower ${name}`)
      const column = element("div", "column")
      const own = steps.flatMap((step, number) => (step.tower === name ? [[step, number]] : []))
      const layers = [...new Set(own.map(([step]) => step.layer))]
      for (const layer of layers) column.append(this.group(layer, own))
      const [last, number] = own.at(-1)
      if (last.step === "output") column.append(this.blocks[number])
      tower.append(column, element("div", "foot", texts[`${name}_reads`]))
      made.append(tower)
    }
    return made
  }

  /** The blocks of a layer, or those before and after the layers. */
  group(layer, own) {
    const group = element("div", layer ? "group layer" : "group")
    if (layer) group.append(element("span", "layer-name", `${this.view.texts.layer} ${layer}`))
    const blocks = own.filter(([step]) => step.layer === layer).map(([, number]) => this.blocks[number])
    group.append(...(layer ? blocks.reverse() : blocks.slice(0, 1)))
    return group
  }

  panel() {
    const panel = element("div", "panel")
    const bar = element("div", "bar")
    this.previous = button("control", "‹", () => this.goTo(moved(this.view.steps, this.step, -1)))
    this.next = button("control", "›", () => this.goTo(moved(this.view.steps, this.step, 1)))
    this.previous.setAttribute("aria-label", this.view.texts.previous)
    this.next.setAttribute("aria-label", this.view.texts.next)
    this.walkButton = this.control("walk", () => this.play("walk"))
    this.count = element("span", "count")
    this.title = element("h3", "title")
    this.title.setAttribute("aria-live", "polite")
    bar.append(this.previous, this.walkButton, this.next, this.title, this.count)
    this.shape = element("p", "shape")
    this.about = element("p", "about")
    this.map = element("div", "map")
    this.readout = element("p", "readout")
    this.legend = element("p", "legend")
    const told = element("div", "told")
    told.append(this.shape, this.legend, this.readout)
    panel.append(bar, scrolling(this.map), told, this.about)
    return panel
  }

  choose(number) {
    this.stop()
    this.shown = this.view.pieces.length
    this.piece = number
    this.chose()
  }

  goTo(number) {
    this.stop()
    this.step = number
    this.cursor = null
    this.chose()
  }

  pieceKey(event) {
    const by = moveOf(event, ROW_MOVES)
    if (!by) return
    this.choose(clamp(this.piece + by, 0, this.view.pieces.length - 1))
    this.out[this.piece].focus()
  }

  walkKey(event) {
    const by = moveOf(event, STEP_MOVES)
    if (!by) return
    // The towers grow upwards: the arrow up goes on.
    this.goTo(
      moved(this.view.steps, this.step, event.key === "ArrowUp" || event.key === "ArrowDown" ? -by : by),
    )
    this.blocks[this.step].focus()
  }

  paint() {
    this.colours = themeColours(this.root)
    this.paintLooks()
    this.paintTowers()
    this.paintMap()
  }

  /** The layer whose attentions light up: that of the open block, else the last. */
  layer() {
    return this.view.steps[this.step].layer ?? this.view.layers
  }

  paintLooks() {
    const { arrays, texts, pieces, words } = this.view
    const layer = this.layer()
    const piece = Math.max(0, this.piece)
    for (const [number, chip] of this.out.entries()) {
      chip.classList.toggle("chosen", number === piece)
      chip.classList.toggle("unwritten", number >= this.shown)
      chip.setAttribute("aria-pressed", String(number === piece))
    }
    for (const [head, number] of this.headButtons.entries())
      number.classList.toggle("chosen", head === this.head)
    this.layerNote.textContent = `${texts.layer} ${layer}`
    const cross = weightsOf(arrays[`decoder_${layer}_cross`], this.head, piece)
    const most = largestOf(cross)
    this.shade("cross", cross, pieces[piece])
    this.shade("self", weightsOf(arrays[`decoder_${layer}_self`], this.head, piece), pieces[piece], piece)
    this.shade("encoder", weightsOf(arrays[`encoder_${layer}_self`], this.head, most), words[most])
    for (const [number, chip] of this.rows.cross.chips.entries())
      chip.classList.toggle("most", number === most)
    this.writeButton.textContent = this.playing === "write" ? texts.pause : texts.write
  }

  shade(name, weights, who, last = Number.POSITIVE_INFINITY) {
    const { chips, label, title } = this.rows[name]
    const scale = sequentialScale(this.colours, 1)
    label.textContent = title.replace("◯", who)
    for (const [number, chip] of chips.entries()) {
      const isHidden = number > last
      const colour = scale.colour(isHidden ? 0 : weights[number])
      chip.style.background = css(colour)
      chip.style.color = css(readableOn(colour, this.colours))
      chip.classList.toggle("masked", isHidden)
      chip.title = isHidden ? this.view.texts.masked : `${chip.textContent}: ${precise(weights[number])}`
    }
  }

  paintTowers() {
    const { steps, texts } = this.view
    const isCross = steps[this.step].step === "cross"
    for (const [number, block] of this.blocks.entries()) {
      block.classList.toggle("chosen", number === this.step)
      block.classList.toggle("done", number < this.step)
      const isTop = steps[number].tower === "encoder" && steps[number + 1]?.tower === "decoder"
      block.classList.toggle("feeds", isCross && isTop)
    }
    const step = steps[this.step]
    this.title.textContent = step.title
    this.shape.textContent = step.shape
    this.about.textContent = step.about
    this.count.textContent = `${this.step + 1} / ${steps.length}`
    this.previous.disabled = this.step === 0
    this.next.disabled = this.step === steps.length - 1
    this.walkButton.textContent = this.playing === "walk" ? texts.pause : texts.walk
  }

  paintMap() {
    const step = this.view.steps[this.step]
    const matrix = this.view.arrays[step.name]
    const isAttention = matrix.shape.length === 3
    const table = tableOf(matrix, this.head)
    const isPositive = isAttention || step.step === "output"
    const end = isPositive ? 1 : sizeQuantile(table.data, EDGE)
    const scale = isPositive ? sequentialScale(this.colours, 1) : divergingScale(this.colours, end)
    const rows = step.rows === "words" ? this.view.words : this.view.read
    const columns = isAttention ? (step.columns === "words" ? this.view.words : this.view.read) : null
    const high = clamp(Math.floor(MAP_HEIGHT / table.rows), LEAST_LINE, MOST_CELL)
    const wide = isAttention ? clamp(Math.floor(MAP_WIDTH / table.columns), LEAST_LINE, 32) : LEAST_CELL
    const cell = { wide: step.step === "output" ? 3 : wide, high }
    const canvas = element("canvas")
    Object.assign(canvas.style, {
      width: `${cell.wide * table.columns}px`,
      height: `${high * table.rows}px`,
    })
    paintPixels(canvas, table.data, table.rows, table.columns, shadesOf(scale))
    const cells = element("div", "cells")
    cells.tabIndex = 0
    cells.setAttribute("role", "img")
    cells.setAttribute("aria-label", step.title)
    this.mark = element("i", "mark")
    cells.append(canvas, this.mark)
    const told = { table, rows, columns, cell, step }
    cells.onpointermove = cells.onpointerdown = (event) =>
      this.point(told, cellUnder(event, cells.getBoundingClientRect(), cell, [table.rows, table.columns]))
    cells.onkeydown = (event) => {
      const move = moveOf(event, GRID_MOVES)
      if (move) this.point(told, movedInside(this.cursor ?? [0, 0], move, [table.rows, table.columns]))
    }
    this.map.replaceChildren(...this.labels(told), cells)
    const bar = element("i", "strip")
    bar.style.background = gradient(scale)
    this.legend.replaceChildren(compact(scale.from), bar, compact(scale.to))
    const at = this.cursor ?? [Math.min(this.piece, table.rows - 1), 0]
    this.point(told, [clamp(at[0], 0, table.rows - 1), clamp(at[1], 0, table.columns - 1)], false)
  }

  labels({ rows, columns, cell }) {
    const left = element("div", "row-labels")
    for (const name of rows) {
      const label = element("span", "", name)
      label.style.height = label.style.lineHeight = `${cell.high}px`
      left.append(label)
    }
    const top = element("div", columns ? "column-labels" : "column-labels none")
    for (const name of columns ?? []) {
      const label = element("span", HAN.test(name) ? "" : "latin", name) // turned round, Chinese stands on its head
      label.style.width = `${cell.wide}px`
      top.append(label)
    }
    return [element("div", "corner"), top, left]
  }

  point({ table, rows, columns, cell, step }, [row, column], isChosen = true) {
    if (isChosen) this.cursor = [row, column]
    Object.assign(this.mark.style, {
      left: `${column * cell.wide}px`,
      top: `${row * cell.high}px`,
      width: `${cell.wide}px`,
      height: `${cell.high}px`,
    })
    const names = step.step === "output" ? this.view.vocabulary : columns
    const name = names ? names[column] : `d = ${column}`
    const value = precise(table.data[row * table.columns + column])
    this.readout.textContent = `${rows[row]} → ${name}: ${value}`
  }
}

export default renderer(Towers, "go")
