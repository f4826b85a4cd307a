"""Decoding: what every screen holds, the tree's controls, a missing model, bad input."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from core.app.models.cached_models import language_model
from core.base.i18n import LANGUAGES, label
from core.models import locate as locating
from core.models.catalog import Entry
from core.models.language_model import LanguageModel
from core.models.locate import Located
from core.topics.decoding.concepts.twins import TWINS
from core.topics.decoding.views.writer import MODEL
from tests.fakes import write_tiny_llama
from tests.shared.app import confirmed
from tests.topics.support import (
    Screen,
    chart,
    components,
    holds_its_screens,
    numbers,
    shown,
    visit,
    written,
)

SENTENCE = "the film was very good"
SMALL = {"decoding_width": "2", "decoding_steps": "3"}


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch, tiny_llama_folder: Path) -> Iterator[None]:
    """SmolLM2's name leads to the tiny Llama."""
    found = locating._shipped

    def shipped(entry: Entry) -> Located | None:
        tiny = Located(entry.name, tiny_llama_folder, "shipped")
        return tiny if entry.name == "smollm2" else found(entry)

    monkeypatch.setattr(locating, "_shipped", shipped)
    st.cache_resource.clear()
    language_model.clear()
    yield
    language_model.clear()


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """No weights package and nothing in the cache."""
    monkeypatch.setattr(locating, "_packaged", lambda entry: None)
    language_model.clear()


def tree_of(app) -> list[dict]:
    """The nodes of the first tree, the root first."""
    return components(app, "tree")[0][0]["nodes"]


def below_root(app) -> list[dict]:
    return [node for node in tree_of(app) if node["parent"] == 0]


SEE = {"part": "see", "sentence": SENTENCE, **{name.removeprefix("decoding_"): SMALL[name] for name in SMALL}}
SCREENS = (
    Screen({**SEE, "view": "tree"}, components=["tree"], tables=[(4, "decoding.best_strategy")]),
    Screen({**SEE, "view": "next"}, ["decoding.next_title"], tables=[(3, "decoding.cut_filter")]),
    Screen({**SEE, "view": "search"}, ["decoding.cost_title", "decoding.miss_title"], ["tree", "tree"]),
    Screen({**SEE, "part": "compute"}, tables=[(4, "decoding.select_rank"), (3, "decoding.select_step")]),
)


@pytest.mark.usefixtures("tiny")
def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("decoding", sentence=SENTENCE, **SMALL)
    holds_its_screens(app, "decoding", SCREENS, ("beam_width", "temperature", "greedy_misses"), TWINS)
    visit(app, "decoding", part="see", view="tree")
    assert {len(node["lines"]) for node in tree_of(app)} == {1}
    visit(app, "decoding", labels="full")
    assert {len(node["lines"]) for node in tree_of(app)[1:]} == {2}


