/** What a browser keeps of the course. */

import assert from "node:assert/strict"
import { test } from "node:test"

import { nextStation, readProgress, withStation, writeProgress } from "../../core/app/components/progress.js"

const NOTHING = { known: [], visited: [], guessed: [] }

function storage(kept) {
  const values = kept === undefined ? {} : { "sentiscope.progress": kept }
  return {
    getItem: (key) => values[key] ?? null,
    setItem: (key, value) => {
      values[key] = value
    },
  }
}

test("what is written is read again", () => {
  const kept = storage()
  writeProgress(kept, withStation(NOTHING, "known", "masks"))
  assert.deepEqual(readProgress(kept), { known: ["masks"], visited: [], guessed: [] })
})

test("what cannot be read is nothing", () => {
  for (const broken of ["", "{", "null", "3", "[]", '{"known": 3, "visited": {"a": 1}}']) {
    assert.deepEqual(readProgress(storage(broken)), NOTHING)
  }
  assert.deepEqual(readProgress(storage('{"known": ["a", 3]}')).known, ["a"])
})

test("a browser that keeps nothing is no error", () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full")
    },
  }
  writeProgress(full, NOTHING)
  assert.deepEqual(readProgress(full), NOTHING)
})

test("a station is held once, and taken out again", () => {
  const twice = withStation(withStation(NOTHING, "visited", "a"), "visited", "a")
  assert.deepEqual(twice.visited, ["a"])
  assert.deepEqual(withStation(twice, "visited", "a", false), NOTHING)
})

test("the next station is the first that is not known", () => {
  assert.equal(nextStation(["a", "b", "c"], { known: ["a", "c"] }), "b")
  assert.equal(nextStation(["a", "b"], { known: ["b", "a"] }), "a")
})
