"""Pretraining: what every screen holds, clicks in the link, live twins, bad input."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import transformers
from streamlit.runtime.caching.cache_resource_api import clear_session_cache
from streamlit.testing.v1 import AppTest

from core.app.glossary import linked
from core.app.models import cached_models
from core.base.i18n import LANGUAGES, label
from core.base.settings import TOPICS
from core.data.example_sentences import EXAMPLES, SHOWS_SENSES
from core.experiments import record
from core.experiments.record import Record
from core.models import locate as locating
from core.models.catalog import Entry
from core.models.loading import load_tokenizer
from core.models.locate import Located
from core.topics.pretraining.concept import TWINS
from core.topics.pretraining.next_sentence import draw_pair, first_pair
from core.topics.pretraining.views import contexts, shared
from core.topics.pretraining.views.shared import CLASSIC, MAIN
from tests.topics.support import (
    Screen,
    captions,
    chart,
    component,
    component_names,
    holds_its_screens,
    numbers,
    outcome,
    read_number,
    shown,
    visit,
)

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
        "batch": 16,
        "block": 64,
        "steps": [0, 60],
        "sides": {side: [SCORE, SCORE] for side in ("both", "left", "right")},
        "against": {"left": LEAD, "right": LEAD},
    },
    "mask_rate": {
        "places": 1000,
        "block": 128,
        "rates": [0.05, 0.15, 0.4, 0.8],
        "scores": [SCORE] * 4,
        "steps": [FALL] * 3,
        "whole": FALL,
    },
}
SENSES = SHOWS_SENSES["en"]
VIEWS = ("guess", "sides", "contexts", "corrupt", "next")
SENTENCE = "the acting is superb , but the story goes nowhere ."


def forget_networks() -> None:
    """Whatever the app, and the session of the tests, keep of a network under its name."""
    clear_session_cache("test session id")
    for kept in (cached_models.card, cached_models.guessing_network, shared.opened, contexts.corpus):
        kept.clear()


@pytest.fixture(autouse=True)
def tiny_network(tiny_pretraining_folder: Path, tmp_path: Path, monkeypatch) -> Iterator[Path]:
    """A tiny network with a card stands where the shipped one would; the folder that stands for it."""
    folder = Path(shutil.copytree(tiny_pretraining_folder, tmp_path / MAIN))
    (folder / "model_card.json").write_text(json.dumps(CARD), encoding="utf-8")
    shipped = locating._shipped

    def found(entry: Entry) -> Located | None:
        there = folder.is_dir()
        return (Located(MAIN, folder, "shipped") if there else None) if entry.name == MAIN else shipped(entry)

    monkeypatch.setattr(locating, "_shipped", found)
    forget_networks()
    yield folder
    forget_networks()  # the next page is to find the shipped one


@pytest.fixture(autouse=True)
def made_records(tmp_path: Path, monkeypatch) -> Path:
    """Records of the claims that need the network, beside the shipped ones; the folder they lie in."""
    folder = Path(shutil.copytree(TOPICS / "pretraining" / "experiments", tmp_path / "experiments"))
    machine = {"kind": "x86_64", "cores": 2}
    for name, values in NUMBERS.items():
        command = f"python -m core.experiments {name}"
        made = Record(name, "full", 42, command, {"torch": "2.13.0"}, machine, {}, {}, 61.0, values)
        (folder / f"{name}.json").write_text(made.to_json(), encoding="utf-8")
    monkeypatch.setattr(record, "shipped", lambda name: folder / f"{name}.json")
    return folder


def test_without_our_network_the_page_says_how_to_get_one_and_the_rest_works(
    open_app, tiny_network: Path
) -> None:
    shutil.rmtree(tiny_network)
    app = open_app("pretraining")
    assert shown(app) == ""  # it opens with the view that needs no network
    assert component_names(app) == ["cloze"]
    for language in LANGUAGES:
        for part in ("see", "compute", "code", "measured"):
            visit(app, "pretraining", lang=language, part=part, view="guess")
            assert label("errors.pretraining_no_network", language, name=MAIN) in shown(app)


SEE = {"part": "see", "sentence": SENTENCE}
SCREENS = (
    Screen({**SEE, "view": "guess"}, components=["cloze"]),
    Screen({**SEE, "view": "sides"}, components=["cloze"]),
    Screen(
        {**SEE, "view": "contexts", "place": "3"}, [("pretraining.paths_title", {"token": "is"})], ["cloze"]
    ),
    Screen({**SEE, "view": "corrupt"}, [("pretraining.shares_title", {"draws": "1,000"})], ["cloze"]),
    Screen(
        {**SEE, "view": "next", "pairs": "ours"},
        components=["cloze"],
        metrics=["pretraining.is_next", "pretraining.swapped"],
        notes=["pretraining.drawn_clear"],
    ),
    Screen(
        {**SEE, "view": "next", "pairs": "mine"},
        components=["cloze"],
        metrics=["pretraining.is_next", "pretraining.swapped"],
    ),
)


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("pretraining", sentence=SENTENCE)
    documents = {"documents": CARD["data"]["held_out_documents"]}
    claims = (*NUMBERS, "mask_mix")
    holds_its_screens(
        app, "pretraining", SCREENS, claims, TWINS, before=[("pretraining.network_title", documents)]
    )


def library_guesses(folder: Path, sentence: str, hole: int) -> torch.Tensor:
    """The library's probabilities for a masked token, (V,)."""
    network = transformers.BertForPreTraining.from_pretrained(folder).eval()
    tokenizer = load_tokenizer(folder)
    inputs = tokenizer(sentence, return_tensors="pt")
    inputs["input_ids"][0, hole] = tokenizer.mask_token_id
    with torch.inference_mode():
        return network(**inputs).prediction_logits[0, hole].softmax(-1)


