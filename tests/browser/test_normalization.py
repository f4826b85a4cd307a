"""Normalization in a browser: the batch slider moves, a click on a sheet chooses a number."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def test_the_batch_slider_changes_how_many_numbers_are_averaged(visit: Visit) -> None:
    page = visit("normalization", normalization_kind="batch", normalization_size="2")
    count = page.locator(".group b")
    expect(count).to_be_visible()
    before = int(count.inner_text())
    page.get_by_role("slider").press("ArrowRight")
    page.wait_for_url("**normalization_size=3**")
    expect(count).not_to_have_text(str(before))
    assert int(count.inner_text()) > before


def test_a_number_is_chosen_by_click_and_by_key_and_stays_in_the_link(visit: Visit) -> None:
    page = visit("normalization", normalization_cell="0.2.100")
    where = page.locator(".where")
    expect(where).to_contain_text("t = 2, d = 100")
    sheets = page.locator("canvas.sheets")
    sheets.focus()
    sheets.press("ArrowRight")
    expect(where).to_contain_text("d = 101")
    box = sheets.bounding_box()
    assert box
    sheets.click(position={"x": box["width"] / 2, "y": 60})
    expect(where).not_to_contain_text("d = 101")
    expect(page).not_to_have_url(re.compile(r"normalization_cell=0\.2\.10[01]$"))


def test_nothing_is_clipped_on_a_phone(visit: Visit) -> None:
    page = visit("normalization", width=390, lang="zh")
    expect(page.locator("canvas.sheets")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
