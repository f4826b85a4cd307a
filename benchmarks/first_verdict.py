"""`python -m benchmarks.first_verdict`: how soon Home's verdict is on the screen, in Chromium.

All processes are cold. The peer is a Python that imports `transformers.pipeline`, loads the same weights
and answers. Ours is timed to the verdict on the screen, from the browser's first request and from
`streamlit run` on, the server's start included; the browser asks as soon as the server answers. The page
itself, which takes the first screen's place, is timed from the request as well. The folder of the user is
prepared as `make run` does. Then Home stands for ten seconds, and the first visits of other pages are timed.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, fields
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from core.base.settings import ASSETS, REPOSITORY
from core.data.example_sentences import DEFAULT
from core.models.catalog import MAIN_MODEL
from tests.browser.conftest import CHROMIUM, FLAGS, Server, settle

ROUNDS = 3
LATER = "a slow start, but what an ending!"
SECONDS_TO_STAND = 10
PATIENCE = 240_000  # milliseconds
PEER = f"""
from transformers import pipeline
print(pipeline("text-classification", model={str(ASSETS / "models" / MAIN_MODEL)!r})({DEFAULT!r}))
"""
# What the first visit of a page is to show.
SHOWS = {"predict": ".card .label", "attention": "canvas", "inside": ".block", "decoding": ".box svg"}


def peer_seconds() -> float:
    """From the start of a Python to the pipeline's answer, and its end."""
    started = time.perf_counter()
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-c", PEER]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=REPOSITORY)
    return time.perf_counter() - started


def prepared(home: Path) -> None:
    """Draw the graph and convert SmolLM2, as `make run` does before it opens the app."""
    environment = {**os.environ, "SENTISCOPE_HOME": str(home), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "core", "prepare"]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=REPOSITORY)


@dataclass(frozen=True)
class FirstVerdict:
    """Seconds until the verdict is seen, and until the page that it stands on is there."""

    from_request: float
    from_start: float
    page_from_request: float


def first_verdict(browser: Browser, home: Path) -> tuple[FirstVerdict, Server, Page]:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US").new_page()
    page.set_default_timeout(PATIENCE)
    started = time.perf_counter()
    server = Server(home, seconds_between=0.02)
    asked = time.perf_counter()
    page.goto(server.url, wait_until="commit")
    page.locator(".card .label").first.wait_for()
    seen = time.perf_counter()
    page.locator("[class*=st-key-home_verdict] .card .label").wait_for()
    there = time.perf_counter()
    return FirstVerdict(seen - asked, seen - started, there - asked), server, page


def visit_seconds(page: Page, name: str) -> float:
    """From a click in the menu to the picture of that page."""
    link = page.locator(f"[data-testid=stSidebarNavLink][href$='/{name}']")
    started = time.perf_counter()
    link.click()
    page.locator(SHOWS[name]).first.wait_for()
    taken = time.perf_counter() - started
    settle(page)
    return taken


def visits(page: Page) -> dict[str, tuple[float, float]]:
    """The first visit of each page, after Home has stood for a while, and one with another sentence."""
    page.wait_for_timeout(SECONDS_TO_STAND * 1000)
    first = {name: visit_seconds(page, name) for name in SHOWS}
    page.locator("[data-testid=stSidebarNavLink]").first.click()
    settle(page)
    field = page.get_by_label("Your sentence")
    field.fill(LATER)
    field.press("Enter")
    settle(page)
    return {name: (taken, visit_seconds(page, name)) for name, taken in first.items()}


def main() -> None:
    """Print all seconds, and the two ratios last."""
    home = Path(tempfile.mkdtemp())
    prepared(home)
    verdicts, peers = [], []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for number in range(ROUNDS):  # by turns, so that whatever else the machine does meets both
            peers.append(peer_seconds())
            verdict, server, page = first_verdict(browser, home)
            verdicts.append(verdict)
            if number == ROUNDS - 1:
                for name, (first, second) in visits(page).items():
                    print(
                        f"{name}: first visit {first:.2f} s, another sentence later {second:.2f} s",
                        flush=True,
                    )
            page.close()
            server.stop()
        browser.close()
    peer = statistics.median(peers)
    print(f"transformers.pipeline imports, loads and answers: {peer:.2f} s")
    for field in fields(FirstVerdict):
        ours = statistics.median(getattr(verdict, field.name) for verdict in verdicts)
        print(f"{field.name}: {ours:.2f} s, ratio {peer / ours:.1f}")


if __name__ == "__main__":
    main()
