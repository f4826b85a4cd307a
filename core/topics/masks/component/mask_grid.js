/** Scores + mask → softmax as three tables of one head; a click on the mask lets a token look or not. */

import { Choice } from "../../../app/components/choice.js"
import { css, themeColours } from "../../../app/components/colours.js"
import { element, range } from "../../../app/components/dom.js"
import { divergingScale, gradient, sequentialScale } from "../../../app/components/heatmap.js"
import { GRID_MOVES, movedInside, moveOf } from "../../../app/components/keys.js"
import { at, rowOf, unpack } from "../../../app/components/message.js"
import { compact, precise } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { flipsWith, isSeen } from "./flips.js"

const WAIT = 250 // milliseconds: further cells are often clicked right after the first
const NAMES = ["scores", "mask", "attention"]
const MOST_LETTERS = 11 // of a name beside the grid
const LETTER = 7 // pixels

/** A name beside the grid: a longer one without its middle. */
export const elided = (name) => (name.length > MOST_LETTERS ? `${name.slice(0, 5)}…${name.slice(-5)}` : name)

/**
 * @typedef {object} Header beside `scores`, `mask` (0 or −∞) and `attention`, all (T, T)
 * @property {string[]} tokens
 * @property {boolean[]} real false for padding
 * @property {string[]} flips cells that differ from the chosen kind of mask, as `t.s`
 * @property {Record<string, string>} texts
 */

