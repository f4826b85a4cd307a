/** The word that is pointed at, shared by the page's pictures of the same sentence. */

const POINTED = "ss-why-pointed"

/** Tell all pictures which word, counted from 0, is pointed at; null for none. */
export const point = (place) =>
  document.dispatchEvent(new document.defaultView.CustomEvent(POINTED, { detail: place }))

/**
 * Act whenever a word is pointed at, for as long as the element is on the page.
 * @param {HTMLElement} root
 * @param {(place: number | null) => void} act
 */
export function follow(root, act) {
  const hear = ({ detail }) => {
    if (root.isConnected) act(detail)
    else document.removeEventListener(POINTED, hear)
  }
  document.addEventListener(POINTED, hear)
}
