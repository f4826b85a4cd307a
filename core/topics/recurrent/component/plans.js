/** Where the parts of each kind of cell stand in a field of 1000 × 430, and the wires between them. */

/**
 * @typedef {object} Plan
 * @property {Record<string, [number, number]>} parts gates and candidates: what has a formula
 * @property {Record<string, [number, number]>} states
 * @property {[string, number, number][]} signs
 * @property {[string, string][]} wires a path, and whose number it carries
 * @property {string} bus what every gate reads
 * @property {string} belt the line that the state runs along
 * @property {string} [field] another viewBox
 */

/** @type {Record<string, Plan>} */
export const PLANS = {
  lstm: {
    parts: { forget: [250, 270], input: [410, 270], candidate: [550, 270], output: [700, 270] },
    states: {
      cell_before: [78, 80],
      hidden_before: [78, 336],
      word: [78, 396],
      cell: [922, 80],
      hidden: [922, 270],
    },
    signs: [
      ["×", 250, 80],
      ["×", 480, 172],
      ["+", 480, 80],
      ["tanh", 805, 172],
      ["×", 805, 270],
    ],
    wires: [
      ["M150 80 H233", "cell_before"],
      ["M267 80 H463", "kept"],
      ["M497 80 H850", "cell"],
      ["M250 237 V97", "forget"],
      ["M410 237 V172 H463", "input"],
      ["M550 237 V172 H497", "candidate"],
      ["M480 155 V97", "added"],
      ["M805 80 V155", "cell"],
      ["M805 189 V253", "squashed"],
      ["M758 270 H788", "output"],
      ["M822 270 H850", "hidden"],
    ],
    bus: "M150 336 H165 V366 H700 V303 M150 396 H165 V366 M250 366 V303 M410 366 V303 M550 366 V303",
    belt: "M150 80 H850",
  },
  gru: {
    parts: { reset: [250, 270], update: [420, 270], candidate: [730, 270] },
    states: { hidden_before: [78, 80], word: [78, 396], hidden: [922, 80] },
    signs: [
      ["×", 420, 80],
      ["1−", 560, 172],
      ["×", 645, 172],
      ["+", 645, 80],
      ["×", 600, 322],
    ],
    wires: [
      ["M150 80 H403", "hidden_before"],
      ["M437 80 H628", "kept"],
      ["M662 80 H850", "hidden"],
      ["M420 237 V97", "update"],
      ["M478 270 H560 V190", "update"],
      ["M578 172 H628", "rest"],
      ["M730 237 V172 H662", "candidate"],
      ["M645 155 V97", "added"],
      ["M308 270 H336 V322 H583", "reset"],
      ["M617 322 H650 V284 H672", "recalled"],
    ],
    bus: "M120 102 V366 H730 V303 M120 396 V366 M250 366 V303 M420 366 V303 M600 366 V339",
    belt: "M150 80 H850",
  },
  rnn: {
    parts: { hidden: [500, 200] },
    states: { hidden_before: [78, 200], word: [78, 320], after: [922, 200] },
    signs: [],
    wires: [
      ["M150 200 H442", "hidden_before"],
      ["M558 200 H850", "hidden"],
    ],
    bus: "M150 320 H500 V233",
    belt: "M150 200 H442 M558 200 H850",
    field: "0 120 1000 250",
  },
}
