"""The Transformer in a browser: a date is typed and translated, pieces and blocks are chosen and kept."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def test_a_date_that_is_typed_comes_out_in_chinese(visit: Visit) -> None:
    page = visit("transformer", lang="en")
    field = page.get_by_role("textbox", name="English", exact=True)
    field.fill("five past ten on the second of may 2004")
    field.press("Enter")
    expect(page.get_by_role("heading", name="2004年5月2日10点5分")).to_be_visible()


def test_a_piece_and_a_block_are_chosen_and_travel_in_the_link(visit: Visit) -> None:
    page = visit("transformer", lang="en")
    page.locator(".chip.piece", has_text="半").click()
    page.wait_for_url("**transformer_piece=12**")
    page.locator(".block[data-step=encoder_1_self]").click()
    page.wait_for_url("**transformer_step=encoder_1_self**")
    expect(page.locator(".panel .title")).to_have_text("self-attention, layer 1")
    page.get_by_role("button", name="next step").click()
    expect(page.locator(".panel .count")).to_have_text("3 / 27")


def test_it_is_written_piece_by_piece(visit: Visit) -> None:
    page = visit("transformer", lang="en")
    page.get_by_role("button", name="write it").click()
    expect(page.locator(".chip.piece.unwritten").first).to_be_attached()
    expect(page.locator(".chip.piece.unwritten")).to_have_count(0, timeout=20_000)


def test_the_tree_opens(visit: Visit) -> None:
    page = visit("transformer", lang="en", transformer_view="search")
    expect(page.locator(".js-plotly-plot .textpoint", has_text="[END]").first).to_be_visible()
    cell = page.get_by_role("gridcell", name="1998年3月3日9点半", exact=True, include_hidden=True)
    expect(cell.first).to_be_attached()  # the table is drawn, and its cells stand hidden beside it


@pytest.mark.parametrize("view", ["translate", "who", "writing", "search", "bert"])
def test_nothing_is_clipped_on_a_phone(visit: Visit, view: str) -> None:
    page = visit("transformer", width=390, lang="zh", transformer_view=view)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_the_tree_s_words_stand_apart_on_a_phone(visit: Visit) -> None:
    """It keeps its width and moves aside; before, two dozen columns lay in three hundred pixels."""
    page = visit("transformer", width=390, lang="en", transformer_view="search")
    first = page.locator(".js-plotly-plot .textpoint")
    expect(first.first).to_be_attached()
    boxes = first.evaluate_all("all => all.slice(1, 40).map(e => e.getBoundingClientRect().toJSON())")
    row = sorted((box for box in boxes if box["top"] == boxes[0]["top"]), key=lambda box: box["left"])
    assert len(row) > 5
    assert all(one["right"] <= other["left"] for one, other in pairwise(row))
    broad = page.locator(".st-key-ss-broad")
    whole = page.locator("[data-testid=stLayoutWrapper]", has=broad).last
    expect(whole).to_have_attribute("data-scrolls", "")  # by which the stylesheet says that it scrolls aside
    broad.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    expect(whole).not_to_have_attribute("data-scrolls", "")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
