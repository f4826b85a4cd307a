/** How far one has come on the road, kept in this browser alone: which stations were ticked, which guesses made. */

const KEY = "sentiscope.progress"
export const CHANGED = "sentiscope.progress" // an event of the window: something was kept

/** @typedef {{known: string[], visited: string[], guessed: string[]}} Progress */

/** What is kept; nothing where there is nothing, or nothing that can be read. */
export function readProgress(storage) {
  try {
    const { known, visited, guessed } = JSON.parse(storage.getItem(KEY)) ?? {}
    return { known: namesIn(known), visited: namesIn(visited), guessed: namesIn(guessed) }
  } catch {
    return { known: [], visited: [], guessed: [] }
  }
}

const namesIn = (kept) => (Array.isArray(kept) ? kept.filter((name) => typeof name === "string") : [])

/** The progress with a name among the `list` ("known", "visited" or "guessed"), or without it. */
export function withStation(progress, list, station, present = true) {
  const others = progress[list].filter((name) => name !== station)
  return { ...progress, [list]: present ? [...others, station] : others }
}

/** Keep it; a browser that lets no site keep anything forgets it, without a word. */
export function writeProgress(storage, progress) {
  try {
    storage.setItem(KEY, JSON.stringify(progress))
  } catch {
    // Storage may be full, or forbidden.
  }
}

/** The first of the stations that is not known yet; the first of all where every one is. */
export const nextStation = (stations, { known }) =>
  stations.find((name) => !known.includes(name)) ?? stations[0]

/** This browser's storage; one that keeps nothing where the browser allows none. */
export function browserStorage() {
  try {
    return window.localStorage
  } catch {
    return { getItem: () => null, setItem: () => {} }
  }
}
