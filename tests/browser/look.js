/* Run inside a page: where its main picture lies, and what on it is not as it should be. */
(() => {
  // What must be seen whole, and what is read from its top on and may flow on below.
  const WHOLE = ".js-plotly-plot, [data-testid=stBidiComponentIsolated], iframe, [data-testid=stImage], [data-testid=stFileUploader]"
  const FLOWING = "[data-testid=stDataFrame], [data-testid=stTable], [data-testid=stCode], .katex-display"
  const ARTICLE = "[data-testid=stMarkdownContainer] > *"
  const FRAME = ".st-key-ss-header, .st-key-ss-heading, .st-key-ss-parts, .st-key-ss-station-end, .st-key-ss-browser"
  const LEAST_HEIGHT = 60 // pixels: less is a row of chips, which belongs to the controls

  const main = () => document.querySelector("[data-testid=stMainBlockContainer]")

  /** All elements of a tree, those in shadow roots too. */
  function* deep(root) {
    for (const child of root.children ?? []) {
      yield child
      if (child.shadowRoot) yield* deep(child.shadowRoot)
      yield* deep(child)
    }
  }

  const place = (element) => {
    const { top, bottom, left, right, width, height } = element.getBoundingClientRect()
    return { top: top + scrollTop(), bottom: bottom + scrollTop(), left, right, width, height }
  }
  const scrollTop = () => document.querySelector("[data-testid=stMain]")?.scrollTop ?? 0

  /** A formula is read within its step, a code block within its twin: the box with a border around it. */
  function step(element) {
    for (let box = element; box && box !== main(); box = box.parentElement) {
      if (box.dataset.testid === "stVerticalBlock" && parseFloat(getComputedStyle(box).borderTopWidth) > 0) return box
    }
    return element
  }

  /** The main picture: the first thing on the page that is one, with the lowest of the read-outs that are in view. */
  function firstScreen(article) {
    const candidates = [...main().querySelectorAll(article ? ARTICLE : `${WHOLE}, ${FLOWING}`)]
    const picture = candidates.find(
      (element) =>
        !element.closest(FRAME) &&
        element.checkVisibility() &&
        (element.matches(`${FLOWING}, ${ARTICLE}`) || place(element).height >= LEAST_HEIGHT),
    )
    if (!picture) return null
    const readouts = [...deep(main())].filter(
      (element) => element.matches(".readout, [class*=st-key-ss-readout]") && element.checkVisibility() && place(element).height > 0,
    )
    const whole = picture.matches(WHOLE)
    return {
      kind: picture.dataset.testid ?? picture.className.split(" ")[0],
      top: Math.round(place(whole ? picture : step(picture)).top),
      bottom: whole ? Math.round(place(picture).bottom) : null,
      readout: readouts.length ? Math.round(Math.max(...readouts.map((element) => place(element).bottom))) : null,
    }
  }

  window.look = { firstScreen }
})()
