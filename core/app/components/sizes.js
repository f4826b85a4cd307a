/** Acts when an element changes its size, for as long as it is on the page. */

/**
 * A browser tells of an element's leaving as of a change to 0 × 0: then there is nothing left to draw, and no
 * theme to draw it in, so that is when the watch ends.
 * @param {Element} element
 * @param {() => void} act called soon after this, too
 * @param {() => void} [leave] called when it is no more on the page
 * @returns {ResizeObserver} which may watch more elements, for as long as this one is there
 */
export function onResize(element, act, leave) {
  const end = () => {
    sizes.disconnect()
    leave?.()
  }
  const sizes = new ResizeObserver(() => (element.isConnected ? act() : end()))
  sizes.observe(element)
  return sizes
}
