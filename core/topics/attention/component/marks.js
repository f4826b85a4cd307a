/** The tokens of one side, as buttons or labels: which one is hovered, and which is pinned. */

/**
 * @param {HTMLElement[]} tokens
 * @param {number | undefined} hovered
 * @param {number | undefined} pinned
 */
export function markTokens(tokens, hovered, pinned) {
  for (const [number, token] of tokens.entries()) {
    token.classList.toggle("hot", number === hovered)
    token.classList.toggle("pinned", number === pinned)
    if (token.tagName === "BUTTON") token.setAttribute("aria-pressed", String(number === pinned))
  }
}
