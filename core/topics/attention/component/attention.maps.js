// Attention matrices: from bytes to what is shown, and onto canvases. shared.js stands before this file.

const GAP = 3 // pixels between tiles
const LEAST_SIDE = 14, MOST_SIDE = 42 // pixels of a cell of the large map
// Heads drawn together take these in turn.
const TONES = ["accent", "negative", "key", "value", "position", "positive", "query", "segment"]

// A byte is 255 times the root of the share of the largest number: small weights stay apart.
function decoder(most) {
  return Float32Array.from(range(256), (byte) => (byte / 255) ** 2 * most)
}

// Which tokens stand on one side: pieces of a word together, special ones left out, one sentence only.
function groupsOf(view, state, sentence) {
  const groups = []
  view.tokens.forEach((text, place) => {
    if (state.hide && view.special[place]) return
    if (sentence && (view.second !== null && place >= view.second ? "b" : "a") !== sentence) return
    const last = groups.at(-1)
    if (state.words && last && last.word === view.words[place]) {
      last.places.push(place)
      last.text += text.replace(/^##/, "")
    } else {
      groups.push({ places: [place], text, word: view.words[place], special: view.special[place] })
    }
  })
  return groups
}

// One number for each row and column: summed over a word's pieces that are looked at, averaged over
// those that look.
function matrixOf(bytes, size, rows, columns, decode) {
  const matrix = new Float32Array(rows.length * columns.length)
  rows.forEach(({ places }, row) => {
    columns.forEach((column, number) => {
      let total = 0
      for (const from of places) for (const to of column.places) total += decode[bytes[from * size + to]]
      matrix[row * columns.length + number] = total / places.length
    })
  })
  return matrix
}

function largest(numbers) {
  let most = 0
  for (const number of numbers) if (number > most) most = number
  return most
}

const css = (colour) => `rgb(${colour})`

// All small maps as one picture: `thumbs` holds a square of bytes for each.
function paintTiles(canvas, view, side, colours) {
  const { rows, columns } = view.grid, sharp = window.devicePixelRatio || 1
  const wide = columns * (side + GAP) - GAP, high = rows * (side + GAP) - GAP
  Object.assign(canvas.style, { width: `${wide}px`, height: `${high}px` })
  canvas.width = wide * sharp
  canvas.height = high * sharp
  const pen = canvas.getContext("2d"), small = view.arrays.thumbs.columns
  const tile = element("canvas"), own = tile.getContext("2d")
  tile.width = tile.height = small
  pen.scale(sharp, sharp)
  pen.imageSmoothingEnabled = small > side * sharp
  const scale = range(256).map((byte) => mix(colours.background, colours.accent, byte / 255))
  for (const number of range(rows * columns)) {
    const bytes = view.arrays.thumbs.data.subarray(number * small * small, (number + 1) * small * small)
    const picture = own.createImageData(small, small)
    for (let place = 0; place < bytes.length; place++) {
      picture.data.set(scale[bytes[place]], place * 4)
      picture.data[place * 4 + 3] = 255
    }
    own.putImageData(picture, 0, 0)
    const x = (number % columns) * (side + GAP), y = Math.floor(number / columns) * (side + GAP)
    pen.drawImage(tile, x, y, side, side)
    pen.strokeStyle = css(colours.neutral)
    pen.lineWidth = 1
    pen.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1)
  }
}

const MOST_DRAWN = 2500 // cells that are drawn one by one; larger maps are a pixel a cell, stretched

// The large map; cells under the threshold stay empty, and where there is room a cell shows its number.
function paintMap(canvas, matrix, rows, columns, side, least, colours) {
  const most = largest(matrix) || 1
  Object.assign(canvas.style, { width: `${columns * side}px`, height: `${rows * side}px` })
  if (rows * columns > MOST_DRAWN) return paintPixels(canvas, matrix, rows, columns, least, most, colours)
  const sharp = window.devicePixelRatio || 1
  canvas.width = columns * side * sharp
  canvas.height = rows * side * sharp
  const pen = canvas.getContext("2d"), gap = side > 14 ? 1 : 0
  pen.scale(sharp, sharp)
  pen.font = `${Math.min(11, side / 3)}px ui-monospace, Menlo, Consolas, monospace`
  pen.textAlign = "center"
  pen.textBaseline = "middle"
  matrix.forEach((number, place) => {
    const share = number < least ? 0 : number / most
    const colour = mix(colours.background, colours.accent, share)
    const x = (place % columns) * side, y = Math.floor(place / columns) * side
    pen.fillStyle = css(colour)
    pen.fillRect(x, y, side - gap, side - gap)
    if (side < 30 || number < least) return
    pen.fillStyle = css(standsOut(colour, colours))
    pen.fillText(brief(number), x + side / 2, y + side / 2)
  })
}

function paintPixels(canvas, matrix, rows, columns, least, most, colours) {
  canvas.width = columns
  canvas.height = rows
  const pen = canvas.getContext("2d"), picture = pen.createImageData(columns, rows), { data } = picture
  const scale = range(256).map((step) => mix(colours.background, colours.accent, step / 255))
  for (let place = 0; place < matrix.length; place++) {
    const number = matrix[place], colour = scale[number < least ? 0 : Math.round((255 * number) / most)]
    data[4 * place] = colour[0]
    data[4 * place + 1] = colour[1]
    data[4 * place + 2] = colour[2]
    data[4 * place + 3] = 255
  }
  pen.putImageData(picture, 0, 0)
}

const brightness = (colour) => colour[0] * 0.299 + colour[1] * 0.587 + colour[2] * 0.114

// Of text and background, whichever is easier to read on a colour.
function standsOut(colour, colours) {
  const gap = (other) => Math.abs(brightness(colour) - brightness(other))
  return gap(colours.text) >= gap(colours.background) ? colours.text : colours.background
}

const brief = (number) => (number >= 9.95 ? number.toFixed(0) : number.toFixed(number >= 0.995 ? 1 : 2).replace(/^0\./, "."))
const spelled = (number) => number.toFixed(number >= 0.0995 ? 2 : 3)
