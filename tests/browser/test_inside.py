"""The walk in a real browser: steps open, cells explain themselves, a link brings them back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.app.glossary import terms

SENTENCE = "the plot is thin , but the acting is superb ."
Visit = Callable[..., Page]


def title(page: Page):
    return page.locator(".panel .title")


def test_a_walk_step_by_step(visit: Visit) -> None:
    page = visit("inside", sentence=SENTENCE)
    expect(title(page)).to_have_text("Token")
    page.get_by_role("button", name="Next step").click()
    expect(title(page)).to_have_text("Position")
    page.locator(".block.scores").click()
    expect(title(page)).to_have_text("Scores · layer 1, head 1")
    page.get_by_role("button", name="Layer 4", exact=True).click()
    expect(title(page)).to_have_text("Scores · layer 4, head 1")
    page.get_by_role("button", name="Head 12", exact=True).click()
    expect(title(page)).to_have_text("Scores · layer 4, head 12")
    page.wait_for_url("**inside_step=scores**")
    again = visit("inside", **dict(pair.split("=") for pair in page.url.split("?")[1].split("&")))
    expect(title(again)).to_have_text("Scores · layer 4, head 12")
    expect(again.locator(".block.scores")).to_have_attribute("aria-current", "step")


def test_it_plays_by_itself(visit: Visit) -> None:
    page = visit("inside", sentence=SENTENCE)
    page.get_by_role("button", name="Play the forward pass").click()
    expect(title(page)).to_have_text("Segment")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play the forward pass")).to_be_visible()


@pytest.mark.parametrize("step", ["queries", "scores", "attention", "context", "output", "pooled"])
def test_a_cell_shows_its_formula_and_numbers(visit: Visit, step: str) -> None:
    page = visit("inside", sentence=SENTENCE, inside_step=step, inside_layer="2", inside_head="3")
    expect(page.locator(".panel .value")).not_to_be_empty()
    cells = page.locator(".panel .cells")
    cells.focus()
    cells.press("ArrowRight")
    shown = page.locator(".panel .value").inner_text()
    assert float(shown.replace("−", "-"))
    assert page.locator(".panel .worked").inner_text().split("=")[-1].strip() == shown
    before = page.locator(".panel .where").inner_text()
    cells.hover(position={"x": 60, "y": 3})
    expect(page.locator(".panel .where")).not_to_have_text(before)


def test_letters_of_the_shape_are_defined_and_operands_lit_where_they_come_from(visit: Visit) -> None:
    page = visit("inside", sentence=SENTENCE, inside_step="attention", inside_layer="2")
    letter, tooltip = page.locator(".panel .letter").last, page.get_by_role("tooltip")
    expect(letter).to_have_text("S")
    for _ in range(60):  # what shows it may still be on its way
        page.mouse.move(0, 0)
        letter.hover()
        if tooltip.count():
            break
        page.wait_for_timeout(500)
    expect(tooltip).to_have_text(terms("en")["S"].meaning)
    page.locator(".panel .terms li").nth(1).hover()
    expect(page.locator(".panel .cells .term")).to_be_visible()
    expect(page.locator(".column-label.lit")).to_have_count(1)
    expect(page.locator(".block.source")).to_have_text("Mask")
    letter.click()
    page.wait_for_url("**/glossary?**glossary_term=S**")


def test_blocks_of_the_family_open_their_page(visit: Visit) -> None:
    page = visit("inside", inside_view="family", sentence=SENTENCE)
    page.get_by_role("button", name="Pooler and classifier").click()
    expect(page.get_by_role("heading", name="Predict")).to_be_visible()
    expect(page.get_by_label("Your sentence")).to_have_value(SENTENCE)


def test_html_in_a_sentence_is_text(visit: Visit) -> None:
    harm = "<img src=x onerror=\"document.title='owned'\"> fine"
    for more in ({}, {"inside_view": "verdict"}, {"inside_part": "compute"}):
        page = visit("inside", sentence=harm, **more)
        expect(page.get_by_role("heading", name="Inside BERT")).to_be_visible()
        assert page.title() != "owned"
    page = visit("inside", sentence=harm)
    expect(page.locator(".row-label", has_text="##rro").first).to_be_visible()
    assert page.title() != "owned"


@pytest.mark.parametrize("width", [390, 1920])
def test_nothing_is_clipped(visit: Visit, width: int) -> None:
    page = visit("inside", width=width, sentence=SENTENCE)
    expect(title(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    box = page.locator(".panel").bounding_box()
    assert box
    assert box["x"] + box["width"] <= width
