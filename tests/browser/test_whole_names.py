"""A name such as SST-2 stands on one line however narrow the page is, and is copied as it is written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
LOOK = (Path(__file__).parent / "look.js").read_text(encoding="utf-8")
WIDTHS = range(340, 700, 15)
JOINER = "\N{WORD JOINER}"
# Streamlit's text, and one in a component of ours.
PLACES = {
    "text": '[data-testid="stMain"] p:has-text("SST-\u20602")',
    "component": '.stop[data-stop="workshop"] .title',
}
SELECT = "place => getSelection().selectAllChildren(place)"


def on_two_lines(page: Page) -> list[str]:
    told: list[str] = page.evaluate("look.faults()")
    return [fault for fault in told if fault.startswith("on two lines")]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_stays_on_one_line(visit: Visit, language: str) -> None:
    page = visit(lang=language)
    expect(page.locator(PLACES["text"]).first).to_be_visible()
    page.evaluate(LOOK)
    broken = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        broken[width] = on_two_lines(page)
    assert not any(broken.values()), broken


def test_the_look_finds_a_name_on_two_lines(visit: Visit) -> None:
    page = visit()
    expect(page.locator(PLACES["text"]).first).to_be_visible()
    page.evaluate(LOOK)
    page.locator(PLACES["text"]).first.evaluate(
        """place => {
          place.style.width = "1em"
          place.replaceChildren(Object.assign(document.createElement("pre"), { textContent: "SST-2" }))
          place.firstChild.style.whiteSpace = "normal"
        }"""
    )
    assert len(on_two_lines(page)) == 1


@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_copied_as_it_is_written(visit: Visit, place: str) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = page.locator(PLACES[place]).first
    expect(shown).to_contain_text(f"SST-{JOINER}2")
    shown.evaluate(SELECT)
    page.keyboard.press("Control+c")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "SST-2" in copied
    assert JOINER not in copied
