"""Pretraining: every part and view in both languages, clicks in the link, live twins, bad input."""

import json
import shutil
from pathlib import Path

import pytest
import streamlit as st

from core.app.page import PARTS
from core.base.i18n import label
from core.base.settings import TOPICS
from core.experiments import record
from core.experiments.record import Record
from core.models import locate as locating
from core.models.catalog import Entry
from core.models.loading import load_tokenizer
from core.models.locate import Located
from core.topics.pretraining.concept import TWINS
from core.topics.pretraining.views.shared import CLASSIC, MAIN
from tests.topics.support import shown

LANGUAGES = ("en", "zh")
CARD = {
    "data": {"held_out_documents": 3},
    "held_out": {
        "top_1": 0.3,
        "top_5": 0.5,
        "top_1_interval_95": [0.2, 0.4],
        "perplexity": 50.0,
        "places": 90,
    },
    "baselines": {"most_frequent": 0.05, "left_trigram": 0.2, "two_sided_trigram": 0.3},
    "next_sentence": {
        "sentences": {"pairs": 10, "accuracy": 0.6, "accuracy_interval_95": [0.3, 0.8]},
        "packed": {"pairs": 10, "accuracy": 0.7, "accuracy_interval_95": [0.4, 0.9]},
    },
    "base": {
        "card": {"base": {"name": "minilm"}, "command": "python -m core.topics.pretraining.training --no-nsp"}
    },
    "recipe": {"pairs": "packed"},
    "command": "python -m core.topics.pretraining.training",
}
SCORE = {"accuracy": 0.3, "interval": [0.28, 0.33]}
LEAD = {"lost": 20, "gained": 90, "chance": 1e-9}
FALL = {"lost": 90, "gained": 20, "chance": 1e-9}
NUMBERS = {
    "mask_sides": {
        "places": 1000,
        "steps": [0, 60],
        "sides": {side: [SCORE, SCORE] for side in ("both", "left", "right")},
        "against": {"left": LEAD, "right": LEAD},
    },
    "mask_rate": {
        "places": 1000,
        "rates": [0.05, 0.15, 0.4, 0.8],
        "scores": [SCORE] * 4,
        "steps": [FALL] * 3,
        "whole": FALL,
    },
}
VIEWS = ("guess", "sides", "corrupt", "next")
SENTENCE = "the acting is superb , but the story goes nowhere ."


@pytest.fixture(autouse=True)
def tiny_network(tiny_pretraining_folder: Path, tmp_path: Path, monkeypatch) -> Path:
    """A tiny network with a card stands where the shipped one would; the folder that stands for it."""
    folder = Path(shutil.copytree(tiny_pretraining_folder, tmp_path / MAIN))
    (folder / "model_card.json").write_text(json.dumps(CARD), encoding="utf-8")
    shipped = locating._shipped

    def found(entry: Entry) -> Located | None:
        there = folder.is_dir()
        return (Located(MAIN, folder, "shipped") if there else None) if entry.name == MAIN else shipped(entry)

    monkeypatch.setattr(locating, "_shipped", found)
    st.cache_resource.clear()
    return folder


@pytest.fixture(autouse=True)
def made_records(tmp_path: Path, monkeypatch) -> Path:
    """Records of the claims that need the network, beside the shipped ones; the folder they lie in."""
    folder = Path(shutil.copytree(TOPICS / "pretraining" / "experiments", tmp_path / "experiments"))
    machine = {"kind": "x86_64", "cores": 2}
    for name, numbers in NUMBERS.items():
        command = f"python -m core.experiments {name}"
        made = Record(name, "full", 42, command, {"torch": "2.13.0"}, machine, {}, {}, 61.0, numbers)
        (folder / f"{name}.json").write_text(made.to_json(), encoding="utf-8")
    monkeypatch.setattr(record, "shipped", lambda name: folder / f"{name}.json")
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_our_network_the_page_says_how_to_get_one_and_the_rest_works(
    open_app, tiny_network: Path, language: str
) -> None:
    shutil.rmtree(tiny_network)
    for part in ("see", "compute", "code", "measured"):
        app = open_app("pretraining", lang=language, pretraining_part=part, pretraining_view="guess")
        assert label("errors.pretraining_no_network", language, name=MAIN) in shown(app)
    app = open_app("pretraining", lang=language)  # opens with the view that needs no network
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [part for part in PARTS if part != "see"])
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("pretraining", lang=language, pretraining_part=part)
    assert app.title[0].value == label("pages.pretraining.title", language)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_in_both_languages(open_app, language: str) -> None:
    app = open_app("pretraining", lang=language)
    for view in VIEWS:
        app.query_params["pretraining_view"] = view
        app.run()
        assert not app.exception
        assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_network_s_figures_and_three_claims_are_shown(open_app, language: str) -> None:
    app = open_app("pretraining", lang=language, pretraining_part="measured")
    specs = [json.loads(one.proto.spec) for one in app.get("plotly_chart")]
    titles = [spec["layout"]["title"]["text"] for spec in specs]
    claims = [label(f"experiments.{name}.title", language) for name in (*NUMBERS, "mask_mix")]
    network = label("pretraining.network_title", language, documents=CARD["data"]["held_out_documents"])
    assert titles == [network, *claims]
    said = "".join(text.value for text in app.markdown)
    told = {"places": 1000, "chance": 1e-9}
    rates = {f"at_{rate}": 0.3 for rate in (5, 15, 40, 80)}
    sides = {f"{side}{when}": 0.3 for side in ("both", "left", "right") for when in ("", "_before")}
    assert label("experiments.mask_sides.verdict_held", language, **told, **sides, steps=60) in said
    assert label("experiments.mask_rate.verdict_held", language, **told, **rates, rises=0) in said
    stages = [code.value for code in app.code][:2]
    assert stages == [CARD["base"]["card"]["command"], CARD["command"]]


