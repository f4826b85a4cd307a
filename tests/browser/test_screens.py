"""Every screen: its picture lies in the first screen, and nothing is clipped, tiny, pale or broken.

A page is loaded once and then resized. A fixed part of the screens is looked at each time; all of them, in
both languages and in the dark, and three idle minutes, with `make test-browser WALK=whole`.
"""

import os
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from core.base.i18n import LANGUAGES
from core.base.settings import REPOSITORY
from tests.browser.conftest import SECONDS, Server, settle
from tests.browser.screens import Screen, all_screens

WHOLE = os.environ.get("SENTISCOPE_WALK") == "whole"
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
FIRST = {"width": 1366, "height": 768}
WIDTHS = (390, 1280, 1920)
TALL = {"width": 1366, "height": 1000}  # in which the whole menu stands
STOPS = 40  # of the Tab key: the menu, the header, the tabs, and into the picture
LOWEST_TOP = 260  # pixels from the window's top at which a picture may begin
IDLE_SECONDS = 180
MOST_BUSY = 0.01  # of a core, while nothing happens
QUIET = (
    "() => !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner], [data-stale=true]')"
)


def _looked_at() -> list[tuple[Screen, str]]:
    """All screens in both languages; else each page's first in English and its last picture in Chinese."""
    screens = all_screens()
    if WHOLE:
        return [(screen, language) for screen in screens for language in LANGUAGES]
    pictures = [screen for screen in screens if screen.part in ("", "see")]
    firsts = {screen.page: screen for screen in reversed(pictures)}
    lasts = {screen.page: screen for screen in pictures}
    chosen = [(screen, "en") for screen in firsts.values()]
    return chosen + [(screen, "zh") for page, screen in lasts.items() if screen != firsts[page]]


