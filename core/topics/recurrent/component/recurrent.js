// One recurrent cell as a diagram with the numbers of one unit at one word; a click on a gate opens its
// formula, and the gate can be held open or shut there. shared.js stands before this file in the same script.

const cells = new WeakMap()
const SVG = "http://www.w3.org/2000/svg"
const BOX = { width: 116, height: 66 }
const GATES = ["forget", "input", "output", "update", "reset"] // from 0 to 1; all else has a sign
const SYMBOLS = { forget: "f", input: "i", candidate: "g", output: "o", update: "z", reset: "r", cell: "c", hidden: "h" }

// Where things stand in a field of 1000 × 430, and the wires between them; `by` is whose number a wire carries.
const PLANS = {
  lstm: {
    parts: { forget: [250, 270], input: [410, 270], candidate: [550, 270], output: [700, 270] },
    states: { cell_before: [78, 80], hidden_before: [78, 336], word: [78, 396], cell: [922, 80], hidden: [922, 270] },
    signs: [["×", 250, 80], ["×", 480, 172], ["+", 480, 80], ["tanh", 805, 172], ["×", 805, 270]],
    wires: [
      ["M150 80 H233", "cell_before"], ["M267 80 H463", "kept"], ["M497 80 H850", "cell"],
      ["M250 237 V97", "forget"], ["M410 237 V172 H463", "input"], ["M550 237 V172 H497", "candidate"],
      ["M480 155 V97", "added"], ["M805 80 V155", "cell"], ["M805 189 V253", "squashed"],
      ["M758 270 H788", "output"], ["M822 270 H850", "hidden"],
    ],
    bus: "M150 336 H165 V366 H700 V303 M150 396 H165 V366 M250 366 V303 M410 366 V303 M550 366 V303",
    belt: "M150 80 H850",
  },
  gru: {
    parts: { reset: [250, 270], update: [420, 270], candidate: [730, 270] },
    states: { hidden_before: [78, 80], word: [78, 396], hidden: [922, 80] },
    signs: [["×", 420, 80], ["1−", 560, 172], ["×", 645, 172], ["+", 645, 80], ["×", 600, 322]],
    wires: [
      ["M150 80 H403", "hidden_before"], ["M437 80 H628", "kept"], ["M662 80 H850", "hidden"],
      ["M420 237 V97", "update"], ["M478 270 H560 V190", "update"], ["M578 172 H628", "rest"],
      ["M730 237 V172 H662", "candidate"], ["M645 155 V97", "added"], ["M308 270 H336 V322 H583", "reset"],
      ["M617 322 H650 V284 H672", "recalled"],
    ],
    bus: "M120 102 V366 H730 V303 M120 396 V366 M250 366 V303 M420 366 V303 M600 366 V339",
    belt: "M150 80 H850",
  },
  rnn: {
    parts: { hidden: [500, 200] },
    states: { hidden_before: [78, 200], word: [78, 320], after: [922, 200] },
    signs: [],
    wires: [["M150 200 H442", "hidden_before"], ["M558 200 H850", "hidden"]],
    bus: "M150 320 H500 V233",
    belt: "M150 200 H442 M558 200 H850",
    field: "0 120 1000 250",
  },
}

const signed = (number) => (number < 0 ? "−" : "+") + Math.abs(number).toFixed(3)
const plain = (number) => (number < 0 ? "−" : "") + Math.abs(number).toFixed(3)
const bracketed = (number) => (number < 0 ? `(${plain(number)})` : plain(number))

function drawn(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  if (text !== undefined) made.textContent = text
  return made
}

