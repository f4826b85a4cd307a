/** Names such as SST-2, top-k and t-SNE stay on one line, where a browser would break them behind the hyphen. */

/** U+2060 has no width and allows no break; find-in-page looks through it, and what is copied is without it. */
const JOINER = "\u2060"
// Before or behind the hyphen a single letter or a number, or before it letters among which two capitals follow.
const HYPHEN =
  /(?<=(?<![\w-])[A-Za-z]\w*)-(?=(?:\d+|[A-Za-z])(?!\w))|(?<=(?<![\w-])[A-Za-z])-(?=\w)|(?<=(?<![\w-])[A-Z]{2}\w*)-(?=\w)/g
const AS_IT_IS = "pre, script, style, textarea, .katex, svg"

/** The text with a joiner behind such hyphens; one that has them already stays as it is. */
export const joined = (text) => text.replace(HYPHEN, `-${JOINER}`)
export const unjoined = (text) => text.replaceAll(JOINER, "")

function joinIn(text) {
  const wanted = joined(text.data)
  if (wanted !== text.data && !text.parentElement?.closest(AS_IT_IS)) text.data = wanted
}

/** Join the names in the texts at and below a node. The texts are Streamlit's, which only ever replaces them. */
export function joinNames(node) {
  if (node.nodeType === Node.TEXT_NODE) return joinIn(node)
  const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) joinIn(texts.currentNode)
}

/** Hand out what is selected without joiners; a component's own selection is known to its root alone. */
export function copyUnjoined(event) {
  const root = event.composedPath()[0]?.getRootNode?.()
  const text = String(
    (root?.getSelection ?? document.getSelection).call(root?.getSelection ? root : document),
  )
  if (!text.includes(JOINER)) return
  event.clipboardData.setData("text/plain", unjoined(text))
  event.preventDefault()
}
