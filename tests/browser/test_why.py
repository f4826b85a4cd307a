"""Why in a browser: a word is pointed at, a method chosen, words taken away, and a flip opened in What-if."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
SHORT = "a fine, slow film"


def test_a_word_pointed_at_is_told_by_every_picture(visit: Visit) -> None:
    page = visit("why", sentence=SHORT, why_method="occlusion")
    chips = page.locator(".words .chip")
    expect(chips).to_have_count(5)
    chips.nth(3).hover()
    expect(page.locator(".readout b").first).to_have_text("slow")
    expect(page.locator(".rows .head.here")).to_have_text("slow")
    expect(page.locator(".told")).to_contain_text("Occlusion: word by word")


def test_a_method_s_name_makes_it_the_large_one(visit: Visit) -> None:
    page = visit("why", sentence=SHORT)
    page.get_by_role("button", name="Exact Shapley values").click()
    page.wait_for_url("**why_method=exact_shapley**")
    expect(page.locator(".line.chosen .choose")).to_have_text("Exact Shapley values")
    expect(page.locator(".words + .readout")).to_contain_text("32 forward passes")  # 2 to the power 5


def test_the_slider_takes_words_away_while_the_verdict_moves(visit: Visit) -> None:
    page = visit("why", sentence=SHORT, why_view="away", why_method="occlusion")
    expect(page.locator(".chip.gone")).to_have_count(1)
    value = page.locator("[data-testid=stMetricValue]")
    before = value.inner_text()
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".chip.gone")).to_have_count(2)
    expect(value).not_to_have_text(before)
    page.wait_for_url("**why_taken=2**")


def test_a_flip_opens_in_what_if(visit: Visit) -> None:
    page = visit("why", sentence=SHORT, why_view="flip")
    link = page.locator("[data-testid=stMarkdownContainer] li a").first
    expect(link).to_be_visible()
    page.wait_for_load_state("networkidle")  # what keeps links in this tab is there
    link.click()
    page.wait_for_url("**/predict?**predict_view=whatif**")
    expect(page.get_by_label("Your sentence")).to_have_value(SHORT)
    expect(page.get_by_role("textbox", name="Edit the sentence here")).not_to_have_value(SHORT)
    expect(page.locator(".card.negative .label").first).to_contain_text("% negative")


@pytest.mark.parametrize("view", ["words", "away", "agree", "flip"])
def test_nothing_is_clipped_on_a_phone(visit: Visit, view: str) -> None:
    page = visit("why", width=390, lang="zh", sentence=SHORT, why_view=view)
    expect(page.locator(".words, .js-plotly-plot").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
