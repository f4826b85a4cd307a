/** What Streamlit calls: the default export of every component. */

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
    view.update(data, (value) => setTriggerValue(trigger, value))
    return () => view.pause?.()
  }
}
