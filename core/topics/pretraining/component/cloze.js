/** A sentence whose words can be hidden, and what a network predicts for each hole. */

import { button, element } from "../../../app/components/dom.js"
import { renderer } from "../../../app/components/renderer.js"
import { filled } from "../../../app/components/texts.js"

/**
 * @typedef {object} Chip a token of the sentence
 * @property {string} text
 * @property {string | null} was what stood there before
 * @property {string} state special, plain, hole, put …: its style, and whether it can be pressed
 * @property {string} [tone]
 * @property {string} hint
 *
 * @typedef {object} Prediction a token, and how probable or how near it is
 * @property {number} id
 * @property {string} text
 * @property {number} probability
 * @property {string} percent
 * @property {boolean} truth
 * @property {string} [before] the line it stands in, where it is one of a text
 * @property {string} [after]
 *
 * @typedef {object} Card what is predicted for one position
 * @property {number} place
 * @property {string} title
 * @property {string} note
 * @property {{text: string, sight: boolean}[]} [context] the sentence, and what of it the network saw
 * @property {Prediction[]} rows
 *
 * @typedef {object} Data
 * @property {Chip[]} tokens
 * @property {Card[]} cards
 * @property {boolean} clicks whether a token can be hidden
 * @property {boolean} puts whether a prediction can be put in
 * @property {{line: string, put: string, truth: string}} texts
 */

class Cloze {
  constructor(root) {
    this.root = root
  }

  /** @param {Data} view */
  update(view, send) {
    Object.assign(this, { view, send })
    const focused = this.focusedName()
    this.root.replaceChildren(this.line(), this.cards())
    if (focused) this.root.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus()
  }

  focusedName() {
    const active = this.root.getRootNode().activeElement
    return this.root.contains(active) ? active.dataset.name : null
  }

  line() {
    const line = element("div", "line")
    line.setAttribute("role", "group")
    line.setAttribute("aria-label", this.view.texts.line)
    line.append(...this.view.tokens.map((token, position) => this.chip(token, position)))
    return line
  }

  chip({ text, was, state, tone, hint }, position) {
    const isFixed = state === "special" || !this.view.clicks
    const press = () => this.send({ act: "word", place: position })
    const chip = isFixed ? element("span", `chip ${state}`) : button(`chip ${state}`, "", press)
    if (tone) chip.classList.add(tone)
    if (!isFixed) chip.setAttribute("aria-pressed", String(state !== "plain"))
    chip.dataset.name = `chip${position}`
    chip.title = hint
    chip.append(element("span", "now", text))
    if (was) chip.append(element("s", "was", was))
    return chip
  }

  cards() {
    const cards = element("div", "cards")
    cards.append(...this.view.cards.map((card) => this.card(card)))
    return cards
  }

  card({ place, title, note, context, rows }) {
    const card = element("section", "card")
    card.append(element("h4", "title", title))
    if (context) card.append(contextOf(context))
    const list = element("ol", "guesses")
    list.append(...rows.map((row) => this.prediction(row, place)))
    card.append(list, element("p", "note", note))
    return card
  }

  prediction(row, position) {
    const { id, text, probability, percent, truth, before, after } = row
    const made = this.predictionFrame(row, position)
    made.dataset.name = `guess${position}.${id}`
    const bar = element("i", "bar")
    bar.style.width = `${100 * probability}%`
    const words = before || after ? lineOf(before, text, after) : element("span", "text", text)
    made.append(bar, words, element("span", "percent", percent))
    if (truth) made.setAttribute("aria-label", `${text} ${percent} · ${this.view.texts.truth}`)
    const item = element("li")
    item.append(made)
    return item
  }

  predictionFrame({ id, text, truth }, position) {
    const className = truth ? "guess truth" : "guess"
    if (!this.view.puts) return element("span", className)
    const made = button(className, "", () => this.send({ act: "put", place: position, id }))
    made.title = filled(this.view.texts.put, { token: text })
    return made
  }
}

/** A line of a text with one token marked. */
function lineOf(before, text, after) {
  const line = element("span", "text of-line")
  line.append(before, element("mark", "", text), after)
  return line
}

function contextOf(words) {
  const context = element("p", "context")
  context.append(...words.map(({ text, sight }) => element("span", sight ? "seen" : "unseen", text)))
  return context
}

export default renderer(Cloze, "act")
