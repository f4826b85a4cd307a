/** The theme's colours as numbers, and mixtures of them. A colour is [red, green, blue], each 0 … 255. */

/**
 * @typedef {[number, number, number]} Colour
 * @typedef {Record<(typeof NAMES)[number], Colour>} Colours
 */
const NAMES = [
  "background",
  "neutral",
  "positive",
  "negative",
  "accent",
  "text",
  "query",
  "key",
  "value",
  "position",
  "segment",
]

const NO_COLOUR = [128, 128, 128]

/**
 * The theme's colours where an element stands. A variable of the theme may be light-dark(…): only a computed
 * colour is a colour. An element that has left the page has none: grey, for nobody sees it.
 * @param {HTMLElement} root
 * @returns {Colours}
 */
export function themeColours(root) {
  const probe = document.createElement("span")
  root.append(probe)
  const colours = {}
  for (const name of NAMES) {
    probe.style.color = `var(--ss-${name})`
    colours[name] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? NO_COLOUR).slice(0, 3).map(Number)
  }
  probe.remove()
  return colours
}

/** @returns {Colour} `from` at 0, `to` at 1 */
export const mix = (from, to, proportion) =>
  from.map((part, channel) => Math.round(part + (to[channel] - part) * proportion))

export const css = (colour, alpha = 1) => (alpha === 1 ? `rgb(${colour})` : `rgba(${colour},${alpha})`)

/** Luma of ITU-R BT.601, 0 … 255: how bright a colour looks. */
export const brightness = ([red, green, blue]) => red * 0.299 + green * 0.587 + blue * 0.114

/**
 * Of text and background, whichever is easier to read on a colour.
 * @param {Colour} colour
 * @param {{text: Colour, background: Colour}} colours
 */
export function readableOn(colour, { text, background }) {
  const gap = (other) => Math.abs(brightness(colour) - brightness(other))
  return gap(text) >= gap(background) ? text : background
}
