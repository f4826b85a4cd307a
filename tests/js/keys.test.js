import assert from "node:assert/strict"
import { test } from "node:test"
import {
  cellUnder,
  clamp,
  GRID_MOVES,
  movedInside,
  moveOf,
  ROW_MOVES,
  STACK_MOVES,
  STEP_MOVES,
} from "../../core/app/components/keys.js"

/** A key event that notes whether the page may still scroll. */
const keyed = (key) => ({
  key,
  isStopped: false,
  preventDefault() {
    this.isStopped = true
  },
})

test("a key that moves does not scroll the page, every other key does what it always does", () => {
  const [arrow, letter] = [keyed("ArrowDown"), keyed("a")]
  assert.deepEqual(moveOf(arrow), [1, 0])
  assert.equal(moveOf(letter), null)
  assert.deepEqual([arrow.isStopped, letter.isStopped], [true, false])
})

test("rows go down, columns to the right", () => {
  let place = [0, 0]
  const visited = ["ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"].map((key) => {
    place = movedInside(place, GRID_MOVES[key], [3, 4])
    return place
  })
  assert.deepEqual(visited, [
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 2],
    [0, 1],
  ])
})

test("a move ends at the edge, on every axis", () => {
  assert.deepEqual(movedInside([0, 3], GRID_MOVES.ArrowUp, [3, 4]), [0, 3])
  assert.deepEqual(movedInside([0, 3], GRID_MOVES.ArrowRight, [3, 4]), [0, 3])
  assert.deepEqual(movedInside([1, 5, 383], STACK_MOVES.ArrowRight, [2, 6, 384]), [1, 5, 383])
  assert.deepEqual(movedInside([1, 5, 383], STACK_MOVES.PageUp, [2, 6, 384]), [0, 5, 383])
})

test("what no longer fits is brought inside", () => {
  assert.deepEqual(movedInside([7, 9, 400], [0, 0, 0], [2, 6, 384]), [1, 5, 383])
  assert.deepEqual(
    [-1, 3, 9].map((number) => clamp(number, 0, 4)),
    [0, 3, 4],
  )
})

test("steps go on by either axis, items only along their row", () => {
  assert.deepEqual([STEP_MOVES.ArrowDown, STEP_MOVES.ArrowRight, STEP_MOVES.ArrowUp], [1, 1, -1])
  assert.deepEqual([ROW_MOVES.ArrowRight, ROW_MOVES.ArrowDown], [1, undefined])
})

test("a pointer finds its cell, beside the box the nearest one", () => {
  const box = { left: 100, top: 50 }
  const at = (clientX, clientY) => cellUnder({ clientX, clientY }, box, { wide: 20, high: 10 }, [3, 4])
  assert.deepEqual(at(100, 50), [0, 0])
  assert.deepEqual(at(141, 69), [1, 2])
  assert.deepEqual(at(20, 500), [2, 0])
})
