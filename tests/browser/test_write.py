"""Write in a browser: code is typed and checked, by hand and by key, in both languages and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.app.editor.bundle import address
from core.base.i18n import label
from core.base.settings import REPOSITORY
from core.exercises import registry
from core.exercises.source import solution_text

Visit = Callable[..., Page]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
NAME = "scaled_dot_product"
HEAD = "def attention(queries, keys, values):\n"
RIGHT = (
    "    scores = queries @ keys.transpose(-1, -2) / queries.shape[-1] ** 0.5\n"
    "    return scores.softmax(-1) @ values"
)
NO_ROOT = "    return (queries @ keys.transpose(-1, -2)).softmax(-1) @ values"


def text(key: str, language: str = "en", **values: object) -> str:
    return label(key, language, **values)


def opened(visit: Visit, exercise: str = NAME, **more: object) -> Page:
    page = visit("attention", attention_part="write", attention_exercise=exercise, **more)  # type: ignore[arg-type]
    expect(page.locator(".cm-content")).to_be_visible()
    expect(page.locator(".bar .check")).to_be_visible()
    return page


def put(page: Page, code: str) -> None:
    """Code in place of all that stands there."""
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(code)


def code_of(page: Page) -> str:
    lines = page.locator(".cm-line").all_text_contents()
    return "\n".join(lines)


def faults(page: Page) -> dict[str, list[str]]:
    """What axe-core finds in the page itself."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run('[data-testid=stMain]', { resultTypes: ['violations'] })")
    return {one["id"]: [node["html"][:200] for node in one["nodes"]] for one in found["violations"]}


def test_a_right_answer_is_checked_by_key_and_shows_ours_and_the_librarys(visit: Visit) -> None:
    page = opened(visit, lang="en")
    put(page, HEAD + RIGHT)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_text(text("write.ours"), exact=True)).to_be_visible()
    expect(
        page.locator("[data-testid=stCode]").filter(has_text="F.scaled_dot_product_attention")
    ).to_be_visible()
    following = text("write.next", title=text("exercises.attention.masked.title"))
    assert code_of(page) == HEAD + RIGHT
    assert faults(page) == {}
    page.get_by_role("button", name=following).click()
    page.wait_for_url("**attention_exercise=masked**")
    expect(page.locator(".cm-content")).to_contain_text("masked_attention")


def test_a_known_mistake_is_named_in_chinese_and_code_stays_after_a_reload(visit: Visit) -> None:
    page = opened(visit, lang="zh", scheme="dark", locale="zh-CN")
    put(page, HEAD + NO_ROOT)
    page.locator(".bar .check").click()
    expect(page.get_by_text(text(f"exercises.attention.{NAME}.mistake_no_root", "zh"))).to_be_visible()
    assert faults(page) == {}
    assert "softmax" not in page.url
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("softmax")
    assert code_of(page) == HEAD + NO_ROOT


def test_code_that_never_ends_is_ended_and_leaves_the_page_usable(visit: Visit) -> None:
    page = opened(visit, lang="en")
    put(page, HEAD + "    while True: pass")
    page.locator(".bar .check").click()
    expect(page.get_by_text(text("write.checking"))).to_be_visible()
    page.get_by_role("button", name=text("write.hint", number=1, count=3)).click()
    expect(page.get_by_text(text(f"exercises.attention.{NAME}.hint_1"))).to_be_visible()
    expect(page.get_by_text(text("write.checking"))).to_have_count(0)
    expect(page.locator(".bar .check")).to_have_text(text("editor.check"))
    expect(page.get_by_text("5 s")).to_be_visible()
    put(page, HEAD + NO_ROOT)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_text(text(f"exercises.attention.{NAME}.mistake_no_root"))).to_be_visible()


def test_an_exception_marks_its_line_and_what_code_says_is_text(visit: Visit) -> None:
    page = opened(visit, lang="en")
    put(page, HEAD + '    print("<img src=x onerror=alert(1)>")\n    raise ValueError("**<b>bold</b>** $x$")')
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator(".wrong-line")).to_contain_text("raise ValueError")
    said = page.locator("[data-testid=stMarkdown]").filter(has_text="**<b>bold</b>** $x$")
    expect(said).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    page.locator(".wrong-line").click()
    page.keyboard.type("#")
    expect(page.locator(".wrong-line")).to_have_count(0)


def test_the_keyboard_indents_and_leaves(visit: Visit) -> None:
    page = opened(visit, "masked", lang="en")
    put(page, "x")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert code_of(page) == "    x"
    page.wait_for_timeout(600)  # what is done within half a second is undone together
    page.keyboard.press("ControlOrMeta+/")
    assert code_of(page) == "    # x"
    page.keyboard.press("ControlOrMeta+z")
    assert code_of(page) == "    x"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".bar .check")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Tab")
    assert code_of(page) == "        x", "the editor has its Tab key again"


def test_a_new_start_is_asked_once_and_too_much_code_is_refused_here(visit: Visit) -> None:
    page = opened(visit, "masked", lang="en")
    put(page, "x" * 200_000)
    page.locator(".bar .check").click()
    expect(page.locator(".says")).to_have_text(text("editor.long"))
    page.get_by_role("button", name=text("editor.again")).click()
    expect(page.get_by_role("button", name=text("editor.no"))).to_be_focused()
    page.get_by_role("button", name=text("editor.yes")).click()
    expect(page.locator(".cm-content")).to_contain_text("def masked_attention")
    expect(page.locator(".cm-content")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_clipped_or_zoomed_on_a_phone(visit: Visit, scheme: str) -> None:
    page = opened(visit, "three_pieces", width=390, lang="zh", scheme=scheme)
    expect(page.locator(".blank")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    size = page.locator(".cm-content").evaluate("content => parseFloat(getComputedStyle(content).fontSize)")
    assert size >= 16
    assert faults(page) == {}


def test_the_editor_is_fetched_where_write_is_open_alone(visit: Visit) -> None:
    page, fetched = visit("attention", lang="en"), list[str]()
    page.on("request", lambda request: fetched.append(request.url))
    page.get_by_role("radio", name=text("frame.code")).click()
    page.wait_for_url("**attention_part=code**")
    page.wait_for_timeout(500)
    assert not any(address() in url for url in fetched)
    page.get_by_role("radio", name=text("frame.write")).click()
    page.wait_for_url("**attention_part=write**")
    page.get_by_role("radio", name=text(f"exercises.attention.{NAME}.title")).click()
    expect(page.locator(".cm-content")).to_be_visible()
    assert [url.endswith(f"/{address()}") for url in fetched if "code-editor" in url] == [True]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("attention.three_pieces", "en"),  # fill
        ("embeddings.nearest", "zh"),  # write
        ("normalization.running", "en"),  # repair
        ("attention.in_the_model", "zh"),  # use
        ("decoding.top_p", "en"),
        ("workshop.adamw", "zh"),
    ],
)
def test_our_own_answers_are_taken_on_every_rung(visit: Visit, name: str, language: str) -> None:
    exercise = registry.find(name)
    topic, what = name.split(".")
    page = visit(
        topic,
        lang=language,
        sentence="not a dull moment .",
        **{f"{topic}_part": "write", f"{topic}_exercise": what},
    )
    expect(page.locator(".cm-content")).to_be_visible()
    put(page, solution_text(exercise))
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_text(text("write.ours", language), exact=True)).to_be_visible()
