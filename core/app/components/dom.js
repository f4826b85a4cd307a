/** Elements of a page. Text goes in as text, never as HTML. */

import { joined } from "./whole_names.js"

const SVG = "http://www.w3.org/2000/svg"

/** The whole numbers 0 … count − 1. */
export const range = (count) => [...Array(count).keys()]

/**
 * @param {string} tag
 * @param {string} [className]
 * @param {string} [text]
 * @returns {HTMLElement}
 */
export function element(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text !== undefined) made.textContent = joined(String(text))
  return made
}

/**
 * @param {string} className
 * @param {string | undefined} text
 * @param {() => void} press what a click does
 * @returns {HTMLButtonElement}
 */
export function button(className, text, press) {
  const made = element("button", className, text)
  made.type = "button"
  made.onclick = press
  return made
}

/**
 * @param {[string | number, string][]} options value and text of each
 * @param {string | number} chosen the value chosen at first
 * @param {(value: string) => void} choose
 * @returns {HTMLSelectElement}
 */
export function selectList(options, chosen, choose) {
  const made = element("select")
  for (const [value, text] of options) {
    const option = element("option", "", text)
    option.value = value
    option.selected = value === chosen
    made.append(option)
  }
  made.onchange = () => choose(made.value)
  return made
}

/**
 * @param {string} tag
 * @param {Record<string, string | number | boolean>} [attributes]
 * @param {string} [text]
 * @returns {SVGElement}
 */
export function svgElement(tag, attributes = {}, text) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  if (text !== undefined) made.textContent = text
  return made
}
