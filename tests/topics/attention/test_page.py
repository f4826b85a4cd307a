"""Attention: every part and view in both languages, and input that is hard to look at."""

import pytest
import torch

from core.app.models.cached_models import classifier
from core.app.page import PARTS
from core.base.i18n import label
from core.models.bert.weights import MOST_TOKENS as MOST_READ
from core.topics.attention.bertviz import MOST_TOKENS, available
from tests.topics.support import shown

LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("attention", lang=language, attention_part=part)
    assert app.title[0].value == label("pages.attention.title", language)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "settings",
    [
        {"attention_measure": "contribution"},
        {"attention_measure": "rollout", "attention_layer": "4", "attention_layers": "2,5"},
        {"attention_view": "kinds", "attention_kind": "additive.local", "attention_window": "3"},
        {"attention_view": "pair", "attention_query": "3", "attention_key": "0"},
        {"attention_second": "but i liked it", "attention_pair": "ab"},
    ],
    ids=lambda settings: next(iter(settings.values())),
)
def test_every_view_in_both_languages(open_app, settings: dict[str, str], language: str) -> None:
    assert shown(open_app("attention", lang=language, **settings)) == ""


def test_every_twin_holds_on_the_sentence(open_app) -> None:
    from core.topics.attention.twins import TWINS

    app = open_app("attention", attention_part="code")
    for twin in TWINS:
        app.selectbox(key="attention_twin_list").set_value(twin.name).run()
        dtype = str(twin.dtype).removeprefix("torch.")
        tolerance = {"relative": f"{twin.relative:.0e}", "absolute": f"{twin.absolute:.0e}"}
        holds = label("twins.holds", "en", dtype=dtype, **tolerance)
        assert holds in [caption.value for caption in app.caption], twin.name


def test_row_sums_are_shown_for_every_range(open_app) -> None:
    for kind in ("global", "causal_local"):
        app = open_app("attention", attention_part="compute", attention_range=kind, attention_query="2")
        assert any("**1.000000**" in text.value for text in app.markdown), kind


@pytest.mark.parametrize(
    "settings", [{}, {"attention_view": "kinds"}, {"attention_view": "pair"}, {"attention_part": "compute"}]
)
def test_one_token_and_nothing_else(open_app, settings: dict[str, str]) -> None:
    assert shown(open_app("attention", sentence=".", **settings)) == ""


def test_long_text_is_cut_and_said(open_app) -> None:
    app = open_app("attention")
    app.text_input(key="sentence").set_value("good " * 600).run()
    assert label("inside.cut", "en", read=MOST_READ, cut=602 - MOST_READ) in shown(app)
    assert not app.exception


def test_unknown_characters_are_said(open_app) -> None:
    assert label("verdict.note_unknown", "en") in shown(open_app("attention", sentence="😀😀😀"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_sentence_invites(open_app, language: str) -> None:
    app = open_app("attention", lang=language)
    app.text_input(key="sentence").set_value("   ").run()
    assert label("errors.text_empty", language) in shown(app)


def test_nonsense_in_the_url_falls_back(open_app) -> None:
    nonsense = {
        "attention_layer": "99999999999",
        "attention_head": "-1",
        "attention_more": "x,77,²",
        "attention_least": "nan",
        "attention_pair": "<b>",
        "attention_pin": "l<script>",
        "attention_kind": "no.no",
        "attention_window": "wide",
        "attention_view": "kinds",
    }
    for view in ("model", "kinds"):
        assert shown(open_app("attention", **{**nonsense, "attention_view": view})) == ""


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # BertViz leaves its files open
@pytest.mark.skipif(not available(), reason="BertViz is not installed")
@pytest.mark.parametrize("which", ["head", "model"])
def test_bertviz_is_for_short_texts(open_app, which: str) -> None:
    app = open_app("attention", attention_view="bertviz", attention_bertviz=which)
    assert shown(app) == ""
    long = open_app("attention", attention_view="bertviz", sentence="good " * 40)
    assert label("attention.bertviz_long", "en", tokens=42, most=MOST_TOKENS) in shown(long)


def test_missing_bertviz_says_how_to_get_it(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.topics.attention.bertviz.available", lambda: False)
    app = open_app("attention", attention_view="bertviz")
    assert "requirements-bertviz.txt" in shown(app)


def test_a_model_without_maps_is_said(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stubborn:
        network = torch.nn.Module()

    Stubborn.network.forward = lambda **_: None
    app = open_app("attention", attention_part="see")
    classifier.clear()
    monkeypatch.setattr("core.models.classifiers.load_classifier", lambda name: Stubborn)
    app.segmented_control(key="attention_part").set_value("code").run()
    classifier.clear()
    assert "sst2-minilm" in shown(app)
    assert label("errors.attention_empty", "en", name="sst2-minilm") in shown(app)