def test_guesses_are_the_library_s(open_app, tiny_network: Path) -> None:
    app = open_app("pretraining", sentence="the film is a slow film", pretraining_holes="2,5")
    data = component(app, "cloze")[0]
    assert [chip["state"] for chip in data["tokens"]].count("hole") == 2
    visit(app, "pretraining", holes="5")
    (card,) = component(app, "cloze")[0]["cards"]
    expected = library_guesses(tiny_network, "the film is a slow film", 5)
    told = {row["id"]: row["probability"] for row in card["rows"]}
    assert max(told.values()) == pytest.approx(expected.max().item(), abs=1e-5)
    assert told == pytest.approx({token: expected[token].item() for token in told}, abs=1e-5)


def test_similar_contexts_are_found_by_layer_and_by_the_word_alone(open_app, tiny_network: Path) -> None:
    app = open_app("pretraining", pretraining_view="contexts", sentence="the film is a slow film")
    visit(app, "pretraining", place="2")
    (tokens, (near, alone)) = (component(app, "cloze")[0][name] for name in ("tokens", "cards"))
    assert [token["state"] for token in tokens].index("chosen") == 2
    assert [row["text"].lower() for row in alone["rows"]] == ["film"] * len(alone["rows"])
    assert {row["percent"] for row in alone["rows"]} == {"1.000"}  # one row of the table for one word
    said_cosines = [float(row["percent"].replace("\u2212", "-")) for row in near["rows"]]
    assert said_cosines == sorted(said_cosines, reverse=True)
    figure = chart(app, ("pretraining.paths_title", {"token": "film"}))
    layers = transformers.AutoConfig.from_pretrained(tiny_network).num_hidden_layers
    drawn = [float(numbers(line["y"])[layers]) for line in figure["data"][: len(said_cosines)]]
    assert drawn == pytest.approx(said_cosines, abs=6e-4)
    visit(app, "pretraining", depth="0")
    (shown_near, _) = component(app, "cloze")[0]["cards"]
    assert shown_near["title"] == label(
        "pretraining.by_context", "en", stage=label("inside.after_embeddings", "en")
    )
    assert shown_near["rows"] != near["rows"]


