"""Positions in a real browser: a scheme is switched, and the URL brings it back."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlparse

import pytest
from playwright.sync_api import Page, expect

SENTENCE = "the plot is thin , but the acting is superb ."
Visit = Callable[..., Page]


def title(page: Page, text: str):
    return page.locator(".chart-title", has_text=text)


def test_a_scheme_is_switched_and_the_url_restores_it(visit: Visit) -> None:
    page = visit("positions", sentence=SENTENCE, positions_view="order")
    expect(title(page, "How far each token's output moves")).to_be_visible()
    page.get_by_role("radio", name="ALiBi").click()
    expect(title(page, "Each head's slope")).to_be_visible()
    page.get_by_role("combobox", name="Head").click()
    page.get_by_role("option", name="3", exact=True).click()
    expect(page.get_by_text("Head 3: every position of distance costs 0.125")).to_be_visible()
    page.get_by_role("radio", name="Scores", exact=True).click()
    page.wait_for_url("**positions_stage=scores**")
    again = visit("positions", **dict(parse_qsl(urlparse(page.url).query)))
    expect(again.get_by_text("Head 3: every position of distance costs 0.125")).to_be_visible()
    expect(again.get_by_role("radio", name="Scores", exact=True)).to_be_checked()
    expect(again.get_by_label("Your sentence")).to_have_value(SENTENCE)


@pytest.mark.parametrize("view", ["order", "alibi"])
def test_html_in_a_sentence_is_text(visit: Visit, view: str) -> None:
    harm = "<img src=x onerror=\"document.title='owned'\"> fine"
    page = visit("positions", sentence=harm, positions_view=view)
    expect(page.locator(".js-plotly-plot").nth(1)).to_be_visible()
    assert page.title() != "owned"


def test_nothing_is_clipped_on_a_phone(visit: Visit) -> None:
    page = visit("positions", width=390, sentence=SENTENCE, positions_view="sinusoidal")
    expect(title(page, "One row is the code")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
