// Attention as lines: tokens left and right, a line for each weight. shared.js and attention.maps.js
// stand before this file.

const LINES_WIDE = 170 // pixels between both columns of tokens
const FAINTEST = 0.012 // of the scale: a fainter line cannot be seen
const MOST_LINES = 1000 // of one head at a time; in a long text more would be one grey
const LEVELS = 24

// `layers` are {matrix, colour}; `only` says which lines: (row, column) => boolean.
function paintLines(canvas, layers, rows, columns, high, least, wide, only) {
  const sharp = window.devicePixelRatio || 1, tall = Math.max(rows, columns) * high
  Object.assign(canvas.style, { width: `${wide}px`, height: `${tall}px` })
  canvas.width = wide * sharp
  canvas.height = tall * sharp
  const pen = canvas.getContext("2d")
  pen.scale(sharp, sharp)
  const most = Math.max(...layers.map(({ matrix }) => largest(matrix))) || 1
  layers.forEach(({ matrix, colour }, layer) => {
    pen.strokeStyle = css(colour)
    const shift = (layer - (layers.length - 1) / 2) * Math.min(2.5, high / (layers.length + 2))
    const floor = Math.max(least, FAINTEST * most, only ? 0 : strongest(matrix, MOST_LINES))
    const paths = range(LEVELS).map(() => new Path2D()) // lines of like weight are drawn in one go
    for (let row = 0; row < rows; row++) {
      const from = (row + 0.5) * high + shift
      for (let column = 0; column < columns; column++) {
        const weight = matrix[row * columns + column]
        if (weight < floor || (only && !only(row, column))) continue
        const path = paths[Math.min(LEVELS - 1, Math.floor((LEVELS * weight) / most))], to = (column + 0.5) * high + shift
        path.moveTo(0, from)
        path.bezierCurveTo(wide / 3, from, (2 * wide) / 3, to, wide, to)
      }
    }
    paths.forEach((path, level) => {
      const share = (level + 0.5) / LEVELS
      pen.globalAlpha = 0.06 + 0.94 * share
      pen.lineWidth = 0.6 + 3.2 * share
      pen.stroke(path)
    })
  })
}

// The weight from which on there are at most so many.
function strongest(matrix, count) {
  return matrix.length <= count ? 0 : Float32Array.from(matrix).sort()[matrix.length - count]
}

// The tokens of one side as buttons; `acts` are what hovering, leaving and pressing one does.
function tokenColumn(box, groups, side, high, acts) {
  const buttons = groups.map((group, number) => {
    const one = button(group.special ? "token special" : "token", group.text, () => acts.press(side, number))
    one.style.height = `${high}px`
    one.title = group.text
    one.onpointerenter = () => acts.enter(side, number)
    one.onpointerleave = () => acts.leave()
    one.onfocus = () => acts.enter(side, number)
    one.onblur = () => acts.leave()
    return one
  })
  box.replaceChildren(...buttons)
  return buttons
}

// Behind every token how much weight falls on it, as a bar of the head's colour for each head.
function shade(buttons, weights, colours, most) {
  buttons.forEach((one, number) => {
    if (!weights) {
      one.style.background = ""
      return
    }
    const part = 100 / weights.length
    const stops = weights.map((own, layer) => {
      const alpha = Math.min(0.55, (own[number] / most) * 0.55)
      return `rgb(${colours[layer]} / ${alpha}) ${layer * part}% ${(layer + 1) * part}%`
    })
    one.style.background = `linear-gradient(to right, ${stops.join(", ").replace(/rgb\((\d+),(\d+),(\d+) /g, "rgb($1 $2 $3 ")})`
  })
}
