/** The road from page to page: a card for each stop, and a line through all of them. */

import { button, element, svgElement } from "../../../app/components/dom.js"
import { renderer } from "../../../app/components/renderer.js"
import { PICTURES } from "./pictures.js"

/**
 * @typedef {{name: string, title: string, about: string}} Stop
 * @typedef {{label: string, stops: Stop[]}} Data
 */

/** How many cards stand side by side on so many pixels. */
export const columnsFor = (width) => (width >= 900 ? 4 : width >= 640 ? 3 : width >= 420 ? 2 : 1)

/** Row and column (from 1) of a stop: rows run left to right and back again, so that the road never jumps. */
export function cellOf(stop, columns) {
  const row = Math.floor(stop / columns)
  const along = stop % columns
  return [row + 1, (row % 2 ? columns - 1 - along : along) + 1]
}

function pictureOf(name) {
  const svg = svgElement("svg", { viewBox: "0 0 64 40", "aria-hidden": true })
  svg.append(...PICTURES[name].map(([tag, attributes]) => svgElement(tag, attributes)))
  const picture = element("span", "picture")
  picture.append(svg)
  return picture
}

function cardOf({ name, title, about }, number, open) {
  const card = button("stop", undefined, () => open(name))
  card.dataset.stop = name
  card.append(
    pictureOf(name),
    element("span", "title", `${number}. ${title}`),
    element("span", "about", about),
  )
  return card
}

class Road {
  constructor(root) {
    this.root = root
    this.path = svgElement("path")
    this.list = element("ol")
    const way = svgElement("svg", { class: "way", "aria-hidden": true })
    way.append(this.path)
    root.replaceChildren(way, this.list)
    new ResizeObserver(() => this.arrange()).observe(root)
  }

  /** @param {Data} data */
  update({ label, stops }, open) {
    this.list.setAttribute("aria-label", label)
    this.list.replaceChildren(
      ...stops.map((stop, index) => {
        const item = element("li")
        item.append(cardOf(stop, index + 1, open))
        return item
      }),
    )
    this.arrange()
  }

  arrange() {
    const columns = columnsFor(this.root.clientWidth)
    this.list.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`
    for (const [index, item] of [...this.list.children].entries()) {
      ;[item.style.gridRow, item.style.gridColumn] = cellOf(index, columns)
    }
    this.drawWay()
  }

  /** A line through the middle of every picture. */
  drawWay() {
    const frame = this.root.getBoundingClientRect()
    const points = [...this.list.querySelectorAll(".picture")].map((picture) => {
      const box = picture.getBoundingClientRect()
      return `${box.left + box.width / 2 - frame.left} ${box.top + box.height / 2 - frame.top}`
    })
    this.path.setAttribute("d", points.length ? `M${points.join(" L")}` : "")
  }
}

export default renderer(Road, "open")
