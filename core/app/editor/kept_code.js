/** A learner's code in this browser's storage, by exercise and round: a new round starts from the skeleton. */

const KEY = "sentiscope.code."
export const MOST_KEPT = 20_000 // characters; storage holds a few million for all exercises

/**
 * @param {Storage | null} storage null where the browser offers none
 * @param {string} exercise
 * @param {string} round
 * @returns {string | null} null where nothing of this round is kept
 */
export function keptCode(storage, exercise, round) {
  try {
    const kept = JSON.parse(storage?.getItem(KEY + exercise) ?? "null")
    return kept?.round === round && typeof kept.code === "string" ? kept.code : null
  } catch {
    return null
  }
}

/** Keep it; code that is too long, or for which there is no room, is only not kept. */
export function keepCode(storage, exercise, round, code) {
  if (code.length > MOST_KEPT) return
  try {
    storage?.setItem(KEY + exercise, JSON.stringify({ round, code }))
  } catch {} // full, or forbidden
}

export function forgetCode(storage, exercise) {
  try {
    storage?.removeItem(KEY + exercise)
  } catch {} // forbidden
}
