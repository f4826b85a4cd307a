/** What a visitor chose: shown at once, told to the server a little later, not undone by a late answer. */

const WAIT = 350 // milliseconds without a newer choice after which the server is told
const PATIENCE = 1500 // milliseconds in which an answer may still be to an earlier choice

export class Choice {
  #timer
  #tell = null
  #madeAt = Number.NEGATIVE_INFINITY

  constructor(wait = WAIT) {
    this.wait = wait
  }

  /** Note a choice; `tell` is called once no newer one has been made for a while. */
  make(tell) {
    this.#madeAt = Date.now()
    this.#tell = tell
    this.resume()
  }

  /** Note a choice and tell the server at once. */
  makeNow(tell) {
    this.make(tell)
    this.#flush()
  }

  /** Go on waiting after `pause`: data that come meanwhile must not swallow what is still to be told. */
  resume() {
    this.pause()
    if (this.#tell) this.#timer = setTimeout(() => this.#flush(), this.wait)
  }

  pause() {
    clearTimeout(this.#timer)
  }

  /** Leave untold what is still waiting. */
  drop() {
    this.pause()
    this.#tell = null
  }

  /** Whether the server has yet to be told. */
  get isPending() {
    return this.#tell !== null
  }

  /** Whether data that come now may answer an earlier choice. */
  get isUnanswered() {
    return this.isPending || Date.now() - this.#madeAt < PATIENCE
  }

  /** Whether anything has been chosen yet. */
  get isMade() {
    return this.#madeAt > Number.NEGATIVE_INFINITY
  }

  #flush() {
    const tell = this.#tell
    this.drop()
    tell()
  }
}
