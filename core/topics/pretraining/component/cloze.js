// A sentence whose words can be hidden, and what a network guesses for each hole. shared.js stands before.

const clozes = new WeakMap()

class Cloze {
  constructor(root) {
    this.root = root
  }

  update(view, send) {
    this.view = view
    this.send = send
    const focused = this.root.contains(this.root.getRootNode().activeElement) ? this.root.getRootNode().activeElement.dataset.name : null
    this.root.replaceChildren(this.line(), this.cards())
    if (focused) this.root.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus()
  }

  line() {
    const line = element("div", "line")
    line.setAttribute("role", "group")
    line.setAttribute("aria-label", this.view.texts.line)
    line.append(...this.view.tokens.map((token, place) => this.chip(token, place)))
    return line
  }

  chip({ text, was, state, tone, hint }, place) {
    const fixed = state === "special" || !this.view.clicks
    const chip = fixed ? element("span", `chip ${state}`) : button(`chip ${state}`, "", () => this.send({ act: "word", place }))
    if (tone) chip.classList.add(tone)
    if (!fixed) chip.setAttribute("aria-pressed", String(state !== "plain"))
    chip.dataset.name = `chip${place}`
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
    if (context) {
      const seen = element("p", "context")
      seen.append(...context.map(({ text, sight }) => element("span", sight ? "seen" : "unseen", text)))
      card.append(seen)
    }
    const list = element("ol", "guesses")
    list.append(...rows.map((row) => this.guess(row, place)))
    card.append(list, element("p", "note", note))
    return card
  }

  guess({ id, text, probability, percent, truth }, place) {
    const item = element("li"), look = truth ? "guess truth" : "guess"
    const one = this.view.puts ? button(look, "", () => this.send({ act: "put", place, id })) : element("span", look)
    if (this.view.puts) one.title = this.view.texts.put.replace("{token}", text)
    one.dataset.name = `guess${place}.${id}`
    const bar = element("i", "bar")
    bar.style.width = `${100 * probability}%`
    one.append(bar, element("span", "text", text), element("span", "percent", percent))
    if (truth) one.setAttribute("aria-label", `${text} ${percent} · ${this.view.texts.truth}`)
    item.append(one)
    return item
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  if (!clozes.has(root)) clozes.set(root, new Cloze(root))
  clozes.get(root).update(data, (act) => setTriggerValue("act", act))
}
