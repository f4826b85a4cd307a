// A block (B, T, D) as a stack of sheets, one for each sentence; the numbers averaged together light up.
// shared.js, flow.cells.js and flow.map.js stand before this file in the same script.

const GAP = 19, ROOM = 470, LEAST_ROW = 2.2, MOST_ROW = 9, SLANT = 0.6, DIMMED = 0.5, ON_SCALE = 0.97
const blocks = new WeakMap()

// The number at a place; along an axis of length 1 there is one for all.
const pick = ({ shape, data }, place) =>
  data[shape.reduce((at, size, axis) => at * size + (size === 1 ? 0 : place[axis]), 0)]

class Sheets {
  constructor(root) {
    this.root = root
    new ResizeObserver(() => this.view && this.draw()).observe(root)
  }

  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    const [B, T, D] = this.view.arrays.before.shape
    const late = this.cursor && Date.now() - this.when < 1500
    if (!late) this.cursor = this.view.cell
    this.cursor = this.cursor.map((at, axis) => Math.min(at, [B, T, D][axis] - 1))
    if (!this.canvas) this.build()
    this.words()
    this.draw()
  }

  build() {
    const stack = element("div", "stack"), side = element("section", "side")
    this.canvas = element("canvas", "sheets")
    this.canvas.tabIndex = 0
    this.canvas.setAttribute("role", "img")
    this.more = element("p", "more")
    this.strip = { low: element("span"), strip: element("i", "strip"), high: element("span") }
    const scale = element("div", "scale")
    scale.append(this.strip.low, this.strip.strip, this.strip.high)
    this.tabs = ["before", "after"].map((name) => {
      const tab = element("button", "tab")
      tab.type = "button"
      tab.onclick = () => { this.shown = name; this.draw() }
      return tab
    })
    const tabs = element("div", "tabs")
    tabs.append(...this.tabs, scale)
    stack.append(tabs, this.canvas, this.more)
    this.side = side
    this.root.replaceChildren(stack, side)
    this.shown = "before"
    this.canvas.onpointerdown = (event) => this.at(event) && this.go(this.at(event))
    this.canvas.onpointermove = (event) => {
      const place = this.at(event)
      this.canvas.style.cursor = place ? "crosshair" : "default"
      if (place && event.buttons) this.go(place)
    }
    this.canvas.onkeydown = (event) => this.key(event)
  }

  words() {
    const { texts } = this.view
    this.canvas.setAttribute("aria-label", texts.picture)
    this.tabs[0].textContent = texts.before
    this.tabs[1].textContent = texts.after
    this.more.textContent = texts.more
  }

  key(event) {
    const moves = { ArrowLeft: [0, 0, -1], ArrowRight: [0, 0, 1], ArrowUp: [0, -1, 0], ArrowDown: [0, 1, 0], PageUp: [-1, 0, 0], PageDown: [1, 0, 0] }
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    const { shape } = this.view.arrays.before
    this.go(this.cursor.map((at, axis) => Math.max(0, Math.min(shape[axis] - 1, at + move[axis]))))
  }

  go(place) {
    if (String(place) === String(this.cursor)) return
    this.cursor = place
    this.when = Date.now()
    this.draw()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(place), 350)
  }

  // Which number lies under the pointer.
  at(event) {
    const box = this.canvas.getBoundingClientRect()
    const x = event.clientX - box.left, y = event.clientY - box.top
    const { row, wide, slant, tops } = this.size, [, T, D] = this.view.arrays.before.shape
    for (const [b, top] of tops.entries()) {
      const t = Math.floor((y - top) / row)
      const d = Math.floor((x - slant * (T - (y - top) / row)) / wide)
      if (t >= 0 && t < T && d >= 0 && d < D) return [b, t, d]
    }
    return null
  }

  measure() {
    const [B, T, D] = this.view.arrays.before.shape
    const width = this.canvas.parentElement.clientWidth
    const row = Math.min(MOST_ROW, Math.max(LEAST_ROW, (ROOM / B - GAP) / T))
    const slant = row * SLANT
    const high = T * row
    const tops = range(B).map((b) => GAP - 3 + b * (high + GAP))
    return { row, slant, high, tops, width, wide: (width - slant * T - 2) / D, tall: B * (high + GAP) + 6 }
  }

  draw() {
    const { arrays, lit, real } = this.view, array = arrays[this.shown]
    const [B, T, D] = array.shape
    const colours = (this.colours = themeColours(this.root))
    const size = (this.size = this.measure()), sharp = window.devicePixelRatio || 1
    Object.assign(this.canvas, { width: size.width * sharp, height: size.tall * sharp })
    Object.assign(this.canvas.style, { width: `${size.width}px`, height: `${size.tall}px` })
    const pen = this.canvas.getContext("2d")
    const scale = wideScale(array.data, colours)
    range(B).forEach((b) => {
      const part = array.data.subarray(b * T * D, (b + 1) * T * D)
      this.sheet(pen, sharp, b, pictureOf(part, T, D, scale), lit, real[b], colours)
    })
    this.tabs.forEach((tab, n) => tab.setAttribute("aria-pressed", String(["before", "after"][n] === this.shown)))
    const steps = [-1, -0.5, 0, 0.5, 1].map((share) => `rgb(${scale.colour(share * scale.to)})`)
    this.strip.strip.style.background = `linear-gradient(to right, ${steps.join(", ")})`
    this.strip.low.textContent = rounded(scale.from)
    this.strip.high.textContent = rounded(scale.to)
    this.read()
  }

  // One sheet: dimmed as a whole, in full colour where its numbers are averaged with the chosen one.
  sheet(pen, sharp, b, picture, lit, real, colours) {
    const { row, wide, slant, tops } = this.size, [, T, D] = this.view.arrays.before.shape
    const [cb, ct, cd] = this.cursor
    const place = () => pen.setTransform(wide * sharp, 0, -slant * sharp, row * sharp, slant * T * sharp, tops[b] * sharp)
    pen.setTransform(sharp, 0, 0, sharp, 0, 0)
    pen.fillStyle = `rgb(${mix(colours.background, colours.text, 0.68)})`
    pen.font = `${b === cb ? 650 : 500} 11px ${getComputedStyle(this.root).fontFamily}`
    pen.textBaseline = "bottom"
    pen.fillText(this.view.names[b], slant * T, tops[b] - 2, this.size.width - slant * T)
    place()
    pen.imageSmoothingEnabled = false
    pen.globalAlpha = DIMMED
    pen.drawImage(picture, 0, 0)
    pen.globalAlpha = 1
    const rows = lit.tokens === "one" ? [ct] : range(T)
    const sheetIsLit = lit.sentences === "all" || b === cb
    const thin = Math.max(1, 2.4 / wide) // a single column must be seen
    if (sheetIsLit) {
      for (const t of rows) {
        if (!lit.padding && !real[t]) continue
        if (lit.dimensions === "all") pen.drawImage(picture, 0, t, D, 1, 0, t, D, 1)
        else pen.drawImage(picture, cd, t, 1, 1, cd + 0.5 - thin / 2, t, thin, 1)
      }
      this.frame(pen, sharp, b, rows, lit, real, thin, colours)
    }
    pen.setTransform(sharp, 0, 0, sharp, 0, 0)
    this.hatch(pen, b, real, colours)
    if (b === cb) this.mark(pen, b, ct, cd, colours)
  }

  frame(pen, sharp, b, rows, lit, real, thin, colours) {
    const { row, wide, slant, tops } = this.size, [, T, D] = this.view.arrays.before.shape
    const shown = rows.filter((t) => lit.padding || real[t])
    if (!shown.length) return
    const from = shown[0], to = shown[shown.length - 1] + 1, cd = this.cursor[2]
    const [left, right] = lit.dimensions === "all" ? [0, D] : [cd + 0.5 - thin / 2, cd + 0.5 + thin / 2]
    const corner = (d, t) => [slant * (T - t) + d * wide, tops[b] + t * row]
    pen.setTransform(sharp, 0, 0, sharp, 0, 0)
    pen.beginPath()
    ;[[left, from], [right, from], [right, to], [left, to]].forEach(([d, t], n) => pen[n ? "lineTo" : "moveTo"](...corner(d, t)))
    pen.closePath()
    pen.strokeStyle = `rgb(${colours.accent})`
    pen.lineWidth = 1.6
    pen.stroke()
  }

  // Padding gets a line beside it, so that nobody takes it for words.
  hatch(pen, b, real, colours) {
    const { row, slant, tops } = this.size, T = real.length
    const first = real.indexOf(0)
    if (first < 0) return
    pen.strokeStyle = `rgb(${mix(colours.background, colours.text, 0.55)})`
    pen.lineWidth = 3
    pen.setLineDash([2, 2])
    pen.beginPath()
    pen.moveTo(slant * (T - first) - 4, tops[b] + first * row)
    pen.lineTo(2, tops[b] + T * row)
    pen.stroke()
    pen.setLineDash([])
  }

  mark(pen, b, t, d, colours) {
    const { row, wide, slant, tops } = this.size, T = this.view.arrays.before.shape[1]
    const x = slant * (T - t - 0.5) + (d + 0.5) * wide, y = tops[b] + (t + 0.5) * row
    pen.beginPath()
    pen.arc(x, y, 5.5, 0, 2 * Math.PI)
    pen.fillStyle = `rgb(${colours.background})`
    pen.fill()
    pen.lineWidth = 2.5
    pen.strokeStyle = `rgb(${colours.text})`
    pen.stroke()
  }

  // The chosen number's way: x, its group's mean and variance, γ and β, and what comes out.
  read() {
    const { arrays, texts, names, tokens, kind, epsilon, count } = this.view, [b, t, d] = this.cursor
    const at = (name) => pick(arrays[name], this.cursor)
    const x = at("before"), y = at("after"), mean = at("mean"), variance = at("variance")
    const normed = (x - mean) / Math.sqrt(variance + epsilon)
    const gain = arrays.gain.data[d], shift = arrays.shift.data[d]
    const rows = [
      ["x", show(x), texts.x],
      ["μ", kind === "rms" ? "0" : show(mean), kind === "rms" ? texts.no_mean : texts.mean],
      ["σ²", show(variance), kind === "rms" ? texts.squares : texts.variance],
      ["ε", epsilon.toExponential(0).replace("-", "−"), texts.epsilon],
      ["x̂", show(normed), "(x − μ) / √(σ² + ε)"],
      ["γ", show(gain), texts.gain],
      ["β", kind === "rms" ? "0" : show(shift), kind === "rms" ? texts.no_shift : texts.shift],
      ["y", show(y), "γ · x̂ + β"],
    ]
    const where = element("p", "where", `${tokens[b][t]} · b = ${b}, t = ${t}, d = ${d}`)
    const group = element("p", "group")
    group.append(element("b", "", String(count)), ` ${texts.together}`)
    const list = element("dl", "numbers")
    rows.forEach(([letter, number, about]) => {
      const line = element("div", letter === "y" ? "line result" : "line")
      line.append(element("dt", "", letter), element("dd", "", number), element("span", "about", about))
      list.append(line)
    })
    this.side.replaceChildren(where, element("p", "sentence", names[b]), group, list, element("p", "hint", texts.hint))
  }
}

// A few dimensions are far larger than all others; they share the ends' full colours.
function wideScale(numbers, colours) {
  const sizes = Float32Array.from(numbers, Math.abs).sort()
  const to = sizes[Math.floor(sizes.length * ON_SCALE)] || 1
  const colour = (x) => mix(colours.neutral, x < 0 ? colours.negative : colours.positive, Math.min(1, Math.abs(x) / to))
  return { from: -to, to, colour }
}

function pictureOf(numbers, T, D, scale) {
  const canvas = document.createElement("canvas")
  Object.assign(canvas, { width: D, height: T })
  paintPixels(canvas.getContext("2d"), numbers, T, D, scale)
  return canvas
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  if (!blocks.has(root)) blocks.set(root, new Sheets(root))
  const block = blocks.get(root)
  block.update(data, (place) => setTriggerValue("cell", place))
  return () => clearTimeout(block.timer)
}
