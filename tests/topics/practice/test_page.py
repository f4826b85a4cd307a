"""Practice: the ladder with its states, the file of progress, and cards."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.app.navigation import ROAD
from core.base.i18n import LANGUAGES, label
from core.data.film_sentences import film_sentences
from core.exercises import progress, registry
from core.exercises.capstone.parts import PARTS, parts
from core.exercises.capstone.program import program
from core.exercises.ladder import ordered
from core.exercises.source import solution_text
from core.topics.practice.deck import card
from core.topics.practice.views import capstone, cards
from tests.topics.support import charts, notes, visit, written

Open = Callable[..., AppTest]
TODAY = date.today()
LADDER = ordered(registry.listed(), ROAD)
SEED = 5


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    return tmp_path


def next_button(app: AppTest) -> str:
    return str(app.button(key="practice_next").label)


def test_an_empty_ladder_invites_and_links_every_exercise_in_both_languages(open_app: Open) -> None:
    app = open_app("practice")
    for language in LANGUAGES:
        visit(app, "practice", lang=language)
        text = written(app)
        assert app.title[0].value == label("pages.practice.title", language)
        assert label("practice.empty", language) in text
        first = label(f"exercises.{LADDER[0].name}.title", language)
        assert next_button(app) == label("practice.begin", language, title=first)
        for one in LADDER:
            topic, short = one.name.split(".")
            assert f"({topic}?{topic}_part=write&{topic}_exercise={short})" in text
            assert label(f"exercises.{one.name}.title", language) in text


def test_what_is_due_stands_on_top_and_is_the_next_step(open_app: Open) -> None:
    first, second, third = LADDER[:3]
    progress.note(first.name, "x = 1", True, TODAY)
    progress.note(second.name, "x = 1", False, TODAY)
    progress.note(third.name, "x = 1", True, TODAY - timedelta(1))
    app = open_app("practice", lang="en")
    title = label(f"exercises.{third.name}.title", "en")
    assert next_button(app) == label("practice.go_on", "en", title=title)
    text = written(app)
    assert label("practice.solved", "en", solved=2, count=len(LADDER)) in text
    assert text.index(label("practice.back", "en")) < text.index(first.topic)
    link = {
        one: f"({one.topic}?{one.topic}_part=write&{one.topic}_exercise={one.name.split('.')[1]})"
        for one in LADDER
    }
    assert ":green[:material/check_circle:]](" + link[first][1:] in text
    assert ":orange[:material/pending:]](" + link[second][1:] in text
    assert ":blue[:material/replay:]](" + link[third][1:] in text
    app.button(key="practice_next").click().run()
    assert app.title[0].value == label(f"pages.{third.topic}.title", "en")
    assert app.query_params[f"{third.topic}_exercise"] in (
        third.name.split(".")[1],
        [third.name.split(".")[1]],
    )


def test_all_solved_says_so(open_app: Open) -> None:
    for one in LADDER:
        progress.note(one.name, "", True, TODAY)
    app = open_app("practice", lang="en")
    assert label("practice.all", "en") in written(app)
    assert label("practice.solved", "en", solved=len(LADDER), count=len(LADDER)) in written(app)


def test_a_public_server_shows_the_ladder_and_says_what_is_off(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = open_app("practice", lang="en")
    assert notes(app) == [label("errors.exercises_public", "en")]
    assert label(f"exercises.{LADDER[-1].name}.title", "en") in written(app)
    assert label("practice.keep", "en") not in [one.proto.popover.label for one in app.get("popover")]


def test_a_card_tells_right_from_wrong_and_counts_the_first_answer(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards.random, "randrange", lambda most: SEED)
    app = open_app("practice", lang="en", practice_view="cards")
    first, second = card(SEED, 0), card(SEED, 1)
    wrong = next(option for option in first.options if option != first.right)
    app.radio(key="practice_card_0").set_value(wrong).run()
    assert label("practice.card_wrong", "en") in written(app)
    app.radio(key="practice_card_0").set_value(first.right).run()
    assert label("practice.card_right", "en") in written(app)
    assert first.about.twin.documentation in written(app)
    assert f"{first.about.twin.import_path}\n{first.about.twin.call}" in [code.value for code in app.code]
    assert label("practice.score", "en", right=0, count=1) in written(app)
    app.button(key="practice_card_next").click().run()
    app.radio(key="practice_card_1").set_value(second.right).run()
    assert label("practice.score", "en", right=1, count=2) in written(app)


def test_a_link_of_a_card_opens_its_function(open_app: Open) -> None:
    shown = card(SEED, 0).about
    app = open_app(shown.topic, **{f"{shown.topic}_part": "code", shown.key: shown.twin.name})
    assert app.selectbox(key=f"{shown.key}_list").value == shown.twin.name


def test_the_whole_model_shows_whose_functions_it_has_runs_them_and_is_taken_along(open_app: Open) -> None:
    own = registry.find("inside.pooler")
    progress.note(own.name, solution_text(own), True, TODAY)
    app = open_app("practice", lang="en", practice_view="capstone")
    assert label("practice.capstone_own", "en", own=1, count=len(PARTS)) in written(app)
    for language in LANGUAGES:
        visit(app, "practice", lang=language, view="capstone")
        text = written(app)
        assert text.count(label("practice.part_own", language) + "]") == 1
        assert app.code[0].value.startswith(f'"""{label("practice.file_top", language)}"""')
    app.button(key="practice_run").click().run()
    count = len(film_sentences())
    said = label("practice.agree", "zh", agree=count, count=count, difference="X").split("X")[0]
    assert said in written(app)
    assert len(charts(app)) == 1


def test_what_is_said_of_the_small_set_is_so() -> None:
    namespace: dict[str, Any] = {"__name__": "program"}
    exec(program(parts({}), "", ("", "")), namespace)
    count = len(namespace["small_set"]())
    assert (count * 3 // 4, count - count * 3 // 4) == (capstone.SEEN, capstone.UNSEEN)
    assert len(namespace["small_set"]()) == len(dict(namespace["small_set"]()))


def test_a_public_server_offers_the_program_to_read_and_runs_nothing(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = open_app("practice", lang="en", practice_view="capstone")
    assert notes(app) == [label("errors.exercises_public", "en")]
    assert "practice_run" not in [one.key for one in app.button]
    assert "def judge(folder, texts):" in app.code[0].value


def test_a_part_that_is_wrong_by_now_is_named(open_app: Open) -> None:
    name = "inside.pooler"
    progress.note(name, solution_text(registry.find(name)), True, TODAY)
    progress.note(name, "def pool(x, weight, bias):\n    return x[:, 0, :3]", False, TODAY)
    app = open_app("practice", lang="en", practice_view="capstone")
    app.button(key="practice_run").click().run()
    (told,) = [one.value for one in app.markdown if label("practice.part_wrong", "en") in one.value]
    assert "(inside?inside_part=write&inside_exercise=pooler)" in told
    assert charts(app) == []
