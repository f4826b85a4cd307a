/* Run inside a page: where its main picture lies, and what on it is not as it should be. */
;(() => {
  // What must be seen whole, and what is read from its top on and may flow on below.
  const WHOLE =
    ".js-plotly-plot, [data-testid=stBidiComponentIsolated], iframe, [data-testid=stImage], [data-testid=stFileUploader]"
  const FLOWING =
    "[data-testid=stDataFrame], [data-testid=stTable], [data-testid=stCode], .katex-display, .st-key-ss-claims"
  const TALL = ".st-key-ss-tall" // holds a picture that is too high for one screen, and begins with what it is about
  const PLAIN = "[data-testid=stMetric], [data-testid=stAlert], table" // of a view without any of these
  const ARTICLE = "[data-testid=stMarkdownContainer] > *"
  const FRAME =
    ".st-key-ss-header, .st-key-ss-heading, .st-key-ss-parts, .st-key-ss-station-end, .st-key-ss-browser"
  const LEAST_TEXT = 11 // pixels
  const MOST_TOLD = 12 // faults of a screen
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
      if (box.dataset.testid === "stVerticalBlock" && parseFloat(getComputedStyle(box).borderTopWidth) > 0)
        return box
    }
    return element
  }

  /** The main picture: the first thing on the page that is one, with the lowest of the read-outs that are in view. */
  function firstScreen(article) {
    const isPicture = (element) =>
      !element.closest(FRAME) &&
      element.checkVisibility() &&
      (element.matches(`${FLOWING}, ${ARTICLE}`) || place(element).height >= LEAST_HEIGHT)
    const first = (kinds) => [...main().querySelectorAll(kinds)].find(isPicture)
    const picture = article ? first(ARTICLE) : (first(`${WHOLE}, ${FLOWING}`) ?? first(PLAIN))
    if (!picture) return null
    const readouts = [...deep(main())].filter(
      (element) =>
        element.matches(".readout, [class*=st-key-ss-readout]") &&
        !hasAncestor(element, (box) => box.matches?.(TALL)) &&
        element.checkVisibility() &&
        place(element).height > 0,
    )
    const whole = picture.matches(WHOLE) && !picture.closest(TALL)
    return {
      kind: picture.dataset.testid ?? picture.className.split(" ")[0],
      top: Math.round(place(picture.matches(WHOLE) ? picture : step(picture)).top),
      bottom: whole ? Math.round(place(picture).bottom) : null,
      readout: readouts.length
        ? Math.round(Math.max(...readouts.map((element) => place(element).bottom)))
        : null,
    }
  }

  // ---- what is not as it should be, at the present width

  const parentOf = (node) => node.parentElement ?? node.getRootNode().host
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX)

  function hasAncestor(element, test) {
    for (let box = parentOf(element); box; box = parentOf(box)) if (test(box)) return true
    return false
  }

  const named = (element) => {
    const text = (element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 40)
    return `${element.tagName.toLowerCase()} "${text}"`
  }

  /** Anything that sticks out of the page, and stands in no box that scrolls aside. */
  function tooWide(elements) {
    const { right } = main().getBoundingClientRect()
    const out = elements.filter((element) => element.getBoundingClientRect().right > right + 1)
    return out
      .filter((element) => !hasAncestor(element, scrolls))
      .map((element) => `too wide: ${named(element)}`)
  }

  /** Numbers that are the answer must not be cut. */
  const cut = (elements) =>
    elements
      .filter(
        (element) =>
          element.matches("[data-testid=stMetricValue] *") && element.scrollWidth > element.clientWidth + 1,
      )
      .map((element) => `cut: ${named(element)}`)

  /** Formulas whose box, which scrolls aside, cuts what rises above their line or hangs below it. */
  function cutFormulas(elements) {
    const letters = textsIn(elements.filter((element) => element.matches(".katex-html *")))
    const out = letters.filter(([node, element]) => {
      const box = element.closest(".katex-display")?.getBoundingClientRect()
      const range = document.createRange()
      range.selectNodeContents(node)
      const { top, bottom, width } = range.getBoundingClientRect()
      return box && width > 0 && (top < box.top - 0.5 || bottom > box.bottom + 0.5)
    })
    return out.map(([, element]) => `cut formula: ${named(element.closest(".katex-display"))}`)
  }

  /** Titles of charts that run out of their chart, which cuts them. */
  const cutTitles = (elements) =>
    elements
      .filter((element) => {
        const chart = element.matches(".gtitle") && element.closest("svg").getBoundingClientRect()
        const { left, right, top } = element.getBoundingClientRect()
        return chart && (left < chart.left - 1 || right > chart.right + 1 || top < chart.top - 1)
      })
      .map((element) => `cut title: ${named(element)}`)

  /** Axes on which two ticks are the same number, as 98 % twice where one of them is 98.5 %. */
  function equalTicks(elements) {
    const axes = Map.groupBy(
      elements.filter((element) => element.matches(".xtick > text, .ytick > text")),
      (element) =>
        element.closest(".xaxislayer-above, .yaxislayer-above, .xaxislayer-below, .yaxislayer-below"),
    )
    return [...axes.values()].flatMap((ticks) => {
      const numbers = ticks
        .map(({ textContent }) => textContent.trim())
        .filter((text) => /^[−\d.,]+\s?%$/.test(text))
      return new Set(numbers).size < numbers.length ? [`equal ticks: ${numbers.join(" ")}`] : []
    })
  }

  /** The nodes of visible text, each with its element. */
  const textsIn = (elements) =>
    elements.flatMap((element) =>
      [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
        .map((node) => [node, element]),
    )

  /** Pixels high that a text is drawn, in a scaled drawing too. */
  function sizeOf(element) {
    const scale = element.ownerSVGElement ? Math.hypot(element.getScreenCTM().a, element.getScreenCTM().b) : 1
    return parseFloat(getComputedStyle(element).fontSize) * scale
  }

  const SMALL_BY_NATURE = "sub, sup, .katex, .katex *, tspan, [data-testid=stTooltipHoverTarget] *"
  const tooSmall = (texts) =>
    texts
      .filter(([, element]) => !element.matches(SMALL_BY_NATURE) && sizeOf(element) < LEAST_TEXT - 0.05)
      .map(([, element]) => `${sizeOf(element).toFixed(1)} px: ${named(element)}`)

  /** A number on one line and its unit on the next, or a name such as SST-2 on two. */
  function orphaned(texts) {
    const found = []
    for (const [node] of texts) {
      for (const { index, 0: text } of node.data.matchAll(
        /\d (%|ms|kB|MB|GB)|(?<![\w-])[A-Za-z]\w*-\u2060?(\d+|[A-Za-z])(?!\w)/g,
      )) {
        const range = document.createRange()
        range.setStart(node, index)
        range.setEnd(node, index + text.length)
        const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)))
        if (lines.size > 1) found.push(`on two lines: ${node.data.slice(Math.max(0, index - 20), index + 6)}`)
      }
    }
    return found
  }

  /** Keys must walk through the page as the eye does. */
  const outOfOrder = (elements) =>
    elements
      .filter((element) => element.tabIndex > 0)
      .map((element) => `tabindex ${element.tabIndex}: ${named(element)}`)

  /** Everything wrong with the page as it stands, in words. */
  function faults() {
    const elements = [...deep(main())].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
        element.getBoundingClientRect().width > 1,
    )
    const texts = textsIn(elements)
    const formulas = elements
      .filter((element) => element.matches(".katex-error"))
      .map((element) => `formula: ${named(element)}`)
    const page = document.documentElement.scrollWidth > innerWidth ? ["the page scrolls aside"] : []
    const all = [
      ...page,
      ...formulas,
      ...tooWide(elements),
      ...cut(elements),
      ...cutFormulas(elements),
      ...cutTitles(elements),
      ...equalTicks(elements),
      ...tooSmall(texts),
      ...orphaned(texts),
      ...outOfOrder(elements),
    ]
    return [...new Set(all)].slice(0, MOST_TOLD)
  }

  /** Texts that stand out too little from what is behind them, by axe-core. */
  async function pale() {
    const { violations } = await axe.run(main(), { runOnly: ["color-contrast"], resultTypes: ["violations"] })
    return violations
      .flatMap(({ nodes }) =>
        nodes.map(({ html, any }) => `${any[0]?.data?.contrastRatio}: ${html.slice(0, 100)}`),
      )
      .slice(0, MOST_TOLD)
  }

  /** Where the keys are, in the menu or on the page; null in the browser or in Streamlit's own bar. */
  function focused() {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    const isOurs = hasAncestor(element, (box) => box === main() || box.dataset?.testid === "stSidebar")
    return isOurs ? { name: named(element), ...place(element) } : null
  }

  window.look = { focused, firstScreen, faults, pale }
})()
