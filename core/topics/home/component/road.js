// Each picture stands for its page's idea; viewBox 0 0 64 40, drawn in the current colour.
const square = (x, y, on, size = 6) =>
  `<rect x="${x}" y="${y}" width="${size}" height="${size}" rx="1.2" ${on ? 'fill="currentColor"' : ""}/>`
const dot = (x, y, r = 2.4) => `<circle cx="${x}" cy="${y}" r="${r}" fill="currentColor" stroke="none"/>`
const line = (x1, y1, x2, y2, width = 1.4) =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke-width="${width}"/>`
const range = (count) => [...Array(count).keys()]

const PICTURES = {
  embeddings: range(6).map((i) => square(5 + i * 9.4, 6, i === 3)).join("") +
    [10, 4, 13, 7].map((h, i) => `<rect x="${16 + i * 9.4}" y="${36 - h}" width="6" height="${h}" rx="1.2" fill="currentColor"/>`).join(""),
  word2vec: dot(12, 30) + dot(24, 10) + dot(38, 33) + dot(50, 13) + dot(57, 32, 1.5) + dot(7, 9, 1.5) +
    line(12, 30, 24, 10) + line(38, 33, 50, 13),
  recurrent: range(3).map((i) => `<rect x="${4 + i * 21}" y="13" width="13" height="14" rx="3"/>`).join("") +
    line(17, 20, 25, 20) + line(38, 20, 46, 20) + range(3).map((i) => line(10.5 + i * 21, 35, 10.5 + i * 21, 27)).join("") +
    range(3).map((i) => line(10.5 + i * 21, 13, 10.5 + i * 21, 5)).join(""),
  attention: range(4).map((i) => dot(13, 6 + i * 9.4) + dot(51, 6 + i * 9.4)).join("") +
    line(13, 6, 51, 15.4, 3) + line(13, 15.4, 51, 6, 0.8) + line(13, 15.4, 51, 34.2, 2) + line(13, 24.8, 51, 24.8, 0.9) +
    line(13, 34.2, 51, 15.4, 1.6),
  positions: '<path d="M4 20 C12 2 20 2 28 20 S44 38 60 20"/><path d="M4 20 C8 8 12 8 16 20 S24 32 28 20 36 8 40 20 48 32 52 20" opacity=".5"/>',
  normalization: '<path d="M4 35 C22 35 22 6 32 6 S42 35 60 35"/>' + line(32, 6, 32, 35, 0.9) + line(4, 35, 60, 35, 0.9),
  masks: range(4).map((r) => range(4).map((c) => square(15 + c * 8.8, 3 + r * 8.8, c <= r)).join("")).join(""),
  decoding: line(8, 20, 26, 9) + line(8, 20, 26, 31, 0.9) + line(26, 9, 44, 4, 0.9) + line(26, 9, 44, 15) + line(44, 15, 58, 11) +
    line(44, 15, 58, 20, 0.9) + line(26, 31, 44, 27, 0.9) + line(26, 31, 44, 36, 0.9) +
    dot(8, 20) + dot(26, 9) + dot(44, 15) + dot(58, 11) + dot(26, 31, 1.5) + dot(44, 4, 1.5) + dot(44, 27, 1.5) + dot(44, 36, 1.5) + dot(58, 20, 1.5),
  inside: range(4).map((i) => `<rect x="14" y="${3 + i * 9}" width="36" height="6.5" rx="2" ${i === 1 ? 'fill="currentColor"' : ""}/>`).join(""),
  pretraining: range(5).map((i) => `<rect x="${3 + i * 12}" y="14" width="9.5" height="12" rx="2" ${i === 2 ? 'stroke-dasharray="2 2"' : 'fill="currentColor"'}/>`).join("") +
    '<path d="M19.5 12 C24 4 28 4 31 12 M44 12 C40 4 36 4 33 12"/>',
  workshop: line(8, 4, 8, 36, 0.9) + line(8, 36, 60, 36, 0.9) + '<path d="M10 7 C16 30 26 31 58 33" stroke-width="2"/>',
  predict: '<path d="M10 33 A22 22 0 0 1 54 33" stroke-width="3"/>' + line(32, 33, 45, 17, 2) + dot(32, 33, 3),
}

const columnsFor = (width) => (width >= 900 ? 4 : width >= 640 ? 3 : width >= 420 ? 2 : 1)

function stopCard(stop, number, open) {
  const card = document.createElement("button")
  card.type = "button"
  card.className = "stop"
  card.dataset.stop = stop.name
  card.onclick = () => open(stop.name)

  const picture = document.createElement("span")
  picture.className = "picture"
  picture.innerHTML = `<svg viewBox="0 0 64 40" aria-hidden="true">${PICTURES[stop.name]}</svg>` // constants only
  const title = document.createElement("span")
  title.className = "title"
  title.textContent = `${number}. ${stop.title}`
  const about = document.createElement("span")
  about.className = "about"
  about.textContent = stop.about
  card.append(picture, title, about)
  return card
}

// Rows run left to right and back again, so that the road never jumps.
function layOut(list, columns) {
  list.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`
  ;[...list.children].forEach((item, index) => {
    const row = Math.floor(index / columns), place = index % columns
    item.style.gridRow = row + 1
    item.style.gridColumn = (row % 2 ? columns - 1 - place : place) + 1
  })
}

function drawRoad(root, list, path) {
  const frame = root.getBoundingClientRect()
  const points = [...list.querySelectorAll(".picture")].map((picture) => {
    const box = picture.getBoundingClientRect()
    return [box.left + box.width / 2 - frame.left, box.top + box.height / 2 - frame.top]
  })
  path.setAttribute("d", points.map(([x, y], i) => `${i ? "L" : "M"}${x} ${y}`).join(" "))
}

const observers = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  const namespace = "http://www.w3.org/2000/svg"
  const svg = document.createElementNS(namespace, "svg")
  svg.setAttribute("class", "way")
  svg.setAttribute("aria-hidden", "true")
  const path = document.createElementNS(namespace, "path")
  svg.append(path)
  const list = document.createElement("ol")
  list.setAttribute("aria-label", data.label)
  data.stops.forEach((stop, index) => {
    const item = document.createElement("li")
    item.append(stopCard(stop, index + 1, (name) => setTriggerValue("open", name)))
    list.append(item)
  })
  root.replaceChildren(svg, list)

  const arrange = () => {
    layOut(list, columnsFor(root.clientWidth))
    drawRoad(root, list, path)
  }
  observers.get(parentElement)?.disconnect()
  const observer = new ResizeObserver(arrange)
  observer.observe(root)
  observers.set(parentElement, observer)
  arrange()
  return () => observer.disconnect()
}
