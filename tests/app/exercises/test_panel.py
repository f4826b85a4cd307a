"""The part Write: what is asked, checked, hinted and shown, with a check that answers at once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.app.exercises import work
from core.app.exercises.checks import Checks
from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label
from core.exercises import registry
from core.exercises.exercise import Exercise
from core.exercises.feedback import Feedback, Verdict
from core.exercises.runner import client
from core.exercises.source import solution_text, start_text
from tests.shared.pages import concept_pages
from tests.topics.support import buttons, captions, component, component_names, notes, written

NAME = "attention.scaled_dot_product"
RIGHT, WRONG, BROKEN, LATER = "right", "wrong", "broken", "later"
OURS = solution_text(registry.find(NAME)).strip()
Open = Callable[..., AppTest]


class Typist:
    """In place of a browser: what is typed next is checked when the page is drawn; `checked` is all of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.next: str | None = None
        self.checked: list[tuple[str, Any]] = []
        draw = work.code_editor

        def editor(code: Any, t: Any, check: Callable[[str], None], **look: Any) -> None:
            draw(code, t, check, **look)
            if self.next is not None and not look["is_fixed"]:
                typed, self.next = self.next, None
                check(typed)

        def answer(exercise: Exercise, code: str, own: Any) -> Verdict:
            self.checked.append((code, own))
            if code == BROKEN:
                raise SentiscopeError("exercise_unknown", name="x", names="y")
            if code == RIGHT:
                return Verdict(True, (Feedback("passed", "write.last"),), difference=1.5e-7)
            return Verdict(False, (Feedback("mistake", f"exercises.{NAME}.mistake_no_root"),), line=2)

        monkeypatch.setattr(work, "code_editor", editor)
        monkeypatch.setattr(work, "check", answer)

    def type(self, app: AppTest, code: str) -> AppTest:
        """Type, press Check, and look."""
        self.next = code
        app.run()
        return app.run()


