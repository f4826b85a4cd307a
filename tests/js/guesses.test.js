import assert from "node:assert/strict"
import { beforeEach, describe, test } from "node:test"
import guesses, { guessesMade, keepGuesses } from "../../core/app/components/guesses.js"
import stationEnd from "../../core/app/components/station_end.js"
import { mount } from "./page.js"

const ALL = ["order_flips", "table_directions"]
const TEXT = "{made} of {count} guesses"
const data = (made) => ({ names: ALL, made, text: TEXT })

/** What a browser keeps, without a browser. */
function storage() {
  const kept = new Map()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
  }
}

describe("guesses", () => {
  beforeEach(() => window.localStorage.clear())

  test("are counted among those of the page", () => {
    assert.equal(guessesMade(data([]), { guessed: ["order_flips", "another"] }), "1 of 2 guesses")
    assert.equal(guessesMade({ names: [], text: TEXT }, { guessed: ["another"] }), "")
  })

  test("are kept once, beside earlier ones and the stations", () => {
    const kept = storage()
    kept.setItem("sentiscope.progress", '{"known": ["masks"], "guessed": ["cls_to_sep"]}')
    keepGuesses(kept, data(["order_flips"]))
    keepGuesses(kept, data(["order_flips"]))
    assert.deepEqual(JSON.parse(kept.getItem("sentiscope.progress")), {
      known: ["masks"],
      visited: [],
      guessed: ["cls_to_sep", "order_flips"],
    })
  })

  test("show at the end of the station as soon as they are made", () => {
    const end = { station: "positions", known: "", text: "", tick: "", ticked: "", guesses: data([]) }
    const { root } = mount(stationEnd, end)
    const told = () => root.querySelector(".guessed").textContent
    assert.equal(told(), "0 of 2 guesses")
    const place = document.createElement("div")
    place.append(Object.assign(document.createElement("div"), { className: "root" }))
    guesses({ data: data(["order_flips"]), parentElement: place, setTriggerValue: () => {} })
    assert.equal(place.textContent, "1 of 2 guesses")
    assert.equal(told(), "1 of 2 guesses")
  })
})
