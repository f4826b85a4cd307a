/** One recurrent cell as a diagram with the numbers of one unit at one word; a gate can be held by hand. */

import { Choice } from "../../../app/components/choice.js"
import { button, element, selectList } from "../../../app/components/dom.js"
import { clamp, moveOf, ROW_MOVES } from "../../../app/components/keys.js"
import { unpack } from "../../../app/components/message.js"
import { percentText } from "../../../app/components/numbers.js"
import { renderer } from "../../../app/components/renderer.js"
import { scrolling } from "../../../app/components/scroll_hint.js"
import { filled } from "../../../app/components/texts.js"
import { diagramOf } from "./diagram.js"
import { changedHold, holdChoices } from "./gate_hold.js"
import { groupOf } from "./groups.js"
import { formulasOf, GATES, valuesAt } from "./values.js"

const MOST_RANKED = 9 // units that are named as the most active ones

/**
 * @typedef {object} Header beside the gates, states and sums, each (T, D)
 * @property {"lstm" | "gru" | "rnn"} kind
 * @property {string[]} names of gates and states
 * @property {string[]} tokens
 * @property {boolean[]} unknown words
 * @property {number[]} order of the units, the most active first
 * @property {import("./values.js").Place} place
 * @property {import("./values.js").Hold | null} hold
 * @property {string} stamp differs where the server's place counts
 * @property {number[][]} shares probability of positive after each word; a second row with the held gate
 * @property {Record<string, any>} texts
 */

class Cell {
  constructor(root) {
    this.root = root
    this.choice = new Choice()
  }

  update(bytes, send) {
    this.view = unpack(bytes)
    this.send = send
    const { place, stamp, tokens } = this.view
    // An answer to an earlier choice must not undo one that is still waiting to be sent.
    const isNew = !this.place || this.stamp !== stamp
    if (!this.choice.isPending && isNew) this.place = { ...place }
    this.stamp = stamp
    this.place.token = Math.min(this.place.token, tokens.length - 1)
    this.choice.resume()
    this.paint()
  }

  pause() {
    this.choice.pause()
  }

  go(change) {
    Object.assign(this.place, change)
    this.paint()
    this.choice.make(() => this.send({ ...this.place }))
  }

  /** Hold the opened gate otherwise than it is; a value of null leaves it free. */
  hold(change) {
    this.choice.drop()
    this.send({ ...this.place, hold: changedHold(this.view, this.place.part, change) })
  }

  paint() {
    const focused = this.root.getRootNode().activeElement?.dataset?.focus
    const of = valuesAt(this.view, this.place)
    const diagram = diagramOf(this.view, this.place, of, (part) => this.go({ part }))
    const opened = element("div", "opened")
    opened.append(scrolling(diagram), this.panel(of))
    this.root.replaceChildren(this.tokens(), this.units(), opened)
    if (focused) this.focus(focused)
  }

  focus(name) {
    this.root.querySelector(`[data-focus="${name}"]`)?.focus()
  }

  tokens() {
    const row = groupOf("tokens", this.view.texts.tokens)
    row.append(...this.view.tokens.map((token, position) => this.token(token, position)))
    return row
  }

  token(text, position) {
    const { hold, unknown, texts } = this.view
    const chip = button("token", text, () => this.go({ token: position }))
    chip.dataset.focus = `token${position}`
    chip.setAttribute("aria-pressed", String(position === this.place.token))
    chip.classList.toggle("held", Boolean(hold) && position >= hold.first && position <= hold.last)
    chip.classList.toggle("unknown", unknown[position])
    if (unknown[position]) chip.title = texts.unknown
    chip.onkeydown = (event) => this.tokenKey(event, position)
    return chip
  }

  tokenKey(event, position) {
    const move = moveOf(event, ROW_MOVES)
    if (!move) return
    const token = clamp(position + move, 0, this.view.tokens.length - 1)
    this.go({ token })
    this.focus(`token${token}`)
  }

  units() {
    const { order, texts } = this.view
    const named = (unit, rank) =>
      rank < MOST_RANKED ? `${unit} · ${filled(texts.busy, { rank: rank + 1 })}` : String(unit)
    const options = order.map((unit, rank) => [unit, named(unit, rank)])
    const list = selectList(options, this.place.unit, (unit) => this.go({ unit: Number(unit) }))
    list.dataset.focus = "unit"
    list.setAttribute("aria-label", texts.unit)
    const label = element("label", "", texts.unit)
    label.append(list)
    const row = element("div", "units")
    row.append(label, this.probability())
    return row
  }

  /** The probability of positive after the chosen word, and what it is with the held gate. */
  probability() {
    const { shares, texts } = this.view
    const [free, held] = shares.map((probabilities) =>
      filled(texts.percent, { share: percentText(probabilities[this.place.token], 1) }),
    )
    const line = element("span", "share", `${texts.positive} `)
    line.append(element("b", "", free))
    if (held) line.append(element("span", "arrow", ` → ${texts.held} `), element("b", "changed", held))
    return line
  }

  panel(of) {
    const { texts } = this.view
    const { part } = this.place
    const panel = element("section", "panel")
    panel.setAttribute("aria-live", "polite")
    panel.append(element("h4", "", texts.names[part]), element("p", "about", texts.about[part]))
    panel.append(...formulasOf(this.view, this.place, of).map((line) => element("code", "line", line)))
    if (GATES.includes(part)) panel.append(holdChoices(this.view, this.place, (change) => this.hold(change)))
    return panel
  }
}

export default renderer(Cell, "go")