@pytest.fixture
def typist(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Typist:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setenv("SENTISCOPE_WARM_UP", "0")
    return Typist(monkeypatch)


@pytest.fixture
def write(open_app: Open, typist: Typist) -> Open:
    def opened(name: str = NAME, **parameters: str) -> AppTest:
        short = name.split(".", 1)[1]
        return open_app("attention", attention_part="write", attention_exercise=short, **parameters)

    return opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exercise_asks_its_question_and_shows_what_one_starts_from(write: Open, language: str) -> None:
    app = write(lang=language)
    for one in (one for one in registry.listed() if one.topic == "attention"):
        app.query_params["attention_exercise"] = one.name.split(".", 1)[1]
        app.run()
        assert not app.exception
        without_links = re.sub(r'\[([^\]]*)\]\(\S+ "[^"]*"\)', r"\1", written(app))
        assert label(f"exercises.{one.name}.question", language) in without_links
        if one.rung == "choose":
            assert component_names(app) == []
            continue
        data, _ = component(app, "editor")
        assert data["start"] == start_text(registry.find(one.name), language)
        assert (data["isFixed"], data["isBusy"], data["wrong"]) == (False, False, None)


def test_a_wrong_answer_is_named_and_its_line_marked(write: Open, typist: Typist) -> None:
    app = typist.type(write(), WRONG)
    assert label(f"exercises.{NAME}.mistake_no_root", "en") in written(app)
    assert component(app, "editor")[0]["wrong"] == {"code": WRONG, "line": 2}
    assert OURS not in [code.value for code in app.code]


def test_the_check_gets_the_arguments_from_the_learners_own_sentence(write: Open, typist: Typist) -> None:
    app = write(sentence="dull .")
    typist.type(app, WRONG)
    [(_, (queries, keys, values))] = typist.checked
    assert queries.shape[-2] == keys.shape[-2] == values.shape[-2] == len(["[CLS]", "dull", ".", "[SEP]"])
    app = write("attention.in_the_model", sentence="dull .")
    typist.type(app, WRONG)
    ids, mask = typist.checked[-1][1]
    assert (ids.shape, mask.tolist()) == ((1, 4), [[1, 1, 1, 1]])


def test_a_blank_sentence_is_said_and_the_exercise_is_checked_all_the_same(
    write: Open, typist: Typist
) -> None:
    app = write()
    app.text_input(key="sentence").set_value("   ").run()
    assert label("errors.text_empty", "en") in notes(app)
    typist.type(app, WRONG)
    assert typist.checked == [(WRONG, None)]


def test_a_right_answer_is_marked_and_leads_to_ours_the_librarys_and_the_next(
    write: Open, typist: Typist
) -> None:
    app = typist.type(write(), RIGHT)
    codes = [code.value for code in app.code]
    assert codes[:2] == [RIGHT, OURS]
    assert "F.scaled_dot_product_attention" in codes[2]
    assert ":material/check:" in chooser(app, NAME)
    assert ":material/check:" not in chooser(app, "attention.masked")
    following = label("write.next", "en", title=label("exercises.attention.masked.title", "en"))
    app.button(key="exercise_next").click().run()
    assert following not in buttons(app)
    assert app.query_params["attention_exercise"] in ("masked", ["masked"])
    assert component(app, "editor")[0]["exercise"] == "attention.masked"


def chooser(app: AppTest, name: str) -> str:
    """What stands on the button by which an exercise is chosen."""
    title = label(f"exercises.{name}.title", "en")
    (row,) = [group for group in app.get("button_group") if group.key == "attention_exercise"]
    (text,) = [one.content for one in row.proto.options if title in one.content]
    return text


def test_hints_come_one_at_a_time(write: Open) -> None:
    app, hints = write(), [label(f"exercises.{NAME}.hint_{number}", "en") for number in (1, 2, 3)]
    for shown in range(3):
        assert [hint in written(app) for hint in hints] == [number < shown for number in range(3)]
        app.button(key="exercise_hint").click().run()
    assert all(hint in written(app) for hint in hints)
    assert "exercise_hint" not in [button.key for button in app.button]


def test_the_solution_is_shown_after_one_question(write: Open) -> None:
    app = write()
    app.button(key="exercise_solution").click().run()
    assert label("write.sure", "en") in written(app)
    app.button(key="exercise_try_on").click().run()
    assert OURS not in [code.value for code in app.code]
    app.button(key="exercise_solution").click().run()
    app.button(key="exercise_show").click().run()
    assert OURS in [code.value for code in app.code]


def test_an_option_is_answered_and_the_right_one_is_marked(write: Open) -> None:
    app = write("attention.library")
    radio = app.radio(key="exercise_option_attention.library")
    radio.set_value("cosine").run()
    assert label("exercises.attention.library.reply_cosine", "en") in written(app)
    assert ":material/check:" not in chooser(app, "attention.library")
    radio.set_value("fused").run()
    assert label("exercises.attention.library.reply_fused", "en") in written(app)
    assert ":material/check:" in chooser(app, "attention.library")


def test_an_error_of_ours_is_one_sentence(write: Open, typist: Typist) -> None:
    app = typist.type(write(), BROKEN)
    assert label("errors.exercise_unknown", "en", name="x", names="y") in notes(app)
    assert not app.exception
    typist.type(app, WRONG)
    assert label(f"exercises.{NAME}.mistake_no_root", "en") in written(app)


def test_a_check_that_lasts_leaves_the_page_usable(
    write: Open, typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = write()
    with monkeypatch.context() as slow:
        slow.setattr(Checks, "is_busy", lambda checks, seconds=0.0: checks._running is not None)
        typist.type(app, WRONG)
        assert f":material/hourglass_top: {label('write.checking', 'en')}" in captions(app)
        assert component(app, "editor")[0]["isBusy"]
        app.button(key="exercise_hint").click().run()
        assert label(f"exercises.{NAME}.hint_1", "en") in written(app)
    app.run()
    assert label(f"exercises.{NAME}.mistake_no_root", "en") in written(app)


@pytest.mark.parametrize("where", ["public", "heard"])
def test_where_code_is_not_run_it_is_read_and_the_reason_is_said(
    write: Open, typist: Typist, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(client, "runner", lambda: pytest.fail("a process for code was asked for"))
    if where == "public":
        monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    else:
        monkeypatch.setattr("core.app.exercises.done._address", lambda: "0.0.0.0")
    app = typist.type(write(), RIGHT)
    assert label(f"errors.exercises_{where}", "en") in notes(app)
    assert component(app, "editor")[0]["isFixed"]
    assert typist.checked == []
    assert label("write.protection", "en") not in captions(app)
    app = write("attention.library")
    app.radio(key="exercise_option_attention.library").set_value("fused").run()
    assert label("exercises.attention.library.reply_fused", "en") in written(app)


def test_code_is_never_in_the_url(write: Open, typist: Typist) -> None:
    app = typist.type(write(), "secret = 1")
    assert not any("secret" in str(app.query_params[key]) for key in app.query_params)
    app = write("attention.unknown")
    assert component_names(app) == [], "an unknown name opens the first exercise, which is to choose"


@pytest.mark.parametrize("page", [name for name, one in concept_pages().items() if one.write])
def test_every_exercise_of_a_page_opens_with_its_own_inputs(
    open_app: Open, typist: Typist, page: str
) -> None:
    """What the part Code gives an exercise's twin can be had here, too: no page says otherwise."""
    app = open_app(page, **{f"{page}_part": "write"})
    for one in (one for one in registry.listed() if one.topic == page):
        app.query_params[f"{page}_exercise"] = one.name.split(".", 1)[1]
        app.run()
        assert not app.exception
        assert [warning.value for warning in (*app.warning, *app.error)] == [], one.name
        assert label(f"write.rung_{one.rung}", "en") in written(app)
