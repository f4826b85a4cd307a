"""`python -m benchmarks.opening`: how long a step of Inside BERT takes to open, in Chromium.

A sentence of 128 tokens, traced before. Timed from the click to the frame in which the step's
title stands, inside the browser; beside it, in the same tab, the same for the page's
lightest part, which runs the whole page again. The last line is the ratio of the medians.
"""

import statistics
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, Server, settle

SENTENCE = "good " * 126
STEPS = ("queries", "scores", "attention", "context", "projection", "expanded", "contracted", "output")
ROUNDS = 3
# Clicks on `target`, and returns the milliseconds until `output` contains `text`, looked at in every frame.
TIMED = """async ([target, output, text]) => {
  const start = performance.now()
  target.click()
  while (!output.textContent.includes(text)) await new Promise(requestAnimationFrame)
  return performance.now() - start
}"""


def milliseconds(page: Page, target: Locator, output: Locator, text: str) -> float:
    """Milliseconds from the click on `target` to `text` in `output`; then waits until the app is quiet."""
    taken: float = page.evaluate(TIMED, [target.element_handle(), output.element_handle(), text])
    settle(page)
    return taken


def opened(page: Page, step: str) -> float:
    """A click on a block, to its open step."""
    block = page.locator(f".block.{step}")
    return milliseconds(page, block, page.locator(".panel .title"), f"{block.inner_text()} · ")


def whole_page(page: Page) -> float:
    """A click on another part, to its own words; and back again, untimed."""
    read = page.get_by_role("radio", name="Read")
    taken = milliseconds(page, read, page.locator("[data-testid=stMain]"), "in eight lines")
    page.get_by_role("radio", name="See").click()
    page.locator(".panel .title").wait_for()
    settle(page)
    return taken


def main() -> None:
    """Print both medians and their ratio."""
    server = Server(Path(tempfile.mkdtemp()))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
        page.goto(f"{server.url}/inside?{urlencode({'sentence': SENTENCE})}")
        settle(page)
        page.locator(".panel .title").wait_for()
        steps = [opened(page, step) for _ in range(ROUNDS) for step in STEPS]
        views = [whole_page(page) for _ in range(ROUNDS)]
        browser.close()
    server.stop()
    step, view = statistics.median(steps), statistics.median(views)
    print(f"a step opens:      {step:.0f} ms (slowest {max(steps):.0f} ms)")
    print(f"another part opens: {view:.0f} ms")
    print(f"ratio: {step / view:.2f}")


if __name__ == "__main__":
    main()
