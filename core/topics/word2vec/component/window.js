// A stretch of text with the centre word and its context marked. Text comes as data and stays text.
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root")
  const list = document.createElement("ol")
  list.setAttribute("aria-label", data.label)
  for (const word of data.words) {
    const chip = document.createElement("li")
    chip.className = `chip ${word.role}`
    chip.textContent = word.text
    if (word.hint) {
      chip.title = word.hint
      chip.setAttribute("aria-label", `${word.text}: ${word.hint}`)
    }
    list.append(chip)
  }
  root.replaceChildren(list)
}
