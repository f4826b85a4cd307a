const LONGEST = 10_000 // milliseconds; a page that has no verdict by then says why

/** A classic script, for modules wait until the whole page is there. */
// biome-ignore lint/correctness/noUnusedVariables: first_screen.html calls it
async function showFirstScreen({ data, css, js }) {
  const screen = document.querySelector(".ss-first-screen")
  const hasTheme = Object.keys(localStorage).some((key) => key.startsWith("stActiveTheme"))
  if (hasTheme) return screen.remove() // the visitor's own theme, which only the page knows
  const root = screen.querySelector(".ss-first-card").attachShadow({ mode: "open" })
  const style = document.createElement("style")
  style.textContent = css
  const place = document.createElement("div")
  place.className = "root"
  root.append(style, place)
  const url = URL.createObjectURL(new Blob([js], { type: "text/javascript" }))
  const { default: draw } = await import(url)
  draw({ data, parentElement: root })
  const gone = () => screen.remove()
  document.addEventListener("sentiscope-verdict", gone, { once: true })
  setTimeout(gone, LONGEST)
}
