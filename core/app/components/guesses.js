/** Keeps in this browser which guesses of a page were made, and tells how many. */

import { element } from "./dom.js"
import { browserStorage, CHANGED, readProgress, withStation, writeProgress } from "./progress.js"
import { renderer } from "./renderer.js"
import { filled } from "./texts.js"

/** @typedef {{names: string[], made: string[], text: string}} Data all guesses of the page, those just made */

/** How many of a page's guesses this browser has made, in words; nothing for a page without any. */
export function guessesMade({ names, text }, { guessed }) {
  const made = names.filter((name) => guessed.includes(name)).length
  return names.length ? filled(text, { made, count: names.length }) : ""
}

/** Keep those made in this visit beside the earlier ones. */
export function keepGuesses(storage, { made }) {
  const before = readProgress(storage)
  const after = made.reduce((progress, name) => withStation(progress, "guessed", name), before)
  if (made.some((name) => !before.guessed.includes(name))) writeProgress(storage, after)
  return after
}

class Guesses {
  constructor(root) {
    this.root = root
    this.storage = browserStorage()
  }

  /** @param {Data} data */
  update(data) {
    const progress = keepGuesses(this.storage, data)
    this.root.replaceChildren(element("p", "made", guessesMade(data, progress)))
    window.dispatchEvent(new window.Event(CHANGED))
  }
}

export default renderer(Guesses)
