"""Pretraining in a browser: a word is masked, its predictions come, and one is put in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.topics.pretraining.views.shared import CLASSIC
from tests.fakes import fill_cache

Visit = Callable[..., Page]
MODEL = {"pretraining_model": CLASSIC}


@pytest.fixture(scope="module", autouse=True)
def small_classic(tiny_pretraining_folder: Path) -> None:
    """A tiny stand-in for the classic BERT in the local cache, which the server reads."""
    fill_cache(CLASSIC, tiny_pretraining_folder)


def test_a_word_is_masked_guessed_and_replaced(visit: Visit) -> None:
    page = visit(
        "pretraining",
        sentence="a bad film .",
        pretraining_view="guess",
        pretraining_holes="none",
        **MODEL,
    )
    chips, cards = page.locator(".chip"), page.locator(".card")
    expect(cards).to_have_count(0)
    chips.filter(has_text="bad").click()
    expect(page.locator(".chip.hole")).to_have_text("[MASK]bad")
    expect(cards.locator(".guess")).to_have_count(10)
    page.wait_for_url("**pretraining_holes=2**")
    chips.filter(has_text="film").click()
    expect(cards).to_have_count(2)
    other = cards.first.locator("button.guess:not(.truth)").first
    word = other.locator(".text").text_content()
    other.click()
    expect(page.locator(".chip.put .now")).to_have_text(str(word))
    expect(cards).to_have_count(1)
    page.wait_for_url("**pretraining_put=2.**")
    page.locator(".chip.put").click()
    expect(page.locator(".chip.put")).to_have_count(0)
    expect(page.locator(".chip", has_text="bad")).to_have_count(1)


def test_a_word_is_chosen_for_both_sides_and_script_stays_text(visit: Visit) -> None:
    text = "a <script>top.document.title='owned'</script> film"
    page = visit("pretraining", sentence=text, pretraining_view="sides", **MODEL)
    expect(page.locator(".card")).to_have_count(3)
    page.locator(".chip", has_text="film").click()
    expect(page.locator(".chip.hole .was")).to_have_text("film")
    expect(page.locator(".card").nth(2).locator(".unseen", has_text="script").first).to_be_visible()
    assert page.title() != "owned"


def test_nothing_is_clipped_on_a_phone(visit: Visit) -> None:
    for view in ("guess", "sides", "corrupt", "next"):
        page = visit("pretraining", width=390, pretraining_view=view, **MODEL)
        expect(page.locator(".chip").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
