"""Masks in a browser: cells are clicked and walked by key, the shares follow, the link keeps them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


def test_a_cell_is_closed_and_opened_again(visit: Visit) -> None:
    page = visit("masks", masks_kind="none", sentence="a fine film")
    cell = page.get_by_role("gridcell", name="fine → a: may look")
    cell.click()
    expect(page.get_by_role("gridcell", name="fine → a: may not look")).to_be_visible()
    page.wait_for_url("**masks_flips=2.1**")
    expect(page.locator(".read-out .share")).to_contain_text("0.0000")
    page.get_by_role("button", name="Undo clicks: 1").click()
    expect(page.get_by_role("gridcell", name="fine → a: may look")).to_be_visible()


def test_the_grid_is_walked_by_keys(visit: Visit) -> None:
    page = visit("masks", masks_kind="causal", sentence="a fine film")
    page.get_by_role("gridcell", name="[CLS] → [CLS]: may look").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".read-out b")).to_have_text("a → a")
    page.keyboard.press("Space")
    page.wait_for_url("**masks_flips=1.1**")
    expect(page.get_by_role("gridcell", name="a → a: may not look")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_no_label_of_a_grid_loses_an_edge(visit: Visit, width: int) -> None:
    page = visit("masks", width=width)
    expect(page.locator(".panel.mask")).to_be_visible()
    cut = """labels => labels
      .filter((label) => label.scrollHeight > label.clientHeight + 1)
      .map((label) => label.textContent)"""
    for labels in (page.locator(".line .head"), page.locator(".columns .top")):
        assert labels.count() > 0
        assert labels.evaluate_all(cut) == []


def test_nothing_is_clipped_on_a_phone(visit: Visit) -> None:
    page = visit("masks", width=390, lang="zh")
    expect(page.locator(".panel.mask")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
