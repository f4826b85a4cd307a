"""Decoding in Chromium: four beams run, a node is clicked, and the link restores it all."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
SEARCH = {"sentence": "the film was very", "decoding_width": "4", "decoding_steps": "3"}
TREE = "svg[aria-label^='Tree of continuations']"
CLICKED = "The clicked node, 1 token after the prompt"


@pytest.fixture
def there(visit: Visit, tiny_llama_folder: Path) -> Page:
    """The tree of four beams, drawn."""
    page = visit("decoding", decoding_model=str(tiny_llama_folder), **SEARCH)
    open_it(page)
    expect(page.get_by_text("What each strategy found")).to_be_visible()
    return page


def open_it(page: Page) -> None:
    """The link names a folder, which nothing looks at before the click."""
    expect(page.get_by_text("This link wants to open the model")).to_be_visible()
    assert page.locator(TREE).count() == 0
    page.get_by_test_id("stBaseButton-secondary").get_by_text("Open", exact=True).click()
    expect(page.locator(TREE)).to_be_visible()


def click_first_step(page: Page) -> None:
    """The first box below the root's."""
    page.locator(f"{TREE} .node").nth(1).click()
    expect(page.get_by_text(CLICKED)).to_be_visible()


def test_a_clicked_node_opens_and_its_link_restores_it(there: Page, visit: Visit) -> None:
    click_first_step(there)
    there.wait_for_url("**decoding_node=**")
    expect(there.get_by_role("button", name="Continue from here")).to_be_visible()
    again = visit("decoding", **dict(parse_qsl(urlparse(there.url).query)))
    open_it(again)
    expect(again.get_by_text(CLICKED)).to_be_visible()
    expect(again.get_by_role("slider", name="Beams W")).to_have_value("4")
    again.get_by_role("button", name="Continue from here").click()
    again.wait_for_url("**decoding_forced=**")
    expect(again.get_by_role("button", name="Back to the prompt")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_clipped(visit: Visit, tiny_llama_folder: Path, width: int) -> None:
    page = visit("decoding", width=width, decoding_model=str(tiny_llama_folder), **SEARCH)
    open_it(page)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
