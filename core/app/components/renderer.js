/** What Streamlit calls: the default export of every component. */

const MOST_FRAMES = 300 // that a component waits for the theme's colours

/**
 * A renderer that keeps one view for each place on the page, from one run of the script to the next.
 * @param {new (root: HTMLElement) => {update(data: any, send: (value: any) => void): void, pause?(): void}} View
 *   `pause` is called before new data come, and when the component leaves the page
 * @param {string} [trigger] the trigger that `send` sets
 */
export function renderer(View, trigger) {
  const views = new WeakMap()
  return ({ data, parentElement, setTriggerValue }) => {
    const root = parentElement.querySelector(".root")
    if (!views.has(root)) views.set(root, new View(root))
    const view = views.get(root)
    let isGone = false
    const update = () => isGone || view.update(data, (value) => setTriggerValue(trigger, value))
    whenStyled(root, update, MOST_FRAMES)
    return () => {
      isGone = true
      view.pause?.()
    }
  }
}

/** Act once the theme's colours are there: on a page that is just opening, the component may be first. */
function whenStyled(root, act, frames) {
  const isBare = getComputedStyle(root).getPropertyValue?.("--ss-text") === ""
  if (isBare && frames > 0) requestAnimationFrame(() => whenStyled(root, act, frames - 1))
  else act()
}
