// The heat map: one canvas pixel a cell, stretched; small matrices are drawn large, with their numbers.

const LEAST_CELL = 1.25, LEAST_TOKEN_CELL = 15, MOST_CELL = 60 // pixels
const ROOM_FOR_NUMBERS = 36
const SHADES = 256
const SHARE_ON_SCALE = 0.995 // the few largest numbers would leave all others grey

// What a number's colour is, and where the scale ends.
function scaleOf(view, colours) {
  const sizes = Float32Array.from(view.arrays.value.data, Math.abs).sort()
  const end = sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * SHARE_ON_SCALE))] || 1
  if (view.scale === "sequential") {
    return { from: 0, to: end, colour: (x) => mix(colours.background, colours.accent, Math.min(1, Math.max(0, x / end))) }
  }
  const colour = (x) => mix(colours.neutral, x < 0 ? colours.negative : colours.positive, Math.min(1, Math.abs(x) / end))
  return { from: -end, to: end, colour }
}

function sizesOf(view, width, labels) {
  const { rows, columns } = view.arrays.value
  const least = view.columns ? LEAST_TOKEN_CELL : LEAST_CELL
  const most = columns <= 2 ? 150 : MOST_CELL
  const cell = Math.min(most, Math.max(least, (width - labels) / columns))
  const high = rows === 1 ? 46 : rows <= 10 ? 27 : rows <= 16 ? 22 : rows <= 40 ? 18 : 13
  return { wide: cell, high }
}

function paint(canvas, view, scale, size, colours) {
  const { rows, columns, data } = view.arrays.value
  const numbers = size.wide >= ROOM_FOR_NUMBERS && size.high >= 18
  const sharp = numbers ? window.devicePixelRatio || 1 : 1
  canvas.style.width = `${columns * size.wide}px`
  canvas.style.height = `${rows * size.high}px`
  canvas.width = numbers ? columns * size.wide * sharp : columns
  canvas.height = numbers ? rows * size.high * sharp : rows
  const pen = canvas.getContext("2d")
  if (!numbers) return paintPixels(pen, data, rows, columns, scale)
  pen.scale(sharp, sharp)
  pen.font = "11px ui-monospace, Menlo, Consolas, monospace"
  pen.textAlign = "center"
  pen.textBaseline = "middle"
  data.forEach((number, place) => {
    const x = (place % columns) * size.wide, y = Math.floor(place / columns) * size.high
    const colour = scale.colour(number)
    pen.fillStyle = `rgb(${colour})`
    pen.fillRect(x + 0.5, y + 0.5, size.wide - 1, size.high - 1)
    pen.fillStyle = `rgb(${readable(colour, colours)})`
    pen.fillText(number.toFixed(2).replace("-", "−"), x + size.wide / 2, y + size.high / 2 + 0.5)
  })
}

// A few numbers as a strip on their own scale; a row's missing numbers stay empty.
function paintStrip(canvas, numbers, isSequential, colours) {
  const there = numbers.filter((number) => !Number.isNaN(number))
  const end = Math.max(...there.map(Math.abs)) || 1
  canvas.width = there.length
  canvas.height = 1
  const pen = canvas.getContext("2d")
  there.forEach((number, place) => {
    const tone = isSequential ? colours.accent : number < 0 ? colours.negative : colours.positive
    pen.fillStyle = `rgb(${mix(isSequential ? colours.background : colours.neutral, tone, Math.min(1, Math.abs(number) / end))})`
    pen.fillRect(place, 0, 1, 1)
  })
}

const light = (colour) => colour[0] * 0.299 + colour[1] * 0.587 + colour[2] * 0.114

// Of text and background, whichever stands out more.
function readable(colour, colours) {
  const gap = (other) => Math.abs(light(colour) - light(other))
  return gap(colours.text) > gap(colours.background) ? colours.text : colours.background
}

// Of 200,000 cells each takes one of 256 shades, mixed once.
function paintPixels(pen, data, rows, columns, scale) {
  const picture = pen.createImageData(columns, rows), pixels = new Uint32Array(picture.data.buffer)
  const width = scale.to - scale.from
  const shades = new Uint32Array(Uint8Array.from(range(SHADES).flatMap((shade) => [...scale.colour(scale.from + (shade / (SHADES - 1)) * width), 255])).buffer)
  const steps = (SHADES - 1) / width
  for (let place = 0; place < data.length; place++) {
    const shade = Math.round((data[place] - scale.from) * steps)
    pixels[place] = shades[shade < 0 ? 0 : shade >= SHADES ? SHADES - 1 : shade]
  }
  pen.putImageData(picture, 0, 0)
}

// Names of the rows at the left, of the columns on top: tokens, or every so many dimensions.
function label(map, view, size) {
  const { rows, columns } = view.arrays.value
  map.rows.replaceChildren(...range(rows).map((row) => {
    const name = element("div", "row-label", view.rows[row])
    name.style.height = `${size.high}px`
    name.title = view.rows[row]
    return name
  }))
  map.columns.style.width = `${columns * size.wide}px`
  map.columns.className = view.columns ? "columns tokens" : "columns ticks"
  map.columns.replaceChildren(...(view.columns ? tokenLabels(view, size) : tickLabels(view, columns, size)))
}

function tokenLabels(view, size) {
  return view.columns.map((text) => {
    const name = element("div", view.columns.length <= 2 ? "column-label flat" : "column-label")
    name.append(element("span", "", text))
    name.style.width = `${size.wide}px`
    name.title = text
    return name
  })
}

function tickLabels(view, columns, size) {
  const every = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512].find((step) => step * size.wide >= 44) ?? 512
  return range(Math.ceil((columns - 26 / size.wide) / every)).map((number) => {
    const tick = element("span", "tick", number ? String(number * every) : `${view.axes[1]} 0`)
    tick.style.left = `${number * every * size.wide}px`
    return tick
  })
}

const rounded = (number) => (Math.abs(number) > 1e6 ? show(number) : number.toFixed(Math.abs(number) < 10 ? 3 : 1).replace("-", "−"))

function scaleBar(bar, view, scale, texts) {
  const steps = range(11).map((step) => scale.colour(scale.from + ((scale.to - scale.from) * step) / 10))
  bar.strip.style.background = `linear-gradient(to right, ${steps.map((colour) => `rgb(${colour})`).join(", ")})`
  bar.low.textContent = rounded(scale.from)
  bar.high.textContent = rounded(scale.to)
  const { data } = view.arrays.value
  let least = Infinity, most = -Infinity
  for (const number of data) {
    if (number < least) least = number
    if (number > most) most = number
  }
  bar.reach.textContent = `${texts.least} ${rounded(least)} · ${texts.most} ${rounded(most)}`
}
