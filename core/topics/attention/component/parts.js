/** What stands on the page once: the grid of tiles, its settings, the large map and the lines. */

import { element, selectList } from "../../../app/components/dom.js"
import { scrolling } from "../../../app/components/scroll_hint.js"
import { isFolded } from "./maps.js"

/**
 * @typedef {Record<string, any>} Parts the elements that change later, by name
 * @typedef {object} Acts what the visitor does; each is told the event or the new value
 * @property {(event: PointerEvent) => string} nameUnder the name of the tile under the pointer
 * @property {(event: MouseEvent) => void} clickTile
 * @property {(event: KeyboardEvent) => void} gridKey
 * @property {(change: object) => void} change a setting
 * @property {(event: PointerEvent) => void} point at a cell of the large map
 * @property {() => void} leave
 * @property {(event: MouseEvent) => void} pressCell
 * @property {(event: KeyboardEvent) => void} mapKey
 */

/**
 * @param {object} view the message of the server
 * @param {Acts} acts
 * @returns {[HTMLElement[], Parts]} what goes on the page, and its parts
 */
export function build(view, acts) {
  const parts = {}
  const top = element("div", "top")
  const below = element("div", "below")
  top.append(gridOf(view, acts, parts), sideOf(view, acts, parts))
  below.append(headOf(parts), mapOf(view.texts, acts, parts), linesOf(acts, parts))
  return [[top, below], parts]
}

/** An element that takes the keys itself, with a name for those who hear it. */
function stageOf(className, label) {
  const stage = element("div", className)
  stage.tabIndex = 0
  stage.setAttribute("role", "application")
  stage.setAttribute("aria-label", label)
  return stage
}

function gridOf({ grid, texts }, acts, parts) {
  const stage = stageOf("stage", texts.grid)
  Object.assign(parts, { tiles: element("canvas"), ring: element("i", "ring"), band: element("i", "band") })
  stage.append(parts.tiles, parts.band, parts.ring)
  stage.onpointermove = (event) => {
    stage.title = acts.nameUnder(event)
  }
  stage.onclick = acts.clickTile
  stage.onkeydown = acts.gridKey
  parts.columnNames = namesOf("column-names", grid.column_names)
  parts.rowNames = namesOf("row-names", grid.row_names)
  const frame = element("div", isFolded(grid) ? "frame folded" : grid.wordy ? "frame wordy" : "frame")
  frame.append(element("div", "corner", texts.corner))
  if (isFolded(grid)) stage.append(parts.columnNames)
  else frame.append(parts.columnNames, parts.rowNames)
  frame.append(stage)
  parts.grid = element("section", "grid")
  parts.grid.append(frame)
  return parts.grid
}

function namesOf(className, names) {
  const list = element("div", className)
  list.append(...names.map((name) => element("span", "", name)))
  return list
}

function sideOf(view, acts, parts) {
  const side = element("section", "side")
  side.append(togetherOf(view.texts, parts), settingsOf(view, acts, parts))
  return side
}

/** Over the large map and the lines: what they show, and what is read off them. */
function headOf(parts) {
  const head = element("section", "large")
  parts.title = element("h3", "title")
  parts.readout = element("div", "readout")
  for (const live of [parts.title, parts.readout]) live.setAttribute("aria-live", "polite")
  head.append(parts.title, parts.readout)
  return head
}

function togetherOf(texts, parts) {
  parts.heads = element("div", "heads")
  parts.heads.setAttribute("role", "group")
  parts.heads.setAttribute("aria-label", texts.together)
  parts.together = element("div", "together")
  parts.together.append(element("span", "name", texts.together), parts.heads)
  return parts.together
}

function settingsOf(view, { change }, parts) {
  const { texts } = view
  parts.hide = checkOf(texts.hide, (hide) => change({ hide }))
  parts.words = checkOf(texts.words, (words) => change({ words, pin: null }))
  const settings = element("div", "settings")
  settings.append(
    parts.hide.box,
    parts.words.box,
    thresholdOf(texts.least, (least) => change({ least }), parts),
    pairOf(view, (pair) => change({ pair, pin: null }), parts),
  )
  return settings
}

function checkOf(text, act) {
  const box = element("label", "check")
  const input = element("input")
  input.type = "checkbox"
  input.onchange = () => act(input.checked)
  box.append(input, element("span", "", text))
  return { box, input }
}

function thresholdOf(text, act, parts) {
  const box = element("label", "threshold")
  parts.least = element("input")
  Object.assign(parts.least, { type: "range", min: 0, max: 0.5, step: 0.01 })
  parts.least.oninput = () => act(Number(parts.least.value))
  parts.leastValue = element("output")
  box.append(element("span", "", text), parts.least, parts.leastValue)
  return box
}

function pairOf({ texts, second, state }, act, parts) {
  const box = element("label", "pair")
  const select = selectList(Object.entries(texts.pairs), state.pair, act)
  box.append(element("span", "", texts.pair), select)
  box.hidden = second === null
  parts.pair = { box, select }
  return box
}

function mapOf(texts, acts, parts) {
  const cells = stageOf("cells", texts.map)
  parts.map = element("canvas")
  parts.cursor = element("i", "cursor")
  parts.rowLabels = element("div", "row-labels")
  parts.columnLabels = element("div", "columns")
  cells.append(parts.map, parts.cursor)
  cells.onpointermove = acts.point
  cells.onpointerleave = cells.onblur = acts.leave
  cells.onclick = acts.pressCell
  cells.onkeydown = acts.mapKey
  parts.box = element("section", "map")
  parts.box.append(element("div", "corner"), parts.columnLabels, parts.rowLabels, cells)
  return scrolling(parts.box)
}

function linesOf({ change }, parts) {
  parts.left = element("div", "tokens left")
  parts.right = element("div", "tokens right")
  parts.all = element("canvas", "all")
  parts.some = element("canvas", "some")
  parts.between = element("div", "between")
  parts.between.append(parts.all, parts.some)
  const box = element("section", "lines")
  box.append(parts.left, parts.between, parts.right)
  box.onkeydown = (event) => event.key === "Escape" && change({ pin: null })
  return box
}
