// Towers of blocks from the bottom up, as papers draw them; what repeats stands in a frame.
const REPEATED = ["self_attention", "masked_attention", "cross_attention", "add_norm", "feed_forward", "add", "norm"]

function element(tag, className, text) {
  const made = document.createElement(tag)
  made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function blockOf(block, data, open) {
  const made = element(block.page ? "button" : "div", `block ${block.name}`, block.text)
  if (block.page) {
    made.type = "button"
    made.title = `${data.opens}: ${block.title}`
    made.onclick = () => open(block.page)
  }
  return made
}

function towerOf(tower, data, open) {
  const made = element("div", `tower ${tower.kind}`)
  const isRepeated = (block) => REPEATED.includes(block.name)
  const first = tower.blocks.findIndex(isRepeated), last = tower.blocks.findLastIndex(isRepeated)
  const below = tower.blocks.slice(0, first), above = tower.blocks.slice(last + 1)
  const frame = element("div", "frame")
  frame.append(...tower.blocks.slice(first, last + 1).toReversed().map((block) => blockOf(block, data, open)))
  frame.append(element("span", "times", "× L"))
  made.append(
    ...above.toReversed().map((block) => blockOf(block, data, open)),
    frame,
    ...below.toReversed().map((block) => blockOf(block, data, open)),
    element("span", "tower-name", tower.name),
  )
  return made
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  const open = (page) => setTriggerValue("open", page)
  root.replaceChildren(...data.figures.map((figure) => {
    const made = element("figure", "figure")
    const towers = element("div", "towers")
    towers.append(...figure.towers.map((tower) => towerOf(tower, data, open)))
    const caption = element("figcaption", "caption")
    caption.append(element("b", "", figure.title), element("span", "", figure.about))
    made.append(caption, towers)
    return made
  }))
}