class Cell {
  constructor(root) {
    this.root = root
  }

  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    const { place } = this.view
    // An answer to an earlier wish must not undo one that is still waiting to be sent.
    if (this.pending) this.later()
    else if (!this.place || this.stamp !== this.view.stamp) this.place = { ...place }
    this.stamp = this.view.stamp
    this.place.token = Math.min(this.place.token, this.view.tokens.length - 1)
    this.paint()
  }

  number(name, token = this.place.token) {
    if (token < 0) return 0
    const { data, columns } = this.view.arrays[name]
    return data[token * columns + this.place.unit]
  }

  // All numbers that the picture shows, of one unit at one word.
  values() {
    const token = this.place.token, { kind } = this.view
    const of = Object.fromEntries(this.view.names.map((name) => [name, this.number(name)]))
    of.hidden_before = this.number("hidden", token - 1)
    of.after = of.hidden
    if (kind === "lstm") {
      of.cell_before = this.number("cell", token - 1)
      of.kept = of.forget * of.cell_before
      of.added = of.input * of.candidate
      of.squashed = Math.tanh(of.cell)
    }
    if (kind === "gru") {
      of.rest = 1 - of.update
      of.kept = of.update * of.hidden_before
      of.added = of.rest * of.candidate
      of.recalled = of.reset * this.number("state_candidate")
    }
    return of
  }

  go(change) {
    Object.assign(this.place, change)
    this.paint()
    this.pending = true
    this.later()
  }

  later() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.pending = false
      this.send({ ...this.place })
    }, 350)
  }

  hold(change) {
    const { hold } = this.view, last = this.view.tokens.length - 1
    const start = { gate: this.place.part, value: null, first: 0, last, unit: "all" }
    const wanted = { ...start, ...(hold && hold.gate === this.place.part ? hold : {}), ...change }
    if (wanted.first > wanted.last) [wanted.first, wanted.last] = [wanted.last, wanted.first]
    clearTimeout(this.timer)
    this.pending = false
    this.send({ ...this.place, hold: wanted.value === null ? null : wanted })
  }

  paint() {
    const focused = this.root.getRootNode().activeElement?.dataset?.focus
    const of = this.values()
    this.root.replaceChildren(this.tokens(), this.units(), this.diagram(of), this.panel(of))
    if (focused) this.root.querySelector(`[data-focus="${focused}"]`)?.focus()
  }

  tokens() {
    const { tokens, texts, hold, unknown } = this.view
    const row = element("div", "tokens")
    row.setAttribute("role", "group")
    row.setAttribute("aria-label", texts.tokens)
    tokens.forEach((token, place) => {
      const chip = button("token", token, () => this.go({ token: place }))
      chip.dataset.focus = `token${place}`
      chip.setAttribute("aria-pressed", String(place === this.place.token))
      chip.classList.toggle("held", Boolean(hold) && place >= hold.first && place <= hold.last)
      chip.classList.toggle("unknown", unknown[place])
      if (unknown[place]) chip.title = texts.unknown
      chip.onkeydown = (event) => {
        const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
        if (!move) return
        const next = Math.max(0, Math.min(tokens.length - 1, place + move))
        this.go({ token: next })
        this.root.querySelector(`[data-focus="token${next}"]`).focus()
      }
      row.append(chip)
    })
    return row
  }

  units() {
    const { order, texts, shares } = this.view
    const row = element("div", "units"), label = element("label", "", texts.unit)
    const list = element("select")
    list.dataset.focus = "unit"
    list.setAttribute("aria-label", texts.unit)
    order.forEach((unit, rank) => {
      const option = element("option", "", rank < 9 ? `${unit} · ${texts.busy.replace("{rank}", rank + 1)}` : String(unit))
      option.value = unit
      option.selected = unit === this.place.unit
      list.append(option)
    })
    list.onchange = () => this.go({ unit: Number(list.value) })
    label.append(list)
    const now = shares.map((one) => one[this.place.token])
    const told = element("span", "share", `${texts.positive} `)
    told.append(element("b", "", `${(now[0] * 100).toFixed(1)} %`))
    if (now.length > 1) told.append(element("span", "arrow", ` → ${texts.held} `), element("b", "changed", `${(now[1] * 100).toFixed(1)} %`))
    row.append(label, told)
    return row
  }

  diagram(of) {
    const { kind, texts } = this.view, plan = PLANS[kind]
    const frame = element("div", "frame")
    const svg = drawn("svg", { viewBox: plan.field || "0 0 1000 430", role: "group", "aria-label": texts.diagram })
    const marker = drawn("marker", { id: "tip", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 5, markerHeight: 5, orient: "auto" })
    marker.append(drawn("path", { d: "M0 0 L8 4 L0 8 z", class: "tip" }))
    const defs = drawn("defs", {})
    defs.append(marker)
    svg.append(defs, drawn("path", { d: plan.belt, class: "belt" }), ...this.bus(plan.bus))
    for (const [path, by] of plan.wires) svg.append(this.wire(path, of[by]))
    for (const [sign, x, y] of plan.signs) {
      const group = drawn("g", { class: "sign", transform: `translate(${x} ${y})` })
      const wide = sign.length > 1
      group.append(drawn("rect", { x: wide ? -24 : -17, y: -17, width: wide ? 48 : 34, height: 34, rx: 17 }), drawn("text", { y: 5 }, sign))
      svg.append(group)
    }
    for (const [name, [x, y]] of Object.entries(plan.states)) svg.append(this.state(name, x, y, of))
    for (const [name, [x, y]] of Object.entries(plan.parts)) svg.append(this.part(name, x, y, of))
    frame.append(svg)
    return frame
  }

  // What every gate reads: dashed lines, a tip where one arrives.
  bus(path) {
    return path.split(/(?=M)/).map((line) => {
      const arrives = /V(303|339|233)\s*$/.test(line)
      return drawn("path", { d: line, class: "bus", ...(arrives ? { "marker-end": "url(#tip)" } : {}) })
    })
  }

  wire(path, value) {
    const size = Math.min(1, Math.abs(value))
    const made = drawn("path", { d: path, class: `wire ${value < 0 ? "minus" : "plus"}` })
    made.style.strokeWidth = 1.5 + 5 * size
    made.style.opacity = 0.3 + 0.7 * size
    return made
  }

  pressable(group, name, label) {
    const { part } = this.place
    group.dataset.focus = `part-${name}`
    for (const [key, value] of Object.entries({ tabindex: 0, role: "button", "aria-label": label, "aria-pressed": part === name })) group.setAttribute(key, value)
    group.classList.add("press")
    group.onclick = () => this.go({ part: name })
    group.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return
      event.preventDefault()
      this.go({ part: name })
    }
  }

  part(name, x, y, of) {
    const { texts, hold } = this.view, gate = GATES.includes(name), value = of[name]
    const group = drawn("g", { class: `part ${gate ? "gate" : "signed"}`, transform: `translate(${x} ${y})` })
    const box = { x: -BOX.width / 2, y: -BOX.height / 2, width: BOX.width, height: BOX.height, rx: 12 }
    const body = drawn("rect", { ...box, class: "body" })
    const share = Math.round(Math.min(1, Math.abs(value)) * 42)
    const tone = gate ? "accent" : value < 0 ? "negative" : "positive"
    body.style.fill = `color-mix(in srgb, var(--ss-${tone}) ${share}%, var(--ss-background))`
    group.append(body, drawn("text", { y: -11, class: "name" }, texts.names[name]), drawn("text", { y: 17, class: "value" }, gate ? value.toFixed(3) : signed(value)))
    if (hold && hold.gate === name && this.isHeld()) {
      group.classList.add("held")
      group.append(drawn("text", { y: 49, class: "by-hand" }, texts.by_hand))
    }
    this.pressable(group, name, `${texts.names[name]} ${plain(value)}`)
    return group
  }

  state(name, x, y, of) {
    const { texts, tokens } = this.view, word = name === "word"
    const group = drawn("g", { class: "state", transform: `translate(${x} ${y})` })
    const label = word ? texts.word : texts.names[name]
    const text = word ? tokens[this.place.token] : signed(of[name])
    const short = text.length > 14 ? `${text.slice(0, 13)}…` : text
    group.append(drawn("rect", { x: -72, y: -23, width: 144, height: 46, rx: 23 }), drawn("text", { y: -5, class: "name" }, label), drawn("text", { y: 14, class: "value" }, short))
    if (name === "cell" || (name === "hidden" && this.view.kind !== "rnn")) this.pressable(group, name, `${label} ${text}`)
    return group
  }

  isHeld() {
    const { hold } = this.view, { token, unit } = this.place
    return token >= hold.first && token <= hold.last && (hold.unit === "all" || hold.unit === unit)
  }

  panel(of) {
    const { texts } = this.view, { part } = this.place
    const panel = element("section", "panel")
    panel.setAttribute("aria-live", "polite")
    panel.append(element("h4", "", texts.names[part]), element("p", "about", texts.about[part]))
    for (const line of this.formula(part, of)) panel.append(element("code", "line", line))
    if (GATES.includes(part)) panel.append(this.hands(part))
    return panel
  }

  formula(part, of) {
    const { kind, hold, texts } = this.view
    if (part === "cell") return [`c = f · c₋₁ + i · g = ${plain(of.forget)} · ${bracketed(of.cell_before)} + ${plain(of.input)} · ${bracketed(of.candidate)} = ${plain(of.cell)}`]
    if (part === "hidden" && kind === "lstm") return [`h = o · tanh(c) = ${plain(of.output)} · tanh(${plain(of.cell)}) = ${plain(of.hidden)}`]
    if (part === "hidden" && kind === "gru") return [`h = z · h₋₁ + (1 − z) · n = ${plain(of.update)} · ${bracketed(of.hidden_before)} + ${plain(of.rest)} · ${bracketed(of.candidate)} = ${plain(of.hidden)}`]
    const word = this.number(`word_${part}`), state = this.number(`state_${part}`)
    const symbol = kind === "gru" && part === "candidate" ? "n" : SYMBOLS[part]
    const recalls = kind === "gru" && part === "candidate"
    const total = word + (recalls ? of.reset * state : state)
    const right = recalls ? `${plain(of.reset)} · ${bracketed(state)}` : bracketed(state)
    const left = recalls ? "a = Wₓx + bₓ + r · (Wₕh₋₁ + bₕ)" : "a = Wₓx + bₓ + Wₕh₋₁ + bₕ"
    const lines = [`${left} = ${plain(word)} + ${right} = ${plain(total)}`]
    const gate = GATES.includes(part), free = gate ? 1 / (1 + Math.exp(-total)) : Math.tanh(total)
    lines.push(gate ? `${symbol} = σ(a) = 1 / (1 + e^(${plain(-total)})) = ${plain(free)}` : `${symbol} = tanh(a) = tanh(${plain(total)}) = ${plain(free)}`)
    if (gate && hold && hold.gate === part && this.isHeld()) lines.push(`${symbol} = ${hold.value} · ${texts.by_hand}`)
    return lines
  }

  hands(part) {
    const { texts, hold, tokens } = this.view, own = hold && hold.gate === part ? hold : null
    const row = element("div", "hands")
    const choices = element("div", "choices")
    choices.setAttribute("role", "group")
    choices.setAttribute("aria-label", texts.hold)
    for (const [name, value] of [["free", null], ["shut", 0], ["open", 1]]) {
      const one = button("choice", texts[name], () => this.hold({ value }))
      one.dataset.focus = `hold-${name}`
      one.setAttribute("aria-pressed", String((own ? own.value : null) === value))
      choices.append(one)
    }
    row.append(choices)
    if (!own) return row
    const options = tokens.map((token, place) => [place, `${place + 1} · ${token}`])
    row.append(this.list("first", texts.from, options, own.first, Number), this.list("last", texts.to, options, own.last, Number))
    const whose = [["all", texts.all_units], [this.place.unit, texts.this_unit.replace("{unit}", this.place.unit)]]
    const unit = own.unit === "all" ? "all" : own.unit
    if (unit !== "all" && unit !== this.place.unit) whose.push([unit, texts.this_unit.replace("{unit}", unit)])
    row.append(this.list("unit", texts.units, whose, unit, (value) => (value === "all" ? value : Number(value))))
    return row
  }

  list(name, text, options, chosen, read) {
    const label = element("label", "", text), list = element("select")
    list.dataset.focus = `list-${name}`
    for (const [value, shown] of options) {
      const option = element("option", "", shown)
      option.value = value
      option.selected = value === chosen
      list.append(option)
    }
    list.onchange = () => this.hold({ [name]: read(list.value) })
    label.append(list)
    return label
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  if (!cells.has(root)) cells.set(root, new Cell(root))
  const cell = cells.get(root)
  cell.update(data, (place) => setTriggerValue("go", place))
  return () => clearTimeout(cell.timer)
}
