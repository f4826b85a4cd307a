/** What in the diagram changes with the place: the chosen block, layer and head, the progress, the play button. */

import { icon } from "./parts.js"
import { indexOf, stopsOf } from "./walk.js"

/**
 * @param {import("./parts.js").Parts} parts
 * @param {import("./flow.js").Place} place
 * @param {number} layers
 */
export function markPlace(parts, place, layers) {
  for (const [step, block] of Object.entries(parts.blocks)) {
    block.classList.toggle("chosen", step === place.step)
    if (step === place.step) block.setAttribute("aria-current", "step")
    else block.removeAttribute("aria-current")
  }
  markNumber(parts.layers, place.layer)
  markNumber(parts.heads, place.head)
  markProgress(parts, place, layers)
}

function markProgress(parts, place, layers) {
  const stops = stopsOf(layers)
  const now = indexOf(stops, place)
  parts.progress.style.width = `${(now / (stops.length - 1)) * 100}%`
  parts.count.textContent = `${now + 1} / ${stops.length}`
  parts.previous.disabled = now === 0
  parts.next.disabled = now === stops.length - 1
}

/**
 * @param {import("./parts.js").Parts} parts
 * @param {boolean} isPlaying
 * @param {{play: string, pause: string}} texts
 */
export function markPlay({ play }, isPlaying, texts) {
  const name = isPlaying ? "pause" : "play"
  play.replaceChildren(icon(name))
  play.title = texts[name]
  play.setAttribute("aria-label", texts[name])
  play.classList.toggle("pause", isPlaying)
}

function markNumber(numbers, chosen) {
  for (const [index, number] of numbers.entries()) {
    number.classList.toggle("chosen", index + 1 === chosen)
    number.setAttribute("aria-pressed", String(index + 1 === chosen))
  }
}