@pytest.fixture(scope="module")
def walker(chromium: Browser, server: Server) -> Iterator[tuple[Page, list[str]]]:
    """One page for all screens, and the errors that no script caught."""
    context = chromium.new_context(viewport=FIRST, locale="en-US")
    page, errors = context.new_page(), list[str]()
    page.set_default_timeout(SECONDS * 1000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page, errors
    context.close()


def opened(page: Page, server: Server, screen: Screen, language: str) -> None:
    """Load a screen and wait until nothing on it is still to come."""
    page.set_viewport_size(FIRST)
    page.goto(f"{server.url}/{screen.url(lang=language)}")
    come_to_rest(page)
    page.evaluate(LOOK)


def come_to_rest(page: Page) -> None:
    for _ in range(2):  # what has been drawn may ask for more
        settle(page)
        page.wait_for_function(QUIET)
        page.wait_for_timeout(400)


def out_of_sight(found: dict[str, Any] | None) -> list[str]:
    """What is wrong with where the picture and its read-out lie."""
    if found is None:
        return ["no picture"]
    wrong = [f"begins at {found['top']}"] if found["top"] > LOWEST_TOP else []
    return wrong + [
        f"{name} ends at {found[name]}"
        for name in ("bottom", "readout")
        if (found[name] or 0) > FIRST["height"]
    ]


CASES = [pytest.param(screen, language, id=f"{screen.name}-{language}") for screen, language in _looked_at()]


@pytest.mark.parametrize(("screen", "language"), CASES)
def test_a_screen_is_whole(
    walker: tuple[Page, list[str]], server: Server, screen: Screen, language: str
) -> None:
    page, errors = walker
    errors.clear()
    opened(page, server, screen, language)
    found = page.evaluate("article => look.firstScreen(article)", screen.is_text)
    faults = {"1366 × 768": out_of_sight(found)}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        faults[f"{width} wide"] = page.evaluate("look.faults()")
    faults["contrast"] = pale(page)
    faults["errors"] = list(errors)
    assert {place: told for place, told in faults.items() if told} == {}


COMPUTE = [screen for screen in all_screens() if screen.part == "compute"]


@pytest.mark.parametrize("screen", COMPUTE, ids=lambda screen: screen.page)
def test_what_is_computed_is_readable(walker: tuple[Page, list[str]], server: Server, screen: Screen) -> None:
    """Formulas above all: none in red, none whose exponents its box cuts."""
    page, errors = walker
    errors.clear()
    opened(page, server, screen, "en")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(500)
    assert page.evaluate("look.faults()") == []
    assert errors == []


def pale(page: Page) -> list[str]:
    """Texts of too little contrast; in the whole walk in the dark as well."""
    page.add_script_tag(path=AXE)
    told: list[str] = page.evaluate("look.pale()")
    if WHOLE:
        page.emulate_media(color_scheme="dark")
        come_to_rest(page)
        told += [f"dark {text}" for text in page.evaluate("look.pale()")]
        page.emulate_media(color_scheme="light")
    return told


@pytest.mark.parametrize("name", ["attention", "decoding", "word2vec"])
def test_tab_walks_through_a_page_as_the_eye_does(
    walker: tuple[Page, list[str]], server: Server, name: str
) -> None:
    page, _ = walker
    opened(page, server, Screen(name, "see", ((f"{name}_part", "see"),)), "en")
    page.set_viewport_size(TALL)
    stops = stops_of(page)
    assert len(stops) > STOPS / 2
    pairs = pairwise(stops)
    assert [f"{one['name']} → {other['name']}" for one, other in pairs if goes_back(one, other)] == []


def stops_of(page: Page) -> list[dict[str, Any]]:
    """Where the Tab key leads, as far as the page's end."""
    stops: list[dict[str, Any]] = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate("look.focused()")
        if stop and stops and stop["name"] == stops[0]["name"]:
            break  # round again
        stops += [stop] if stop else []
    return stops


def goes_back(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """True where the second stands above the first or before it in a row; a column beside it goes on."""
    is_above = other["bottom"] <= one["top"] + 1 and other["left"] < one["right"] - 1
    in_a_row = other["top"] < one["bottom"] - 1 and one["top"] < other["bottom"] - 1
    return is_above or (in_a_row and other["right"] <= one["left"] + 1)


@pytest.mark.skipif(
    not WHOLE, reason="three idle minutes are for the whole walk: make test-browser WALK=whole"
)
def test_an_idle_page_does_nothing(walker: tuple[Page, list[str]], server: Server) -> None:
    page, _ = walker
    opened(page, server, Screen("attention", "see", (("attention_part", "see"),)), "en")
    page.wait_for_timeout(5000)  # the maps that an idle page fetches
    before = busy_seconds(server)
    time.sleep(IDLE_SECONDS)
    shares = {name: (now - before[name]) / IDLE_SECONDS for name, now in busy_seconds(server).items()}
    assert max(shares.values()) <= MOST_BUSY, shares


def busy_seconds(server: Server) -> dict[str, float]:
    """Processor time so far of the server and of the browser, with all their processes."""
    stats = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = file.read_text().rpartition(")")
        except OSError:  # it has just ended
            continue
        fields = rest.split()
        stats[int(file.parent.name)] = (int(fields[1]), head.partition("(")[2], sum(map(int, fields[11:13])))
    own = {pid for pid in stats if os.getpid() in _ancestors(pid, stats)}
    ticks = os.sysconf("SC_CLK_TCK")
    theirs = {pid for pid in own if pid == server.process.pid or server.process.pid in _ancestors(pid, stats)}
    browser = {pid for pid in own - theirs if stats[pid][1].startswith("chrom")}
    return {
        name: sum(stats[pid][2] for pid in pids) / ticks
        for name, pids in (("server", theirs), ("browser", browser))
    }


def _ancestors(pid: int, stats: dict[int, tuple[int, str, int]]) -> list[int]:
    line = []
    while pid in stats and (pid := stats[pid][0]):
        line.append(pid)
    return line