def test_a_sentence_of_many_senses_is_offered(open_app) -> None:
    app = open_app("pretraining", pretraining_view="contexts")
    app.button(key=f"offer_{SENSES}").click().run()
    assert app.text_input(key="sentence").value == SENSES
    assert not [button for button in app.button if button.key == f"offer_{SENSES}"]
    assert shown(app) == ""


@pytest.mark.parametrize("example", ["but", "negation", "irony", "typo", "long"])
def test_the_first_draw_shows_a_corruption(open_app, example: str) -> None:
    """A fixed seed chooses no token of some sentences; the picture of the corruption then showed none."""
    app = open_app("pretraining", pretraining_view="corrupt", sentence=EXAMPLES[example])
    chips = component(app, "cloze")[0]["tokens"]
    assert any(chip["state"] == "hole" for chip in chips)
    assert sum(chip["state"] == "hole" or bool(chip["tone"]) for chip in chips) >= 2


def test_of_a_thousand_draws_fifteen_in_a_hundred_tokens_are_chosen(open_app) -> None:
    app = open_app("pretraining", pretraining_view="corrupt", sentence=SENTENCE)
    figure = chart(app, ("pretraining.shares_title", {"draws": "1,000"}))
    *bars, expected = figure["data"]
    untouched, masked, random, kept = (numbers(bar["x"])[0] for bar in bars)
    assert untouched + masked + random + kept == pytest.approx(1)
    assert numbers(expected["x"]) == pytest.approx([0.85, 0.12, 0.015, 0.015], abs=0.05)
    assert masked > random
    states = [chip["state"] for chip in component(app, "cloze")[0]["tokens"]]
    assert (states[0], states[-1]) == ("special", "special")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_network_s_figures_and_claims_are_the_records(open_app, language: str) -> None:
    app = open_app("pretraining", lang=language, pretraining_part="measured")
    said = "".join(text.value for text in app.markdown)
    for name in ("mask_sides", "mask_rate"):
        assert outcome(name, language) in said
        assert "1,000" in outcome(name, language)  # the record's places
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


def test_bad_settings_in_the_url_fall_back(open_app) -> None:
    app = open_app("pretraining")
    names = ("view", "holes", "put", "place", "seed", "token", "form", "model")
    for value in ("nonsense", "-1", "0,99,3.5", "1e9"):
        visit(app, "pretraining", part="see", **dict.fromkeys(names, value))
        assert label("errors.unexpected", "en") not in shown(app)
        assert component_names(app) == ["cloze"]
    visit(app, "pretraining", part="compute", put="3.999999_0.5_4.7")
    assert shown(app) == ""
    assert app.latex


def test_a_guess_is_worked_out_to_the_forward_passes(open_app) -> None:
    app = open_app("pretraining", pretraining_part="compute", sentence=SENTENCE, pretraining_place="4")
    told = next(caption.value for caption in app.caption if "float64" in caption.value)
    assert read_number(told.rsplit(" ", 1)[1]) < 1e-5


def press(app: AppTest, text: str) -> None:
    next(button for button in app.button if button.label == label(text, "en")).click().run()


def chips(app: AppTest) -> list[str]:
    return [chip["text"] for chip in component(app, "cloze")[0]["tokens"]]


def test_a_pair_of_ours_stands_first_and_others_are_drawn_with_the_truth(
    open_app, tiny_network: Path
) -> None:
    app = open_app("pretraining", pretraining_view="next", sentence=SENTENCE)
    for number in range(4):
        pair = draw_pair(number, harder=False) if number else first_pair()
        read = load_tokenizer(tiny_network)(pair.first, pair.second, truncation=True, max_length=128)
        assert chips(app) == read.tokens()
        told = "clear" if not number else "yes" if pair.is_next else "no"
        assert shown(app) == label(f"pretraining.drawn_{told}", "en")
        press(app, "pretraining.draw")
    assert app.query_params["pretraining_pair"] == "4"  # so that a link shows the same pair
    assert app.text_input(key="sentence").value == SENTENCE


