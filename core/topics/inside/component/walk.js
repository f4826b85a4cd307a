/** The steps of a forward pass in order, as groups of rows of blocks. */

import { range } from "../../../app/components/dom.js"

/** Group → its rows → the steps of each. */
export const GROUPS = {
  embeddings: [
    ["token", "position", "segment"],
    ["sum", "embedding_norm"],
  ],
  layer: [
    ["queries", "keys", "values"],
    ["scores", "masked", "attention"],
    ["context", "projection"],
    ["attention_norm"],
    ["expanded", "activated", "contracted"],
    ["output"],
  ],
  head: [["pooled", "logits", "probabilities"]],
}
/** The first steps of rows whose blocks do not follow one another. */
export const SIDE_BY_SIDE = ["token", "queries"]

const BEFORE = GROUPS.embeddings.flat()
const WITHIN = GROUPS.layer.flat()
/** Steps of which there is only the row of [CLS]. */
export const AFTER = GROUPS.head.flat()

const CAME_FROM = {
  sum: ["token", "position", "segment"],
  embedding_norm: ["sum"],
  scores: ["queries", "keys"],
  masked: ["scores"],
  attention: ["masked"],
  context: ["attention", "values"],
  projection: ["context"],
  attention_norm: ["projection"],
  expanded: ["attention_norm"],
  activated: ["expanded"],
  contracted: ["activated"],
  output: ["attention_norm", "contracted"],
  pooled: ["output"],
  logits: ["pooled"],
  probabilities: ["logits"],
}
const READ_WHAT_ENTERS = ["queries", "keys", "values", "attention_norm"]

/**
 * The steps whose numbers a step is worked out from, as far as the diagram shows them: what enters a later layer
 * is the output of the one before it, and what enters the head that of the last.
 * @param {Stop} stop
 * @param {number} layers
 */
export function sourcesOf({ step, layer }, layers) {
  if (step === "pooled" && layer !== layers) return []
  const entering = READ_WHAT_ENTERS.includes(step) && layer === 1 ? ["embedding_norm"] : []
  return [...entering, ...(CAME_FROM[step] ?? [])]
}

/** @typedef {{step: string, layer?: number}} Stop a step of the walk; layers count from 1 */

/**
 * Every stop of the walk in order, a layer's steps once for each layer.
 * @returns {Stop[]}
 */
export function stopsOf(layers) {
  const within = range(layers).flatMap((layer) => WITHIN.map((step) => ({ step, layer: layer + 1 })))
  return [...BEFORE.map((step) => ({ step })), ...within, ...AFTER.map((step) => ({ step }))]
}

/** The number of a stop; outside the layers its layer says nothing. */
export function indexOf(stops, { step, layer }) {
  const inLayer = WITHIN.includes(step)
  return stops.findIndex((stop) => stop.step === step && (!inLayer || stop.layer === layer))
}
