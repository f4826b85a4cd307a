"""Evaluate in a browser: two models compared, a slice opened, three labels answered, a row taken to Why."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.base.i18n import label
from tests.browser.conftest import settle
from tests.browser.test_write import faults

Visit = Callable[..., Page]
HEADING, ROW = 38, 35  # pixels of a table's
TRAINED = 180_000  # milliseconds that reading sixty texts may take on a busy machine


def text(key: str, language: str = "en", **values: object) -> str:
    return label(key, language, **values)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two hundred rows; the second column of verdicts is wrong, and sure of it, where a pan rattles."""
    lines = ["review,label,probability,probability_2"]
    for row in range(200):
        words = "superb" if row % 2 else "awful"
        rattles = row % 5 == 0
        right, wrong = (0.95, 0.03) if row % 2 else (0.05, 0.97)
        end = " and it rattles" if rattles else ""
        lines.append(f"the pan is {words} number {row}{end},{row % 2},{right},{wrong if rattles else right}")
    path = tmp_path / "pans.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def choose_row(page: Page, table: int, row: int) -> None:
    """Tick a row of a table, which is drawn on a canvas."""
    grid = page.get_by_test_id("stDataFrame").nth(table)
    expect(grid).to_be_visible()
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 15, "y": HEADING + ROW * row + ROW // 2})


def test_a_file_is_compared_sliced_and_its_labels_answered(visit: Visit, file: Path) -> None:
    page = visit("evaluate", lang="en", evaluate_source="file")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("Both right 160, only probability 40, only probability_2 0")).to_be_visible()
    page.get_by_role("radio", name=text("evaluate.view_slices"), exact=True).click()
    choose(page, "probability_2")
    expect(page.get_by_text(text("evaluate.slices_found"))).to_be_visible()
    choose_row(page, 0, 0)
    expect(page.get_by_text(text("evaluate.rows_of", shown=40, count=40))).to_be_visible()
    page.get_by_role("radio", name=text("evaluate.view_labels"), exact=True).click()
    for number, reply in enumerate(("wrong", "right", "unsure"), start=1):
        expect(page.get_by_text(text("evaluate.question", number=number, count=20))).to_be_visible()
        page.get_by_role("button", name=text(f"evaluate.label_{reply}")).click()
    expect(page.get_by_text("By 2 answers, 50")).to_be_visible()
    assert faults(page) == {}
    choose_row(page, 0, 0)
    page.get_by_role("button", name=text("evaluate.open_why")).click()
    page.wait_for_url("**/why?**sentence=**rattles**")


def choose(page: Page, model: str) -> None:
    """Another model in the view's choice."""
    page.get_by_role("combobox", name=text("evaluate.model"), exact=True).click()
    page.get_by_role("option", name=model, exact=True).click()


def test_a_model_is_trained_on_a_small_file_and_opened(visit: Visit, tmp_path: Path) -> None:
    praise, blame = ("superb", "lovely", "brilliant"), ("awful", "boring", "dreadful")
    lines = ["review,label"]
    for row in range(60):
        word = (praise if row % 2 else blame)[row // 2 % 3]
        lines.append(f"{word} {('pan', 'book', 'lamp', 'film')[row % 4]} of shelf {row},{row % 2}")
    source = tmp_path / "shelves.csv"
    source.write_text("\n".join(lines), encoding="utf-8")
    page = visit("evaluate", lang="en", evaluate_view="train")
    page.locator("input[type=file]").set_input_files(source)
    page.get_by_role("button", name=text("evaluate.train_cheap"), exact=True).click()
    expect(page.get_by_text(text("evaluate.train_open"))).to_be_visible(timeout=TRAINED)
    expect(page.get_by_text(text("evaluate.learning_title"), exact=True).first).to_be_visible()
    assert faults(page) == {}
    main = page.get_by_test_id("stMain")
    main.get_by_role("button", name=text("pages.predict.menu")).click()
    page.wait_for_url("**/predict?**")
    expect(main.get_by_text("shelves.csv").first).to_be_visible()


@pytest.mark.parametrize("view", ["compare", "slices", "thresholds", "unlabelled", "labels", "copies"])
def test_on_a_phone_nothing_is_clipped(visit: Visit, view: str) -> None:
    page = visit("evaluate", lang="zh", width=390, evaluate_view=view)
    expect(page.get_by_role("radio", name=text("evaluate.source_file", "zh"), exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert faults(page) == {}


def test_ten_rows_are_labelled_by_keyboard(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "rooms.csv"
    rows = [f"room {row} is {'fine' if row % 2 else 'damp'} in {row % 7} ways" for row in range(40)]
    path.write_text("\n".join(["review", *rows]), encoding="utf-8")
    page = visit("evaluate", lang="en", evaluate_view="next", evaluate_next_features="words")
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name=text("evaluate.next_start"), exact=True).click()
    asked = {"count": 10, "answers": 0}
    for number in range(1, 11):
        expect(page.get_by_text(text("evaluate.next_row", number=number, **asked))).to_be_visible()
        settle(page)  # a key that is pressed while a row is drawn is for the row before, and lost
        page.keyboard.press("3" if number == 4 else str(1 + number % 2))
        asked["answers"] += 1
    expect(page.get_by_text(text("evaluate.next_answers", answers=9, skipped=1))).to_be_visible()
    settle(page)
    page.keyboard.press("Backspace")
    expect(page.get_by_text(text("evaluate.next_row", number=10, **asked))).to_be_visible()
    settle(page)
    page.keyboard.press("2")
    page.get_by_role("radio", name=text("evaluate.view_copies"), exact=True).click()
    page.get_by_role("radio", name=text("evaluate.view_next"), exact=True).click()
    expect(page.get_by_text(text("evaluate.next_answers", answers=9, skipped=1))).to_be_visible()
    settle(page)
    page.wait_for_timeout(1000)  # what is drawn anew fades in
    found = faults(page)
    contrast = found.pop("color-contrast", [])  # a shortcut's name on a button is of Streamlit's own colours
    assert all(node.startswith("<kbd ") for node in contrast)
    assert found == {}
    page.get_by_role("heading", level=1).click()  # while a choice has the focus, keys are that choice's
    page.keyboard.press("Enter")
    expect(page.get_by_text(text("evaluate.next_row", number=1, **asked))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name=text("evaluate.next_download")).click()
    assert download.value.path().read_text(encoding="utf-8-sig").count("\n") == 11


@pytest.mark.parametrize("language", ["en", "zh"])
def test_next_labels_fit_a_phone(visit: Visit, language: str) -> None:
    page = visit("evaluate", lang=language, width=390, evaluate_view="next")
    expect(page.get_by_text(text("evaluate.asking_title", language), exact=True).first).to_be_visible()
    settle(page)
    page.wait_for_timeout(1000)  # what is drawn anew fades in
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    expect(page.get_by_role("button", name=text("frame.choose_file", language), exact=True)).to_be_visible()
    assert faults(page) == {}
