// Scores + mask → softmax as three tables of one head; a click on the mask lets a token look or not.
// shared.js, flow.cells.js and flow.map.js stand before this file in the same script.

const grids = new WeakMap()
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }

const spoken = (number) => (Number.isNaN(number) ? "NaN" : number === -Infinity ? "−∞" : show(number))

class MaskGrid {
  constructor(root) {
    this.root = root
    this.cursor = [0, 0]
    this.pending = new Map() // cells just clicked, until the server answers
  }

  update(bytes, send) {
    const view = unpack(bytes)
    this.view = { ...view, ...view.arrays }
    this.send = send
    const { flips } = this.view
    for (const key of [...this.pending.keys()]) if (flips.includes(key) === this.pending.get(key)) this.pending.delete(key)
    const T = this.view.tokens.length
    this.cursor = this.cursor.map((at) => Math.min(at, T - 1))
    const same = this.made === `${T} ${this.view.texts.mask}`
    if (!same) this.build(T)
    this.paint()
  }

  build(T) {
    this.made = `${T} ${this.view.texts.mask}`
    this.tables = ["scores", "mask", "attention"].map((name) => this.table(name, T))
    const signs = ["+", "→"].map((sign) => element("span", "sign", sign))
    this.line = element("p", "read-out")
    this.line.setAttribute("aria-live", "polite")
    const row = element("div", "tables")
    row.append(this.tables[0].panel, signs[0], this.tables[1].panel, signs[1], this.tables[2].panel)
    this.root.replaceChildren(row, this.line)
  }

  table(name, T) {
    const panel = element("figure", `panel ${name}`), grid = element("div", "grid")
    grid.style.setProperty("--count", T)
    grid.setAttribute("role", "grid")
    grid.setAttribute("aria-label", this.view.texts[name])
    const cells = range(T).map((t) => {
      const line = element("div", "line")
      line.setAttribute("role", "row")
      const head = element("span", "head")
      line.append(head, ...range(T).map((s) => this.cell(name, t, s, line)))
      grid.append(line)
      return { head, cells: [...line.querySelectorAll(".cell")] }
    })
    panel.append(element("figcaption", "name", this.view.texts[name]), grid)
    return { name, panel, cells }
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
    made.onpointerenter = () => this.point(t, s)
    made.onfocus = () => this.point(t, s)
    return made
  }

  key(event) {
    const move = MOVES[event.key]
    if (!move) return
    event.preventDefault()
    const T = this.view.tokens.length
    const [t, s] = this.cursor.map((at, axis) => Math.max(0, Math.min(T - 1, at + move[axis])))
    this.tables[1].cells[t].cells[s].focus()
  }

  seen(t, s) {
    const key = `${t}.${s}`, flips = this.view.flips
    const base = this.view.mask.data[t * this.view.mask.columns + s] === 0
    if (!this.pending.has(key)) return base
    return this.pending.get(key) === flips.includes(key) ? base : !base
  }

  flip(t, s) {
    const key = `${t}.${s}`
    const now = this.pending.has(key) ? this.pending.get(key) : this.view.flips.includes(key)
    this.pending.set(key, !now)
    this.cursor = [t, s]
    this.paint()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      const kept = this.view.flips.filter((one) => this.pending.get(one) !== false)
      const added = [...this.pending].filter(([one, on]) => on && !kept.includes(one)).map(([one]) => one)
      this.send([...kept, ...added])
    }, 250)
  }

  paint() {
    const { tokens, real, scores, mask, attention, texts } = this.view
    const colours = themeColours(this.root), T = tokens.length
    const most = Math.max(...scores.data.map(Math.abs)) || 1
    this.tables.forEach(({ name, cells }) => cells.forEach((row, t) => {
      row.head.textContent = tokens[t]
      row.head.title = `${tokens[t]} · t = ${t}`
      row.head.classList.toggle("pad", !real[t])
      row.cells.forEach((cell, s) => {
        const place = t * T + s
        if (name === "mask") {
          const seen = this.seen(t, s)
          cell.className = `cell ${seen ? "seen" : "hidden"}`
          cell.setAttribute("aria-label", `${tokens[t]} → ${tokens[s]}: ${seen ? texts.seen : texts.hidden}`)
          cell.setAttribute("aria-pressed", String(!seen))
          cell.textContent = seen ? "" : "×"
          return
        }
        const number = name === "scores" ? scores.data[place] : attention.data[place]
        const broken = Number.isNaN(number)
        const tone = name === "attention"
          ? mix(colours.background, colours.accent, broken ? 0 : Math.min(1, number))
          : mix(colours.neutral, number < 0 ? colours.negative : colours.positive, Math.abs(number) / most)
        cell.className = broken ? "cell broken" : "cell"
        cell.style.background = broken ? "" : `rgb(${tone})`
      })
    }))
    this.point(...this.cursor)
  }

  point(t, s) {
    this.cursor = [t, s]
    const { tokens, scores, mask, attention, texts } = this.view, T = tokens.length, place = t * T + s
    this.tables.forEach(({ cells }) => cells.forEach((row, at) => {
      row.head.classList.toggle("read", at === t)
      row.cells.forEach((cell, column) => {
        cell.classList.toggle("here", at === t && column === s)
        if (cell.tagName === "BUTTON") cell.tabIndex = at === t && column === s ? 0 : -1
      })
    }))
    const row = attention.data.subarray(t * T, (t + 1) * T)
    const parts = [
      element("b", "", `${tokens[t]} → ${tokens[s]}`),
      element("span", "", `${texts.score} ${spoken(scores.data[place])}`),
      element("span", "", `+ ${spoken(mask.data[place])}`),
      element("span", "share", `${texts.share} ${spoken(attention.data[place])}`),
      element("span", "sum", `${texts.sum} ${spoken(sum([...row]))}`),
    ]
    this.line.replaceChildren(...parts)
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  if (!grids.has(root)) grids.set(root, new MaskGrid(root))
  const grid = grids.get(root)
  grid.update(data, (flips) => setTriggerValue("flips", flips))
  return () => clearTimeout(grid.timer)
}
