"""What only a browser shows: the verdict, the language, links, the phone, and that nobody's script runs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.app.navigation import ROAD
from core.data.example_sentences import EXAMPLES
from core.models.catalog import OFFERED

SENTENCE = "a gorgeous , witty , seductive movie ."
Visit = Callable[..., Page]


def type_sentence(page: Page, text: str, label: str = "Your sentence") -> None:
    field = page.get_by_role("textbox", name=label)
    field.fill(text)
    field.press("Enter")


def test_first_visit_of_a_deep_link_shows_the_whole_app(visit: Visit) -> None:
    page = visit("predict", sentence="dull and slow .")
    expect(page.get_by_label("Your sentence")).to_have_value("dull and slow .")
    expect(page.locator(".card.negative .label").first).to_contain_text("% negative")


def test_verdict_in_english(visit: Visit) -> None:
    page = visit("predict", sentence="nothing")
    type_sentence(page, SENTENCE)
    expect(page.locator(".card .label").first).to_have_text("99.4 % positive")


def test_verdict_in_chinese(visit: Visit) -> None:
    page = visit("predict", locale="zh-CN", sentence="nothing")
    type_sentence(page, SENTENCE, "你的句子")
    expect(page.locator(".card .label").first).to_have_text("正面 99.4%")


def test_home_answers_and_its_road_opens_a_page(visit: Visit) -> None:
    page = visit(sentence=SENTENCE)
    expect(page.locator(".card .label")).to_have_text("99.4 % positive")
    expect(page.locator(".stop")).to_have_count(len(ROAD))
    page.locator('.stop[data-stop="predict"]').click()
    expect(page.get_by_role("heading", name="Predict")).to_be_visible()
    expect(page.get_by_label("Your sentence")).to_have_value(SENTENCE)


@pytest.mark.parametrize("width", [390, 1280])
def test_seven_models_fit_side_by_side_or_below(visit: Visit, width: int) -> None:
    page = visit("predict", width=width, sentence=SENTENCE, predict_models=",".join(OFFERED))
    cards = page.locator(".card")
    expect(cards).to_have_count(len(OFFERED))
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth - main.clientWidth") == 0
    assert (
        cards.evaluate_all("cards => cards.filter(card => card.scrollWidth > card.clientWidth).length") == 0
    )
    hint = cards.first.locator(".hint").first
    expect(hint).to_be_hidden()
    cards.first.locator(".fact").first.hover()
    expect(hint).to_be_visible()


def test_home_loads_no_plotly(visit: Visit) -> None:
    page = visit()
    scripts = page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
    assert scripts
    assert not [name for name in scripts if "plotly" in name.lower()]


def test_settings_travel_in_the_link(visit: Visit) -> None:
    page = visit("predict", sentence=SENTENCE)
    page.get_by_role("radio", name="中文").click()
    page.get_by_role("radio", name="计算").click()
    page.wait_for_url("**lang=zh**predict_part=compute**")
    again = visit(
        page.url.split("/", 3)[3].split("?")[0],
        **dict(p.split("=") for p in page.url.split("?")[1].split("&")),
    )
    expect(again.get_by_role("radio", name="计算")).to_be_checked()
    expect(again.get_by_text("Softmax").first).to_be_visible()


def test_sentence_and_language_stay_from_page_to_page(visit: Visit) -> None:
    page = visit("predict", sentence="so slow .", lang="zh")
    page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="首页").click()
    expect(page.get_by_role("heading", name="看清情感 Transformer 的内部")).to_be_visible()
    expect(page.get_by_label("你的句子")).to_have_value("so slow .")


def test_html_in_a_sentence_is_text(visit: Visit) -> None:
    page = visit("predict")
    type_sentence(
        page, "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> fine"
    )
    expect(page.locator(".chip").first).to_be_visible()
    expect(page.locator(".chip", has_text="script").first).to_be_visible()
    assert page.title() != "owned"
    for part in ("compute", "code"):
        other = visit("predict", predict_part=part, sentence="<script>document.title='owned'</script>")
        expect(other.get_by_role("heading", name="Predict")).to_be_visible()
        assert other.title() != "owned"


@pytest.mark.parametrize("width", [390, 1366])
def test_the_bar_answers_the_mouse(visit: Visit, width: int) -> None:
    """Streamlit's own bar lies over it."""
    page = visit("masks", width=width, lang="en", masks_part="read")
    page.get_by_role("radio", name="irony").click()
    expect(page.get_by_label("Your sentence")).to_have_value(EXAMPLES["irony"])
    page.get_by_role("textbox", name="Your sentence").click()
    expect(page.get_by_role("textbox", name="Your sentence")).to_be_focused()
    page.get_by_role("radio", name="中文", exact=True).click()
    expect(page.get_by_role("heading", name="掩码").first).to_be_visible()


def test_what_if_moves_the_probability(visit: Visit) -> None:
    page = visit("predict", predict_view="whatif", sentence=SENTENCE)
    type_sentence(page, "a dull , witless , ugly movie .", "Edit the sentence here")
    expect(page.locator(".card .label").first).to_contain_text("negative")
    expect(page.locator(".before").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("path", ["", "predict"])
def test_nothing_is_clipped(visit: Visit, path: str, width: int, scheme: str) -> None:
    page = visit(path, width=width, scheme=scheme)
    expect(page.get_by_label("Your sentence")).to_be_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
    box = page.get_by_role("radio", name="中文").bounding_box()
    assert box
    assert box["x"] + box["width"] <= width


def test_theme_colours_reach_our_components(visit: Visit) -> None:
    page = visit("predict", scheme="dark", sentence=SENTENCE)
    expect(page.locator(".card .label").first).to_have_css("color", "rgb(79, 201, 192)")
