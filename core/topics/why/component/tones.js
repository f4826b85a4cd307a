/** The diverging scale on which words stay readable. */

import { brightness, mix } from "../../../app/components/colours.js"
import { divergingScale } from "../../../app/components/heatmap.js"

const MOST_LIGHT = 0.6 // of the full colour: on more of it the text would be pale
const MOST_DARK = 0.38
const LEAST_END = 1e-6 // of a scale: smaller values are rounding, which is no colour
const DARK = 128 // a background less bright than this is the dark theme's

/** Where the scale of some values ends: at the largest of their sizes. */
export const endOf = (values) => Math.max(LEAST_END, ...values.map(Math.abs))

/**
 * As the app's diverging scale, paler at its ends, under text in the theme's colour.
 * @param {import("../../../app/components/colours.js").Colours} colours
 * @param {number} end
 * @returns {import("../../../app/components/heatmap.js").Scale}
 */
export function chipScale(colours, end) {
  const most = brightness(colours.background) < DARK ? MOST_DARK : MOST_LIGHT
  const { positive, negative, neutral } = colours
  const paler = {
    ...colours,
    positive: mix(neutral, positive, most),
    negative: mix(neutral, negative, most),
  }
  return divergingScale(paler, end)
}
