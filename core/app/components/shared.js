// What several components need; it stands before them in the same script.

const COLOURS = ["background", "neutral", "positive", "negative", "accent", "text", "query", "key", "value", "position", "segment"]

const range = (count) => [...Array(count).keys()]
const mix = (from, to, share) => from.map((part, place) => Math.round(part + (to[place] - part) * share))

function element(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text !== undefined) made.textContent = text
  return made
}

function button(className, text, press) {
  const made = element("button", className, text)
  made.type = "button"
  made.onclick = press
  return made
}

// A variable of the theme may be light-dark(…): only a computed colour is a colour.
function themeColours(root) {
  const probe = element("span")
  root.append(probe)
  const colours = {}
  for (const name of COLOURS) {
    probe.style.color = `var(--ss-${name})`
    colours[name] = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number)
  }
  probe.remove()
  return colours
}

// The bytes: length of a JSON header, the header, then arrays one after another, all of one kind.
function unpack(bytes, Numbers = Float32Array) {
  const own = bytes.slice().buffer
  const length = new DataView(own).getUint32(0, true)
  const view = JSON.parse(new TextDecoder().decode(new Uint8Array(own, 4, length)))
  let offset = 4 + length
  const arrays = {}
  for (const [name, ...shape] of view.arrays) {
    const count = shape.reduce((product, size) => product * size, 1)
    arrays[name] = { data: new Numbers(own, offset, count), rows: shape[0], columns: shape.at(-1), shape }
    offset += count * Numbers.BYTES_PER_ELEMENT
  }
  return { ...view, arrays }
}
