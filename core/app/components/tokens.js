export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".root")
  const list = document.createElement("ol")
  list.setAttribute("aria-label", data.label)
  for (const token of data.tokens) {
    const chip = document.createElement("li")
    chip.className = token.special ? "chip special" : "chip"
    chip.tabIndex = 0
    chip.title = token.hint
    chip.setAttribute("aria-label", `${token.text}: ${token.hint}`)
    if (token.text.startsWith("##")) {
      const mark = document.createElement("span")
      mark.className = "mark"
      mark.textContent = "##"
      chip.append(mark, token.text.slice(2))
    } else {
      chip.textContent = token.text
    }
    list.append(chip)
  }
  root.replaceChildren(list)
}
