"""`python -m benchmarks.attention`: our attention maps against BertViz's head view, in one Chromium.

128 tokens, 6 layers × 12 heads of the shipped classifier. For each: bytes that the browser must be sent
for what it shows, and milliseconds from choosing another layer (and, for ours, another head) until
the picture has been drawn; medians. Ours sends the other layers' maps once no click waits, so a layer
is timed twice: on a page that has been looked at for some seconds, and at once after its first picture,
when the server must still send it. BertViz gets the same maps, with d3 and jQuery inlined and all
heads shown, as it does by itself. Needs Chromium and requirements-bertviz.txt. The last line holds
the ratios.
"""

import statistics
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from core.models.bert.weights import open_network
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.models.locate import locate
from core.topics.attention.bertviz import available, bertviz_html
from core.topics.attention.maps import attention_of
from core.topics.attention.tiles import only_row, tiles_of
from core.trace.trace import TracedForward, trace_forward
from tests.browser.conftest import CHROMIUM, FLAGS, Server, settle

SENTENCE = "the quick brown fox jumps over the lazy dog and then it sleeps . " * 10  # cut to 128 tokens
ROUNDS = 7
QUIET = 3000  # milliseconds in which a page gets the rest of its maps
SECONDS = 240

# Milliseconds from a click or a choice to the frame after the one that shows its result.
OURS = """
async ([x, y, title]) => {
  const find = (root, what) => root.querySelector(what) ??
    [...root.querySelectorAll("*")].map((e) => e.shadowRoot && find(e.shadowRoot, what)).find(Boolean)
  const stage = find(document, ".stage"), box = stage.getBoundingClientRect()
  const frame = () => new Promise(requestAnimationFrame)
  const started = performance.now()
  const point = { clientX: box.left + x * box.width, clientY: box.top + y * box.height }
  stage.dispatchEvent(new MouseEvent("click", { bubbles: true, ...point }))
  const shown = () => !find(document, ".root.waiting") && find(document, ".side .title").textContent === title
  while (!shown()) await frame()
  await frame()
  return performance.now() - started
}
"""
BERTVIZ = """
async (layer) => {
  const frame = () => new Promise(requestAnimationFrame)
  const select = document.querySelector("#layer")
  const started = performance.now()
  select.value = String(layer)
  window.jQuery(select).trigger("change")
  await frame()
  await frame()
  return performance.now() - started
}
"""


def main() -> None:
    """Print both payloads and switch times, and their ratios."""
    assert available(), "pip install --no-deps -r requirements-bertviz.txt"
    folder = locate(MAIN_MODEL).folder
    traced = trace_forward(open_network(load_network(folder), load_tokenizer(folder), MAIN_MODEL), SENTENCE)
    assert len(traced.inputs.tokens) == 128
    tiles = only_row(tiles_of(traced, "attention"), 0)
    payload = tiles.maps.numel() + tiles.thumbs.numel()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        layer, soonest, head, sent = ours(browser)
        size, theirs = bertviz(browser, traced)
        browser.close()
    print(f"ours:    {payload / 1e6:.2f} MB of maps ({sent / 1e6:.2f} MB: the largest message to the page)")
    print(f"         {layer:.0f} ms to another layer ({soonest:.0f} ms at once after the first picture)")
    print(f"         {head:.0f} ms to another head")
    print(f"BertViz: {size / 1e6:.1f} MB, {theirs:.0f} ms to another layer")
    print(f"ratio: payload {size / payload:.0f}×, layer {theirs / layer:.0f}×, head {theirs / head:.0f}×")


def ours(browser: Browser) -> tuple[float, float, float, int]:
    """Milliseconds to another layer, to one that the server is still to send, and to another head; and
    the bytes received for the first layer."""
    server = Server(Path(tempfile.mkdtemp()))
    try:
        visited(browser, server).wait_for_timeout(QUIET)  # the server loads the model and traces the sentence
        received: list[int] = []
        soonest = []
        for layer in (2, 3, 4, 5, 6):
            page = visited(browser, server, received if layer == 2 else None)
            soonest.append(switch(page, layer, 1))
            page.context.close()
        page = visited(browser, server)
        page.wait_for_timeout(QUIET)
        layers = [switch(page, layer, 1) for layer in (2, 3, 4, 5, 6)]
        heads = [switch(page, 6, head) for head in range(2, 2 + ROUNDS)]
        return *map(statistics.median, (layers, soonest, heads)), max(received)
    finally:
        server.stop()


def visited(browser: Browser, server: Server, received: list[int] | None = None) -> Page:
    """The page with its first picture, all else still to come."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-US").new_page()
    page.set_default_timeout(SECONDS * 1000)

    def listen(socket: object) -> None:
        if received is not None:
            socket.on("framereceived", lambda frame: received.append(len(frame)))  # type: ignore[attr-defined]

    page.on("websocket", listen)
    page.goto(f"{server.url}/attention?{urlencode({'sentence': SENTENCE})}")
    settle(page)
    page.locator(".side .title").wait_for()
    return page


def switch(page: Page, layer: int, head: int) -> float:
    cell = [(head - 0.5) / 12, (layer - 0.5) / 6, f"Layer {layer}, head {head}"]
    return float(page.evaluate(OURS, cell))


def bertviz(browser: Browser, traced: TracedForward) -> tuple[int, float]:
    """Bytes of BertViz's own HTML, and milliseconds to another layer."""
    maps = [layer[None] for layer in attention_of(traced)]
    html = bertviz_html("head", maps, [token.text for token in traced.inputs.tokens], 0, None, dark=False)
    file = Path(tempfile.mkdtemp()) / "bertviz.html"
    file.write_text(html, encoding="utf-8")
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(file.as_uri(), timeout=SECONDS * 1000)
    page.locator("#vis svg").wait_for()
    times = [float(page.evaluate(BERTVIZ, layer)) for layer in (1, 2, 3)]
    return file.stat().st_size, statistics.median(times)


if __name__ == "__main__":
    main()