@pytest.mark.usefixtures("tiny")
def test_probabilities_are_the_library_s(open_app, tiny_llama_folder: Path) -> None:
    network = AutoModelForCausalLM.from_pretrained(tiny_llama_folder).eval()
    tokenizer = AutoTokenizer.from_pretrained(tiny_llama_folder)
    ids = tokenizer(SENTENCE, return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        probabilities = network(ids).logits[0, -1].softmax(-1)
        greedy = network.generate(ids, max_new_tokens=3, do_sample=False)[0, ids.shape[1] :]
    app = open_app("decoding", sentence=SENTENCE, decoding_view="next")
    bars = chart(app, "decoding.next_title")["data"][0]
    assert sorted(numbers(bars["y"])) == pytest.approx(sorted(probabilities.tolist()), abs=1e-5)
    visit(app, "decoding", view="tree", width="2", steps="3")
    found = app.dataframe[0].value
    names = list(found[label("decoding.best_strategy", "en")])
    own = found[label("decoding.best_text", "en")][names.index(label("decoding.legend_greedy", "en"))]
    assert tokenizer.decode(greedy) in own


@pytest.mark.usefixtures("tiny")
def test_tables_write_line_ends_and_blanks_as_signs(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LanguageModel, "piece", lambda model, token: f" {token}\n")
    app = open_app("decoding", sentence=SENTENCE, decoding_part="compute", **SMALL)
    selection, score = (table.value for table in app.dataframe[:2])
    for table in (selection, score):
        tokens = table[label("decoding.select_token", "en")].tolist()
        assert len(tokens) > 1
        assert all(token.startswith("␣") and token.endswith("↵") for token in tokens)
    ids = score[label("decoding.select_id", "en")]
    assert score[label("decoding.select_token", "en")].tolist() == [f"␣{number}↵" for number in ids]


@pytest.mark.usefixtures("tiny")
def test_the_tree_follows_its_settings(open_app) -> None:
    app = open_app(
        "decoding", sentence=SENTENCE, decoding_width="2", decoding_steps="3", decoding_samples="0"
    )
    first = tree_of(app)
    assert 1 + 3 * 2 < len(first) <= 1 + 3 * 6
    app.slider(key="decoding_width").set_value(4).run()
    assert len(tree_of(app)) > len(first)
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
    first = below_root(app)[0]
    assert any(node["parent"] == first["number"] for node in tree_of(app))
    token = first["hover"].split("id ")[1].split("\n")[0]
    there = open_app("decoding", sentence=SENTENCE, **SMALL, decoding_node=token)
    assert label("decoding.force", "en") in [button.label for button in there.button]
    there.button(key="decoding_fold").click().run()
    assert there.query_params["decoding_folded"] in (token, [token])
    assert label("decoding.unfold", "en") in [button.label for button in there.button]
    there.button(key="decoding_force").click().run()
    assert there.query_params["decoding_forced"] in (token, [token])
    assert len(below_root(there)) <= 2  # the forced one, and greedy's or a sampled path
    there.button(key="decoding_start_over").click().run()
    assert "decoding_forced" not in there.query_params


@pytest.mark.usefixtures("tiny")
def test_drawing_is_compared_with_the_probabilities(open_app) -> None:
    app = open_app(
        "decoding", sentence=SENTENCE, decoding_view="next", decoding_top_k="5", decoding_top_p="1"
    )
    stages = list(app.dataframe[0].value[label("decoding.cut_left", "en")])
    assert stages[-1] == 5 < stages[0]
    app.button(key="decoding_draw_1000").click().run()
    assert any("χ²" in text.value for text in app.markdown)
    app.button(key="decoding_draw_1").click().run()
    assert label("decoding.drawn_one", "en") in [text.value for text in app.markdown]


@pytest.mark.usefixtures("missing")
def test_without_the_model_the_cases_and_the_twins_still_work(open_app) -> None:
    app = open_app("decoding", sentence=SENTENCE)
    for language in LANGUAGES:
        visit(app, "decoding", lang=language, part="see", view="tree")
        assert label("errors.model_needs_package", language, name="smollm2") in shown(app)
        assert label("decoding.without_model", language) in shown(app)
        visit(app, "decoding", view="search")
        assert shown(app) == ""
        assert "0.054" in written(app)
        visit(app, "decoding", part="code", twin="filter_top_k")
        assert label("decoding.twin_toy", language) in [caption.value for caption in app.caption]


@pytest.mark.usefixtures("tiny")
def test_bad_input_is_told_and_loses_nothing(open_app) -> None:
    app = open_app("decoding")
    app.text_input(key="sentence").set_value("  ").run()
    for language in LANGUAGES:
        assert label("errors.text_empty", language) in shown(visit(app, "decoding", lang=language))
    app.text_input(key="decoding_prompt").set_value("film " * 60).run()
    for language in LANGUAGES:
        visit(app, "decoding", lang=language)
        assert label("decoding.cut", language, read=57, cut=3) in shown(app)
        assert app.text_input(key="decoding_prompt").value == "film " * 60


@pytest.mark.usefixtures("tiny")
def test_a_model_without_an_end_token_is_told(open_app, tmp_path: Path) -> None:
    endless = write_tiny_llama(tmp_path / "endless", end=False)
    app = confirmed(open_app("decoding", sentence=SENTENCE, decoding_model=str(endless)), MODEL)
    assert label("decoding.no_end", "en") in shown(app)
    assert below_root(app)


@pytest.mark.usefixtures("tiny")
def test_other_models_are_told_kindly(open_app, tiny_classifier_folder: Path) -> None:
    folder = confirmed(
        open_app("decoding", sentence=SENTENCE, decoding_model=str(tiny_classifier_folder)), MODEL
    )
    assert label("errors.not_causal", "en", folder=tiny_classifier_folder.name) in shown(folder)
    hub = confirmed(open_app("decoding", sentence=SENTENCE, decoding_model="nobody/nothing"), MODEL)
    assert label("errors.model_not_fetched", "en", name="nobody/nothing") in shown(hub)
    assert label("predict.fetch", "en") in [button.label for button in hub.button]


STRANGE = (
    {"width": "nan", "steps": "1e999", "penalty": "x"},
    {"node": "7.x.2", "folded": "__.._9", "view": "nonsense"},
    {"node": "99.1", "early": "soon", "twin": "nothing"},
    {"width": "16", "steps": "40", "samples": "8"},
)


@pytest.mark.usefixtures("tiny")
def test_strange_links_fall_back(open_app) -> None:
    app = open_app("decoding", sentence=SENTENCE)
    for parameters in STRANGE:
        visit(app, "decoding", **parameters)
        assert not [*app.error, *app.warning]
        assert below_root(app)


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
