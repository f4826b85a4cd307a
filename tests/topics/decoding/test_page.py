"""Decoding: every part in both languages, the tree's controls, a missing model, bad input."""

import json
from pathlib import Path

import pytest
import streamlit as st

from core.app.page import PARTS
from core.base.i18n import label
from core.models import locate as locating
from core.models.catalog import Entry
from core.models.locate import Located
from tests.fakes import write_tiny_llama
from tests.topics.support import shown

LANGUAGES = ("en", "zh")
SENTENCE = "the film was very good"
SMALL = {"decoding_width": "2", "decoding_steps": "3"}


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch, tiny_llama_folder: Path) -> None:
    """SmolLM2's name leads to the tiny Llama."""
    found = locating._shipped

    def shipped(entry: Entry) -> Located | None:
        tiny = Located(entry.name, tiny_llama_folder, "shipped")
        return tiny if entry.name == "smollm2" else found(entry)

    monkeypatch.setattr(locating, "_shipped", shipped)
    st.cache_resource.clear()


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No weights package and nothing in the cache."""
    monkeypatch.setattr(locating, "_packaged", lambda entry: None)
    st.cache_resource.clear()


def tree_of(app) -> dict:
    charts = app.get("echarts_chart")
    return json.loads(charts[0].proto.spec)["series"][0]["data"][0]


def names_in(data: dict) -> list[str]:
    return [data["name"], *(name for child in data["children"] for name in names_in(child))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.usefixtures("tiny")
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("decoding", lang=language, decoding_part=part, sentence=SENTENCE)
    assert app.title[0].value == label("pages.decoding.title", language)
    assert app.error.len == app.warning.len == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", ["next", "search"])
@pytest.mark.usefixtures("tiny")
def test_the_other_views_in_both_languages(open_app, view: str, language: str) -> None:
    app = open_app("decoding", lang=language, decoding_view=view, sentence=SENTENCE)
    assert shown(app) == ""
    assert app.get("plotly_chart")


@pytest.mark.usefixtures("tiny")
def test_the_tree_follows_its_settings(open_app) -> None:
    app = open_app(
        "decoding", sentence=SENTENCE, decoding_width="2", decoding_steps="3", decoding_samples="0"
    )
    first = names_in(tree_of(app))
    assert 1 + 3 * 2 < len(first) <= 1 + 3 * 6
    app.slider(key="decoding_width").set_value(4).run()
    assert len(names_in(tree_of(app))) > len(first)
    table = app.dataframe[0].value
    assert len(table) == 5  # four beams and greedy
    scores = list(table[label("decoding.best_score", "en")])[:4]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.usefixtures("tiny")
def test_a_prompt_of_ones_own_is_continued(open_app) -> None:
    app = open_app("decoding", sentence=SENTENCE, decoding_prompt="a dull story")
    assert "a dull story" in [text.value for text in app.text]


@pytest.mark.usefixtures("tiny")
def test_a_node_from_the_url_is_shown_forced_and_folded(open_app) -> None:
    app = open_app("decoding", sentence=SENTENCE, **SMALL)
    first = tree_of(app)["children"][0]
    assert first["children"]
    token = first["value"].split("id ")[1].split("\n")[0]  # the hover text names it
    there = open_app("decoding", sentence=SENTENCE, **SMALL, decoding_node=token)
    assert label("decoding.force", "en") in [button.label for button in there.button]
    there.button(key="decoding_fold").click().run()
    assert there.query_params["decoding_folded"] in (token, [token])
    assert label("decoding.unfold", "en") in [button.label for button in there.button]
    there.button(key="decoding_force").click().run()
    assert there.query_params["decoding_forced"] in (token, [token])
    assert len(tree_of(there)["children"]) <= 2  # the forced one, and greedy's or a sampled path
    there.button(key="decoding_start_over").click().run()
    assert "decoding_forced" not in there.query_params


@pytest.mark.usefixtures("tiny")
def test_drawing_is_compared_with_the_probabilities(open_app) -> None:
    app = open_app("decoding", sentence=SENTENCE, decoding_view="next", decoding_top_k="5")
    stages = list(app.dataframe[0].value[label("decoding.cut_left", "en")])
    assert stages[-1] == 5 < stages[0]
    app.button(key="decoding_draw_1000").click().run()
    assert any("χ²" in text.value for text in app.markdown)
    app.button(key="decoding_draw_1").click().run()
    assert label("decoding.drawn_one", "en") in [text.value for text in app.markdown]


@pytest.mark.parametrize(
    "twin",
    ["greedy", "filter_top_k", "filter_top_p", "filter_min_p", "filter_repetition_penalty", "chi_square"],
)
@pytest.mark.usefixtures("tiny")
def test_twins_hold_on_the_prompt(open_app, twin: str) -> None:
    app = open_app("decoding", sentence=SENTENCE, decoding_part="code", decoding_twin=twin)
    assert shown(app) == ""
    assert len([c for c in app.caption if c.value.startswith("Equal within")]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("missing")
def test_without_the_model_the_cases_and_the_twins_still_work(open_app, language: str) -> None:
    app = open_app("decoding", lang=language, sentence=SENTENCE)
    assert label("errors.model_needs_package", language, name="smollm2") in shown(app)
    assert label("decoding.without_model", language) in shown(app)
    cases = open_app("decoding", lang=language, decoding_view="search")
    assert shown(cases) == ""
    assert any("0.054" in text.value for text in cases.markdown)
    code = open_app("decoding", lang=language, decoding_part="code", decoding_twin="filter_top_k")
    assert label("decoding.twin_toy", language) in [caption.value for caption in code.caption]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("tiny")
def test_bad_input_is_told_and_loses_nothing(open_app, language: str) -> None:
    app = open_app("decoding", lang=language)
    app.text_input(key="sentence").set_value("  ").run()
    assert label("errors.text_empty", language) in shown(app)
    app.text_input(key="decoding_prompt").set_value("film " * 60).run()
    assert label("errors.prompt_too_long", language, tokens=60, steps=7, window=64) in shown(app)
    assert app.text_input(key="decoding_prompt").value == "film " * 60


@pytest.mark.usefixtures("tiny")
def test_a_model_without_an_end_token_is_told(open_app, tmp_path: Path) -> None:
    endless = write_tiny_llama(tmp_path / "endless", end=False)
    app = open_app("decoding", sentence=SENTENCE, decoding_model=str(endless))
    assert label("decoding.no_end", "en") in shown(app)
    assert tree_of(app)["children"]


@pytest.mark.usefixtures("tiny")
def test_other_models_are_told_kindly(open_app, tiny_classifier_folder: Path) -> None:
    folder = open_app("decoding", sentence=SENTENCE, decoding_model=str(tiny_classifier_folder))
    assert label("errors.not_causal", "en", folder=tiny_classifier_folder.name) in shown(folder)
    hub = open_app("decoding", sentence=SENTENCE, decoding_model="nobody/nothing")
    assert label("errors.model_not_fetched", "en", name="nobody/nothing") in shown(hub)
    assert label("predict.fetch", "en") in [button.label for button in hub.button]


@pytest.mark.parametrize(
    "parameters",
    [
        {"decoding_width": "nan", "decoding_steps": "1e999", "decoding_penalty": "x"},
        {"decoding_node": "7.x.2", "decoding_folded": "__.._9", "decoding_view": "nonsense"},
        {"decoding_node": "99.1", "decoding_early": "soon", "decoding_twin": "nothing"},
        {"decoding_width": "16", "decoding_steps": "40", "decoding_samples": "8"},
    ],
)
@pytest.mark.usefixtures("tiny")
def test_strange_links_fall_back(open_app, parameters: dict[str, str]) -> None:
    app = open_app("decoding", sentence=SENTENCE, **parameters)
    assert app.error.len == app.warning.len == 0
    assert tree_of(app)["children"]


@pytest.mark.usefixtures("tiny")
def test_a_forced_token_that_does_not_exist_is_told(open_app) -> None:
    app = open_app("decoding", sentence=SENTENCE, decoding_forced="99999")
    assert label("errors.token_unknown", "en", vocabulary=23) in shown(app)


@pytest.mark.usefixtures("tiny")
def test_a_public_server_offers_no_other_model(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    app = open_app("decoding", sentence=SENTENCE, decoding_model="/etc")
    assert shown(app) == ""
    assert "decoding_model" not in [field.key for field in app.text_input]
