function element(tag, className, text) {
  const made = document.createElement(tag)
  made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root")
  const card = element("section", data.positive ? "card positive" : "card negative")
  card.setAttribute("aria-label", `${data.model}: ${data.label}, ${data.caption}`)

  const head = element("div", "head")
  head.append(element("span", "label", data.label), element("span", "model", data.model))

  const scale = element("div", "scale")
  const fill = element("div", "fill")
  const from = Math.min(0.5, data.probability), to = Math.max(0.5, data.probability)
  fill.style.left = `${from * 100}%`
  fill.style.width = `${(to - from) * 100}%`
  const needle = element("div", "needle")
  needle.style.left = `${data.probability * 100}%`
  scale.append(fill, element("div", "middle"), needle)
  if (data.before !== null && data.before !== undefined) {
    const before = element("div", "before")
    before.style.left = `${data.before * 100}%`
    scale.append(before)
  }

  const ends = element("div", "ends")
  ends.append(
    element("span", "end", data.ends[0]),
    element("span", "caption", data.caption),
    element("span", "end", data.ends[1]),
  )

  const facts = element("dl", "facts")
  for (const [name, value] of data.facts) {
    const fact = element("div", "fact")
    fact.append(element("dt", "", name), element("dd", "", value))
    facts.append(fact)
  }
  card.append(head, scale, ends, facts)
  root.replaceChildren(card)
}