def test_ones_own_pair_is_swapped(open_app, tiny_network: Path) -> None:
    other = "the story is slow ."
    app = open_app("pretraining", pretraining_view="next", sentence=SENTENCE, pretraining_second=other)
    assert chips(app) == load_tokenizer(tiny_network)(SENTENCE, other).tokens()
    there, back = (metric.value for metric in app.metric)
    press(app, "pretraining.swap")
    assert app.text_input(key="pretraining_second").value == SENTENCE
    assert app.text_input(key="sentence").value == other
    assert [metric.value for metric in app.metric] == [back, there]
    assert shown(app) == ""


def test_the_first_draw_shows_holes_and_another_counts_anew(open_app) -> None:
    app = open_app("pretraining", pretraining_view="corrupt")
    tokens = component(app, "cloze")[0]["tokens"]
    assert [token["state"] for token in tokens].count("hole") >= 1
    assert sum(token["state"] == "hole" or token["tone"] != "" for token in tokens) >= 2
    seed = next(
        seed for seed in range(42, 106) if label("pretraining.legend", "en", seed=seed) in captions(app)
    )
    next(button for button in app.button if button.label == label("pretraining.redraw", "en")).click().run()
    assert app.query_params["pretraining_seed"] == str(seed + 1)
    assert label("pretraining.legend", "en", seed=seed + 1) in captions(app)


def test_an_empty_place_of_the_vocabulary_is_explained_where_one_was_drawn(open_app) -> None:
    for language in LANGUAGES:
        app = open_app("pretraining", pretraining_view="corrupt", lang=language)
        tokens = [token["text"] for token in component(app, "cloze")[0]["tokens"]]
        (drawn,) = [text for text in tokens if text.startswith("[unused")]
        assert label("pretraining.unused", language, token=drawn) in captions(app)
    app = open_app("pretraining", pretraining_view="corrupt", pretraining_seed="42")
    assert not any("994" in caption for caption in captions(app))


def test_the_classic_model_that_is_not_here_says_how_to_get_it(open_app) -> None:
    app = open_app("pretraining", pretraining_model=CLASSIC)
    for language in LANGUAGES:
        visit(app, "pretraining", lang=language)
        assert label("errors.model_not_fetched", language, name=CLASSIC) in shown(app)


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


def test_blank_and_long_sentences_are_told(open_app) -> None:
    app = open_app("pretraining")
    for view in VIEWS:
        visit(app, "pretraining", view=view, pairs="mine")
        for typed, key, told in (
            ("   ", "errors.text_empty", {}),
            ("film " * 300, "inside.cut", {"read": 128, "cut": 174}),
        ):
            app.text_input(key="sentence").set_value(typed).run()
            for language in LANGUAGES:
                visit(app, "pretraining", lang=language)
                assert label(key, language, **told) in shown(app), (view, language)


def test_what_the_vocabulary_lacks_is_explained_and_cannot_be_hidden(open_app) -> None:
    app = open_app("pretraining", sentence="the film \u2603 \u2603 is good")
    for view in ("guess", "sides"):
        for language in LANGUAGES:
            visit(app, "pretraining", view=view, lang=language)
            told = linked(label("pretraining.unknown", language, token="`[UNK]`", count=2), language)[0]
            assert told in captions(app)
            unknown = [chip for chip in component(app, "cloze")[0]["tokens"] if chip["text"] == "[UNK]"]
            assert [chip["state"] for chip in unknown] == ["special"] * 2
    visit(app, "pretraining", sentence=SENTENCE)
    assert not any("[UNK]" in caption for caption in captions(app))
