"""Home: the road, the shared sentence, and its verdict at once."""

import re
from datetime import date

import pytest

from core.app.models.model_line import model_line
from core.app.navigation import ROAD
from core.app.state import in_language, translator
from core.base.i18n import LANGUAGES, label
from core.base.settings import TOPICS
from core.exercises import progress, registry
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.classifiers import load_classifier
from tests.topics.support import EXAMPLE, captions, component, component_names, notes, visit

CHINESE = "房间又大又干净"


def test_home_answers_in_both_languages(open_app) -> None:
    app = open_app()
    prediction = load_classifier(MAIN_MODEL).classify([EXAMPLE])[0]
    percent = f"{prediction.probability * 100:.1f}"
    for language in LANGUAGES:
        visit(app, "home", lang=language)
        assert app.title[0].value == label("pages.home.title", language)
        assert component_names(app) == ["verdict", "road"]
        stops = component(app, "road")[0]["stops"]
        assert [stop["name"] for stop in stops] == list(ROAD)
        assert [stop["title"] for stop in stops] == [label(f"pages.{name}.menu", language) for name in ROAD]
        card = component(app, "verdict")[0]
        assert card["share"] == pytest.approx(prediction.probability, abs=1e-5)
        positive = label("verdict.positive", language)
        assert card["headline"] == label("verdict.headline", language, percent=percent, verdict=positive)
        assert card["model"] == label(f"models.{MAIN_MODEL}", language)
        assert notes(app) == []


def test_home_says_how_many_exercises_are_solved(open_app, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    count, (first, second, *_) = len(registry.listed()), registry.names()
    progress.note(first, "", True, date.today())
    progress.note(second, "", False, date.today())
    app = open_app()
    for language in LANGUAGES:
        visit(app, "home", lang=language)
        (link,) = app.get("page_link")
        assert link.proto.label == label("home.write", language, solved=1, count=count)
        assert link.proto.page.strip("/") == "practice"


def test_sentence_comes_from_the_url_and_is_judged(open_app) -> None:
    app = open_app(sentence="dull .")
    assert app.text_input(key="sentence").value == "dull ."
    assert component(app, "verdict")[0]["tone"] == "negative"


def test_sentences_that_cannot_be_judged_are_told(open_app) -> None:
    app = open_app()
    app.text_input(key="sentence").set_value("   ").run()
    assert notes(app) == [label("errors.text_empty", "en")]
    assert component_names(app) == ["road"]
    app.text_input(key="sentence").set_value("Отличный фильм").run()
    assert notes(app) == [label("verdict.note_not_english", "en")]
    assert component_names(app) == ["verdict", "road"]


def test_a_chinese_sentence_is_answered_by_the_chinese_model(open_app) -> None:
    app = open_app(sentence=CHINESE)
    probability = load_classifier(CHINESE_MODEL).classify([CHINESE])[0].probability
    for language in LANGUAGES:
        visit(app, "home", lang=language)
        with in_language(language):
            assert model_line(translator(), CHINESE_MODEL) in captions(app)
        card = component(app, "verdict")[0]
        assert card["model"] == label(f"models.{CHINESE_MODEL}", language)
        assert card["share"] == pytest.approx(probability, abs=1e-4)
        assert notes(app) == []


def test_every_station_has_its_picture() -> None:
    drawn = (TOPICS / "home" / "component" / "pictures.js").read_text(encoding="utf-8")
    assert tuple(sorted(re.findall(r"^  (\w+): ", drawn, re.MULTILINE))) == tuple(sorted(ROAD))
