"""`python -m benchmarks.on_screen`: what a visitor waits for on three pages, in Chromium.

A step of word2vec, another projection of the map of 30,000 words, and the largest tree that Decoding
grows (16 beams, 40 steps), drawn again. Each from the click to the frame that shows it; the peer is the
lightest part of the same page, its article, so that the ratio says what the picture itself costs.
"""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.opening import milliseconds
from tests.browser.conftest import CHROMIUM, FLAGS, Server, settle

PATIENCE = 240_000  # milliseconds: the first tree is grown, not only drawn
# Clicks, and gives the milliseconds until a canvas stands on the page.
CANVAS = """async (target) => {
  const start = performance.now()
  target.click()
  const drawn = () => document.querySelector("[data-testid=stEChartsChart] canvas")
  while (!drawn()) await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  return performance.now() - start
}"""


def visited(browser: Browser, server: Server, path: str, **parameters: str) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.url}/{path}?{urlencode({'sentence': 'a fine film .', **parameters})}")
    settle(page)
    return page


def article(page: Page) -> float:
    """To the page's article, timed, and back."""
    read = page.get_by_role("radio", name="Read")
    taken = milliseconds(page, read, page.locator("[data-testid=stMain]"), "Sources")
    page.get_by_role("radio", name="See").click()
    settle(page)
    page.wait_for_timeout(1000)
    return taken


def word2vec(page: Page) -> list[float]:
    main, step = page.locator("[data-testid=stMain]"), page.get_by_role("button", name="One step")
    step.wait_for()
    return [milliseconds(page, step, main, f"{done} steps done") for done in range(1, 8)]


def word_map(page: Page) -> list[float]:
    page.locator(".js-plotly-plot").first.wait_for()
    main, taken = page.locator("[data-testid=stMain]"), []
    for name in ("PCA", "t-SNE", "UMAP", "PCA"):
        radio = page.get_by_role("radio", name=name)
        taken.append(milliseconds(page, radio, main, f"30,000 words by {name}"))
    return taken


def tree(page: Page) -> list[float]:
    page.locator("[data-testid=stEChartsChart] canvas").first.wait_for()
    settle(page)
    taken = []
    for _ in range(3):
        page.get_by_role("radio", name="Why it is a search").click()
        settle(page)
        page.get_by_role("radio", name="Next token").click()
        settle(page)
        page.wait_for_timeout(500)
        taken.append(float(page.evaluate(CANVAS, page.get_by_role("radio", name="Tree").element_handle())))
        settle(page)
    return taken


PAGES: dict[str, tuple[Callable[[Page], list[float]], dict[str, str]]] = {
    "word2vec": (word2vec, {}),
    "embeddings": (word_map, {"embeddings_view": "map"}),
    "decoding": (tree, {"decoding_width": "16", "decoding_steps": "40"}),
}


def main() -> None:
    """Print the medians, and the ratio of each to its page's article."""
    server, ratios = Server(Path(tempfile.mkdtemp())), []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path, (measure, parameters) in PAGES.items():
            page = visited(browser, server, path, **parameters)
            taken = statistics.median(measure(page))
            peer = statistics.median(article(page) for _ in range(3))
            print(f"{path}: {taken:.0f} ms; its article: {peer:.0f} ms", flush=True)
            ratios.append(f"{path} {taken / peer:.1f}")
            page.close()
        browser.close()
    server.stop()
    print(f"ratio: {', '.join(ratios)}")


if __name__ == "__main__":
    main()
