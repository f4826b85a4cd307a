/** The road from page to page: a card for each station, in reading order, and what this browser's owner knows. */

import { button, element, svgElement } from "../../../app/components/dom.js"
import { browserStorage, nextStation, readProgress } from "../../../app/components/progress.js"
import { renderer } from "../../../app/components/renderer.js"
import { PICTURES } from "./pictures.js"

/**
 * @typedef {{name: string, title: string, about: string}} Stop
 * @typedef {{label: string, count: string, known: string, here: string, stops: Stop[]}} Data
 */

function pictureOf(name) {
  const svg = svgElement("svg", { viewBox: "0 0 64 40", "aria-hidden": true })
  svg.append(...PICTURES[name].map(([tag, attributes]) => svgElement(tag, attributes)))
  const picture = element("span", "picture")
  picture.append(svg)
  return picture
}

/** A card; `state` is "known", "here" for the one to take next, or "" */
function cardOf({ name, title, about }, number, state, open, texts) {
  const card = button(`stop ${state}`, undefined, () => open(name))
  card.dataset.stop = name
  const heading = element("span", "title", `${number}. ${title}`)
  card.append(pictureOf(name), heading, element("span", "about", about))
  if (state) card.append(element("span", "state", state === "known" ? `✓ ${texts.known}` : texts.here))
  return card
}

class Road {
  constructor(root) {
    this.root = root
    this.heading = element("h4")
    this.list = element("ol")
    root.replaceChildren(this.heading, this.list)
  }

  /** @param {Data} data */
  update(data, open) {
    const progress = readProgress(browserStorage())
    const names = data.stops.map(({ name }) => name)
    const known = names.filter((name) => progress.known.includes(name))
    const next = nextStation(names, progress)
    const begun = progress.visited.length > 0
    this.heading.textContent = known.length
      ? `${data.label} · ${data.count.replace("{known}", known.length)}`
      : data.label
    this.list.setAttribute("aria-label", data.label)
    this.list.replaceChildren(
      ...data.stops.map((stop, index) => {
        const state = known.includes(stop.name) ? "known" : begun && stop.name === next ? "here" : ""
        const item = element("li")
        item.append(cardOf(stop, index + 1, state, open, data))
        return item
      }),
    )
  }
}

export default renderer(Road, "open")
