import assert from "node:assert/strict"
import { beforeEach, describe, mock, test } from "node:test"
import { Choice } from "../../core/app/components/choice.js"
import { stopClock } from "./clock.js"

describe("a choice", () => {
  let told

  beforeEach(() => {
    stopClock()
    told = []
  })
  const tell = (what) => () => told.push(what)

  test("of choices in quick succession only the last is told", () => {
    const choice = new Choice()
    choice.make(tell("first"))
    mock.timers.tick(349)
    choice.make(tell("second"))
    mock.timers.tick(349)
    assert.deepEqual(told, [])
    assert.ok(choice.isPending)
    mock.timers.tick(1)
    assert.deepEqual(told, ["second"])
    assert.ok(!choice.isPending)
  })

  test("data that arrive meanwhile do not swallow what is still to be told", () => {
    const choice = new Choice(250)
    choice.make(tell("chosen"))
    choice.pause() // Streamlit takes the old drawing away,
    choice.resume() // and draws the new data
    mock.timers.tick(250)
    assert.deepEqual(told, ["chosen"])
  })

  test("nothing is told after the component has left the page", () => {
    const choice = new Choice()
    choice.make(tell("chosen"))
    choice.pause()
    mock.timers.tick(10_000)
    assert.deepEqual(told, [])
  })

  test("an answer may be to an earlier choice for a while", () => {
    const choice = new Choice()
    assert.ok(!choice.isUnanswered)
    assert.ok(!choice.isMade)
    choice.makeNow(tell("chosen"))
    assert.deepEqual(told, ["chosen"])
    assert.ok(choice.isMade)
    mock.timers.tick(1499)
    assert.ok(choice.isUnanswered)
    mock.timers.tick(1)
    assert.ok(!choice.isUnanswered)
  })

  test("a choice is told once, and one that was dropped never", () => {
    const choice = new Choice()
    choice.make(tell("dropped"))
    choice.drop()
    choice.makeNow(tell("now"))
    choice.resume()
    mock.timers.tick(10_000)
    assert.deepEqual(told, ["now"])
  })
})
