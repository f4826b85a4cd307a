/** The loss of every batch as dots, and its moving mean as a line. */

import { css, mix } from "../../../app/components/colours.js"

const ROOM = { left: 38, right: 10, top: 8, bottom: 34 } // pixels
const FEWEST_STEPS = 50 // of the axis
const FONT = "11px system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Noto Sans CJK SC', sans-serif"

/** A round step of an axis that makes at most `most` parts of a length. */
export function roundStep(length, most) {
  const least = length / most
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].find((step) => step * power >= least * (1 - 1e-9)) * power
}

/** Where the plot lies and how far its axes go. */
export function plotOf({ steps, losses, width, height }) {
  const last = Math.max(FEWEST_STEPS, steps.at(-1) ?? 0)
  const most = losses.reduce((largest, loss) => Math.max(largest, loss), 1)
  const x = (step) => ROOM.left + ((width - ROOM.left - ROOM.right) * step) / last
  const y = (loss) => height - ROOM.bottom - ((height - ROOM.top - ROOM.bottom) * loss) / (1.05 * most)
  return { x, y, last, most }
}

export function paintLoss(pen, view) {
  const { steps, losses, means, texts, width, height, colours } = view
  const plot = plotOf(view)
  pen.clearRect(0, 0, width, height)
  paintAxes(pen, view, plot)
  if (steps.length === 0) {
    pen.textAlign = "center"
    pen.fillText(texts.none, width / 2 + ROOM.left / 2, height / 2)
    return
  }
  pen.fillStyle = css(colours.text, 0.4)
  losses.forEach((loss, index) => {
    pen.fillRect(plot.x(steps[index]) - 1, plot.y(loss) - 1, 2.4, 2.4)
  })
  pen.strokeStyle = css(colours.accent)
  pen.lineWidth = 2
  pen.beginPath()
  means.forEach((mean, index) => {
    if (!Number.isNaN(mean)) pen.lineTo(plot.x(steps[index]), plot.y(mean))
  })
  pen.stroke()
}

function paintAxes(pen, { texts, width, height, colours }, { x, y, last, most }) {
  Object.assign(pen, { font: FONT, lineWidth: 1, textBaseline: "middle", textAlign: "right" })
  pen.strokeStyle = css(mix(colours.background, colours.text, 0.15))
  pen.fillStyle = css(mix(colours.background, colours.text, 0.7))
  const [across, up] = [roundStep(last, 5), roundStep(most, 4)]
  for (let loss = 0; loss <= most * 1.05; loss += up) {
    pen.beginPath()
    pen.moveTo(ROOM.left, y(loss))
    pen.lineTo(width - ROOM.right, y(loss))
    pen.stroke()
    pen.fillText(String(Number(loss.toPrecision(6))), ROOM.left - 6, y(loss))
  }
  pen.textAlign = "center"
  for (let step = 0; step <= last; step += across)
    pen.fillText(step.toLocaleString("en"), x(step), height - ROOM.bottom + 11)
  pen.fillText(texts.steps, (ROOM.left + width) / 2, height - 7)
}
