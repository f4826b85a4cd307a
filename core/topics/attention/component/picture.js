/** What is drawn large and as lines: the chosen heads' weights between the tokens that are shown. */

import { groupsOf, sentencesOf } from "./groups.js"
import { tileName } from "./tile_grid.js"

// Heads drawn together take these colours in turn.
const TONES = ["accent", "negative", "key", "value", "position", "positive", "query", "segment"]
export const MOST_HEADS = TONES.length

/**
 * @typedef {object} Picture
 * @property {import("./groups.js").Group[]} rows
 * @property {import("./groups.js").Group[]} columns
 * @property {{matrix: Float32Array, scores?: Float32Array, colour: import("../../../app/components/colours.js").Colour, name: string}[]} heads
 * @property {number} tokens of the text: the size of a row of scores
 * @property {number} width K, the numbers of a query
 * @property {boolean} pairs whether a map is one head's, so that its query and key can be opened
 * @property {number} threshold the least weight shown
 * @property {string} named differs where rows or columns are named otherwise
 * @property {Record<string, any>} texts
 */

/** The colour of the first, second … head. */
export const toneOf = (order, colours) => colours[TONES[order]]

/**
 * Which tiles are drawn: the chosen ones that are here, else what was drawn before, else the first that came.
 * @param {import("./attention.js").State} state
 * @param {import("./kept_maps.js").KeptMaps} maps
 * @param {number[] | undefined} before
 * @param {number} first
 */
export function drawnTiles({ tile, more }, maps, before, first) {
  const isHere = (one) => maps.has(one)
  const tiles = isHere(tile) ? [tile, ...more].filter(isHere) : before
  return tiles?.every(isHere) ? tiles : [first]
}

/**
 * @param {import("./attention.js").Header} view
 * @param {import("./attention.js").State} state
 * @param {number[]} tiles which are here
 * @param {import("./kept_maps.js").KeptMaps} maps
 * @returns {Picture}
 */
export function pictureOf(view, state, tiles, maps, colours) {
  const [from, to] = sentencesOf(state.pair, view.second)
  const rows = groupsOf(view, state, from)
  const columns = groupsOf(view, state, to)
  const heads = tiles.map((tile, order) => ({
    matrix: maps.matrix(tile, rows, columns),
    scores: maps.scores(tile),
    colour: toneOf(order, colours),
    name: tileName(tile, view),
  }))
  return {
    ...{ rows, columns, heads, texts: view.texts },
    ...{ tokens: view.tokens.length, width: view.width, pairs: view.pairs },
    threshold: state.least * Math.max(1, view.most), // a proportion where weights are, else of the largest number
    named: JSON.stringify([view.key, view.made, state.hide, state.words, from, to]),
  }
}