class MaskGrid {
  constructor(root) {
    this.root = root
    this.cursor = [0, 0]
    this.choice = new Choice(WAIT)
    /** @type {import("./flips.js").Pending} */
    this.pending = new Map()
  }

  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    const { flips, tokens, texts } = this.view
    for (const [cell, wanted] of this.pending) if (flips.includes(cell) === wanted) this.pending.delete(cell)
    const T = tokens.length
    this.cursor = this.cursor.map((index) => Math.min(index, T - 1))
    const made = `${T} ${texts.mask}`
    if (this.made !== made) this.build(T)
    this.made = made
    const longest = Math.max(...tokens.map((token) => elided(token).length))
    this.root.style.setProperty("--label", `${LETTER * longest + 8}px`)
    this.choice.resume()
    this.paint()
  }

  pause() {
    this.choice.pause()
  }

  build(T) {
    this.tables = NAMES.map((name) => this.table(name, T))
    const [scores, mask, attention] = this.tables.map(({ panel }) => panel)
    this.line = element("p", "read-out")
    this.line.setAttribute("aria-live", "polite")
    const row = element("div", "tables")
    row.append(scores, element("span", "sign", "+"), mask, element("span", "sign", "→"), attention)
    this.root.replaceChildren(row, this.line)
  }

  /** A table with its panel, and of each row its head and cells. */
  table(name, T) {
    const grid = element("div", "grid")
    grid.style.setProperty("--count", T)
    grid.setAttribute("role", "grid")
    grid.setAttribute("aria-label", this.view.texts[name])
    const rows = range(T).map((t) => {
      const head = element("span", "head")
      const cells = range(T).map((s) => this.cell(name, t, s))
      const line = element("div", "line")
      line.setAttribute("role", "row")
      line.append(head, ...cells)
      grid.append(line)
      return { head, cells }
    })
    const tops = range(T).map(() => element("span", "top"))
    const columns = element("div", "columns")
    columns.style.setProperty("--count", T)
    columns.append(element("span", "axes", "t↓ s→"), ...tops)
    const legend = element("p", "legend")
    const panel = element("figure", `panel ${name}`)
    panel.append(element("figcaption", "name", this.view.texts[name]), columns, grid, legend)
    return { name, panel, rows, tops, legend }
  }

  cell(name, t, s) {
    const made = element(name === "mask" ? "button" : "span", "cell")
    if (name === "mask") {
      made.type = "button"
      made.tabIndex = -1
      made.onclick = () => this.flip(t, s)
      made.onkeydown = (event) => this.key(event)
    }
    made.setAttribute("role", "gridcell")
    made.onpointerenter = made.onfocus = () => this.point(t, s)
    return made
  }

  key(event) {
    const move = moveOf(event, GRID_MOVES)
    if (!move) return
    const T = this.view.tokens.length
    const [t, s] = movedInside(this.cursor, move, [T, T])
    this.tables[1].rows[t].cells[s].focus()
  }

  isSeen(t, s) {
    const cell = `${t}.${s}`
    return isSeen(
      at(this.view.arrays.mask, t, s) === 0,
      this.view.flips.includes(cell),
      this.pending.get(cell),
    )
  }

  flip(t, s) {
    const cell = `${t}.${s}`
    const isFlipped = this.pending.get(cell) ?? this.view.flips.includes(cell)
    this.pending.set(cell, !isFlipped)
    this.cursor = [t, s]
    this.paint()
    this.choice.make(() => this.send(flipsWith(this.view.flips, this.pending)))
  }

  paint() {
    const { arrays } = this.view
    const colours = themeColours(this.root)
    const scales = {
      scores: divergingScale(colours, Math.max(...arrays.scores.data.map(Math.abs)) || 1),
      attention: sequentialScale(colours, 1),
    }
    for (const { name, rows, tops, legend } of this.tables) {
      legend.replaceChildren(...(name === "mask" ? this.signs() : barOf(scales[name])))
      for (const [t, { head, cells }] of rows.entries()) {
        this.paintHead(head, t, "t")
        this.paintHead(tops[t], t, "s")
        for (const [s, cell] of cells.entries()) {
          if (name === "mask") this.paintMask(cell, t, s)
          else paintNumber(cell, at(arrays[name], t, s), scales[name])
        }
      }
    }
    this.point(...this.cursor)
  }

  paintHead(head, index, letter) {
    const { tokens, real } = this.view
    head.textContent = elided(tokens[index])
    head.title = `${tokens[index]} · ${letter} = ${index}`
    head.classList.toggle("pad", !real[index])
  }

  /** What the mask's two kinds of cells mean. */
  signs() {
    const { seen, hidden } = this.view.texts
    const swatches = [element("i", "swatch seen"), element("i", "swatch hidden", "×")]
    return [swatches[0], `${seen}: 0`, swatches[1], `${hidden}: −∞`]
  }

  paintMask(cell, t, s) {
    const { tokens, texts } = this.view
    const isSeen = this.isSeen(t, s)
    cell.className = `cell ${isSeen ? "seen" : "hidden"}`
    cell.setAttribute("aria-label", `${tokens[t]} → ${tokens[s]}: ${isSeen ? texts.seen : texts.hidden}`)
    cell.setAttribute("aria-pressed", String(!isSeen))
    cell.textContent = isSeen ? "" : "×"
  }

  /** Mark a cell in all three tables and say its numbers. */
  point(t, s) {
    this.cursor = [t, s]
    for (const { rows, tops } of this.tables) {
      for (const [row, { head, cells }] of rows.entries()) {
        head.classList.toggle("read", row === t)
        tops[row].classList.toggle("read", row === s)
        for (const [column, cell] of cells.entries()) markHere(cell, row === t && column === s)
      }
    }
    this.line.replaceChildren(...this.spoken(t, s))
  }

  spoken(t, s) {
    const { tokens, texts, arrays } = this.view
    const sum = rowOf(arrays.attention, t).reduce((total, weight) => total + weight, 0)
    return [
      element("b", "", `${tokens[t]} → ${tokens[s]}`),
      element("span", "", `${texts.score} ${precise(at(arrays.scores, t, s))}`),
      element("span", "", `+ ${precise(at(arrays.mask, t, s))}`),
      element("span", "share", `${texts.share} ${precise(at(arrays.attention, t, s))}`),
      element("span", "sum", `${texts.sum} ${precise(sum)}`),
    ]
  }
}

/** A scale as a bar with its two ends. */
function barOf(scale) {
  const bar = element("i", "bar")
  bar.style.background = gradient(scale)
  return [compact(scale.from), bar, compact(scale.to)]
}

/** A number's colour; what is no number has none. */
function paintNumber(cell, number, scale) {
  const isBroken = Number.isNaN(number)
  cell.className = isBroken ? "cell broken" : "cell"
  cell.style.background = isBroken ? "" : css(scale.colour(number))
}

function markHere(cell, isHere) {
  cell.classList.toggle("here", isHere)
  if (cell.tagName === "BUTTON") cell.tabIndex = isHere ? 0 : -1
}

export default renderer(MaskGrid, "flips")