def test_a_claim_that_was_not_measured_leaves_the_others(open_app, made_records: Path) -> None:
    (made_records / "mask_sides.json").unlink()
    app = open_app("pretraining", pretraining_part="measured")
    assert label("errors.experiment_missing", "en", name="mask_sides") in shown(app)
    assert len(app.get("plotly_chart")) == 3


def test_with_nothing_hidden_the_page_invites(open_app) -> None:
    app = open_app("pretraining", pretraining_holes="none")
    assert label("pretraining.no_holes", "en") in shown(app)


@pytest.mark.parametrize("value", ["nonsense", "-1", "0,99,3.5", "1e9"])
def test_bad_settings_in_the_url_fall_back(open_app, value: str) -> None:
    settings = dict.fromkeys(("view", "holes", "put", "place", "seed", "token", "form", "model"), value)
    app = open_app("pretraining", **{f"pretraining_{name}": given for name, given in settings.items()})
    assert not app.exception
    assert label("errors.unexpected", "en") not in shown(app)
    app = open_app("pretraining", pretraining_part="compute", pretraining_put="3.999999_0.5_4.7")
    assert shown(app) == ""


def test_a_guess_is_worked_out_to_the_forward_passes(open_app) -> None:
    app = open_app("pretraining", pretraining_part="compute", sentence=SENTENCE, pretraining_place="4")
    told = next(caption.value for caption in app.caption if "float64" in caption.value)
    assert float(told.rsplit(" ", 1)[1]) < 1e-5


def test_every_twin_holds_on_the_sentence(open_app) -> None:
    app = open_app("pretraining", pretraining_part="code")
    for twin in TWINS:
        app.query_params["pretraining_twin"] = twin.name
        app.run()
        tolerance = {"relative": f"{twin.relative:.0e}", "absolute": f"{twin.absolute:.0e}"}
        holds = label("twins.holds", "en", dtype="float32", **tolerance)
        assert holds in [caption.value for caption in app.caption], twin.name


def test_pairs_are_drawn_and_swapped(open_app) -> None:
    app = open_app("pretraining", pretraining_view="next")
    press = {button.label: button for button in app.button}
    press[label("pretraining.draw", "en")].click().run()
    drawn = app.text_input(key="sentence").value, app.text_input(key="pretraining_second").value
    answers = [label(f"pretraining.drawn_{answer}", "en") for answer in ("yes", "no")]
    assert any(answer in shown(app) for answer in answers)
    there, back = (metric.value for metric in app.metric)
    press = {button.label: button for button in app.button}
    press[label("pretraining.swap", "en")].click().run()
    assert (app.text_input(key="pretraining_second").value, app.text_input(key="sentence").value) == drawn
    assert [metric.value for metric in app.metric] == [back, there]
    assert not any(answer in shown(app) for answer in answers)


def test_another_draw_counts_anew(open_app) -> None:
    app = open_app("pretraining", pretraining_view="corrupt")
    app.button[0].click().run()
    assert app.query_params["pretraining_seed"] == "43"
    assert not app.exception


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_classic_model_that_is_not_here_says_how_to_get_it(open_app, language: str) -> None:
    app = open_app("pretraining", lang=language, pretraining_model=CLASSIC)
    assert label("errors.model_not_fetched", language, name=CLASSIC) in shown(app)
    assert not app.exception


def test_the_classic_model_guesses_where_it_is_in_the_local_cache(
    open_app, tiny_pretraining_folder: Path, monkeypatch
) -> None:
    cached = {CLASSIC: tiny_pretraining_folder}  # a stand-in of few words
    monkeypatch.setattr("core.models.locate._from_cache", cached.get)
    app = open_app("pretraining", pretraining_model=CLASSIC, pretraining_part="compute")
    assert shown(app) == ""
    words = load_tokenizer(tiny_pretraining_folder)
    told = label("pretraining.compute_softmax", "en", tokens=len(words))
    assert any(told in text.value for text in app.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_blank_and_long_sentences_are_told(open_app, view: str, language: str) -> None:
    app = open_app("pretraining", lang=language, pretraining_view=view)
    app.text_input(key="sentence").set_value("   ").run()
    assert label("errors.text_empty", language) in shown(app)
    app.text_input(key="sentence").set_value("film " * 300).run()
    assert label("inside.cut", language, read=128, cut=174) in shown(app)
    assert not app.exception
