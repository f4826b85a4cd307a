"""Practice in a browser: from the ladder to an exercise, solved, and back to the ladder."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.app.navigation import ROAD
from core.base.i18n import label
from core.exercises import registry
from core.exercises.ladder import ordered
from core.exercises.source import solution_text
from tests.browser.conftest import Server
from tests.browser.test_write import faults, put
from tests.support.exercises import mistaken

Visit = Callable[..., Page]
LADDER = ordered(registry.listed(), ROAD)


def text(key: str, language: str = "en", **values: object) -> str:
    return label(key, language, **values)


@pytest.fixture
def empty(server: Server) -> Path:
    """The file of progress, gone."""
    file = server.home / "exercises.json"
    file.unlink(missing_ok=True)
    return file


def test_the_first_exercise_is_opened_solved_and_marked(visit: Visit, empty: Path) -> None:
    first, second = (registry.find(one.name) for one in LADDER[:2])
    title, following = (text(f"exercises.{one.name}.title") for one in (first, second))
    page = visit("practice", lang="en")
    page.get_by_role("button", name=text("practice.begin", title=title)).click()
    page.wait_for_url(f"**/{first.topic}?**{first.topic}_part=write**")
    options = [option.name for option in first.options]
    page.locator("[data-testid=stRadioOption]").nth(options.index(first.right)).click()
    expect(page.get_by_role("button", name=text("write.next", title=following))).to_be_visible()
    page.get_by_role("link", name=text("pages.practice.menu"), exact=True).click()
    expect(page.get_by_role("button", name=text("practice.go_on", title=following))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(f"{re.escape(title)}.*check_circle"))).to_be_visible()
    assert list(json.loads(empty.read_text(encoding="utf-8"))["exercises"]) == [first.name]
    assert faults(page) == {}


def test_progress_goes_out_and_comes_back_and_a_damaged_file_changes_nothing(
    visit: Visit, empty: Path, tmp_path: Path
) -> None:
    name, day = LADDER[0].name, "2026-01-01"
    given = tmp_path / "mine.json"
    kept = {name: {"attempted": day, "solved": [day], "code": "import os"}}
    given.write_text(json.dumps({"version": 1, "exercises": kept}), encoding="utf-8")
    page = visit("practice", lang="zh", width=390)
    page.get_by_role("button", name=text("practice.keep", "zh")).click()
    page.locator("input[type=file]").set_input_files(given)
    expect(page.get_by_text(text("practice.back_about", "zh"))).to_be_visible()
    assert json.loads(empty.read_text(encoding="utf-8"))["exercises"] == kept
    with page.expect_download() as download:
        page.get_by_role("button", name=text("practice.export", "zh")).click()
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["exercises"] == kept
    given.write_text("{", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(given)
    expect(page.get_by_text(text("errors.progress_damaged", "zh", file="mine.json"))).to_be_visible()
    assert json.loads(empty.read_text(encoding="utf-8"))["exercises"] == kept
    page.get_by_role("button", name=text("practice.reset", "zh")).click()
    page.get_by_role("button", name=text("practice.reset_yes", "zh")).click()
    expect(page.get_by_text(text("practice.empty", "zh"))).to_be_visible()
    assert json.loads(empty.read_text(encoding="utf-8"))["exercises"] == {}
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_card_is_answered_at_once(visit: Visit) -> None:
    page = visit("practice", lang="en", practice_view="cards")
    options = page.locator("[data-testid=stRadioOption]")
    expect(options).to_have_count(4)
    options.first.click()
    replies = "|".join(re.escape(text(f"practice.card_{one}")) for one in ("right", "wrong"))
    expect(
        page.locator("[data-testid=stMarkdown]").filter(has_text=re.compile(f"({replies})$"))
    ).to_be_visible()
    expect(page.get_by_text(re.compile(r"^[01] of 1 right at once$"))).to_be_visible()
    assert faults(page) == {}


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1366, "light")])
def test_the_whole_model_runs_and_is_saved(visit: Visit, empty: Path, width: int, scheme: str) -> None:
    page = visit("practice", lang="zh", width=width, scheme=scheme, practice_view="capstone")
    page.get_by_role("button", name=re.compile(text("practice.run", "zh", count=63))).click()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    assert page.get_by_text(re.compile("63 / 63")).is_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name=text("practice.capstone_file", "zh")).click()
    saved = Path(download.value.path()).read_text(encoding="utf-8")
    assert saved.startswith(f'"""{text("practice.file_top", "zh")}"""')
    assert faults(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


ENDLESS = "def {name}({parameters}):\n    while True:\n        pass\n"


def to_practice(page: Page, language: str) -> None:
    """Through the menu, which is folded in a narrow window."""
    fold, unfold = (page.get_by_test_id(f"st{name}Button") for name in ("SidebarCollapse", "ExpandSidebar"))
    narrow = unfold.is_visible()
    if narrow:
        unfold.click()
    page.get_by_role("link", name=text("pages.practice.menu", language), exact=True).click()
    if narrow:  # Streamlit folds it by itself on phones alone
        fold.get_by_role("button").click()


def solve(page: Page, name: str, language: str, *before: tuple[str, str]) -> None:
    """From the ladder: open an exercise, send each code of `before`, which is told its text, then ours."""
    if "/practice" not in page.url:
        to_practice(page, language)
    topic, short = name.split(".")
    page.wait_for_load_state("networkidle")  # what keeps links in this tab is there
    page.locator(f'[data-testid=stMain] a[href$="{topic}_exercise={short}"]').first.click()
    expect(
        page.get_by_role("radio", name=text(f"exercises.{name}.title", language), exact=True)
    ).to_be_checked()
    expect(page.locator(".bar .check")).to_be_visible()
    for code, told in before:
        put(page, code)
        page.keyboard.press("ControlOrMeta+Enter")
        expect(page.get_by_text(told)).to_be_visible()
    put(page, solution_text(registry.find(name)))
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_text(text("write.ours", language), exact=True)).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("en", 1366), ("zh", 390)])
def test_a_newcomer_comes_from_the_ladder_to_a_model_of_their_own(
    visit: Visit, empty: Path, language: str, width: int
) -> None:
    page = visit("practice", lang=language, width=width, sentence="not a dull moment .")
    normalization, feed_forward = "normalization.layer_norm", "inside.feed_forward"
    wrong = text(f"exercises.{normalization}.mistake_epsilon_outside", language)
    solve(page, normalization, language, (mistaken(registry.find(normalization), "epsilon_outside"), wrong))
    endless = ENDLESS.format(name="feed_forward", parameters="x, widen, widen_bias, back, back_bias")
    solve(page, feed_forward, language, (endless, text("feedback.time", language, seconds=5.0)))
    short = ("inside.pooler", "attention.split_heads", "attention.join_heads", "workshop.pad_batch")
    for name in short:
        solve(page, name, language)
    solved = json.loads(empty.read_text(encoding="utf-8"))["exercises"]
    assert set(solved) == {normalization, feed_forward, *short}
    to_practice(page, language)
    page.get_by_role("radio", name=text("practice.view_capstone", language), exact=True).click()
    expect(page.get_by_text(re.compile("6 (of|/) 12"))).to_be_visible()
    page.get_by_role("button", name=re.compile(text("practice.run", language, count=63))).click()
    expect(page.get_by_text(re.compile("63 (of|/) 63"))).to_be_visible()
    assert faults(page) == {}
