"""Inside BERT: what every screen holds, links, and texts that are hard to read."""

import json
import re

import numpy as np
import pytest

from core.app.widgets.latex import latex_plain
from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.models.card import EXITS_RECORD
from core.models.catalog import CHINESE_MODEL, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.scoring.backends.backend import FP32
from core.scoring.backends.exits.admission import admitted
from core.scoring.backends.exits.by_exits import open_by_exits
from core.scoring.backends.exits.heads import Exits, read_exits
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.engine import score_texts
from core.topics.inside.leaving import exit_verdicts, first_sure
from core.topics.inside.twins import TWINS
from core.topics.inside.views import leaving
from core.trace.cells import work_out
from core.trace.layerwise import stream
from core.trace.steps import STEPS, open_step
from tests.topics.support import (
    Screen,
    captions,
    chart,
    chart_titles,
    component,
    component_names,
    example_trace,
    holds_its_screens,
    metrics,
    numbers,
    shown,
    visit,
)

VERDICT = tuple(f"inside.{name}_title" for name in ("forming", "norms", "moves"))
WITH_EXITS = (VERDICT[0], "inside.sureness_title", "inside.shares_title", *VERDICT[1:])
WITHOUT = tuple(f"inside.without_{part}" for part in ("nothing", "positions", "segments"))
CLAIMS = ("pretrained", "ingredients", "exit_prices", "exit_layers", "exit_first_reader", "exit_student")
SCREENS = (
    Screen({"part": "see", "view": "flow"}, components=["flow"]),
    Screen({"part": "see", "view": "verdict"}, WITH_EXITS),
    Screen(
        {"part": "see", "view": "embeddings"},
        charts=[f"inside.{name}_title" for name in ("strips", "lengths", "similarity", "segments")],
        metrics=WITHOUT,
    ),
    Screen({"part": "see", "view": "cost"}, ["inside.cost_title"], tables=[(17, "inside.cost_step")]),
    Screen({"part": "see", "view": "family"}, components=["family"]),
    Screen({"part": "compute"}, tables=[(32, "inside.column_term")]),
)


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("inside")
    holds_its_screens(app, "inside", SCREENS, CLAIMS, TWINS)


def test_the_diagram_is_given_the_step_s_own_numbers(open_app) -> None:
    app = open_app("inside", inside_step="queries", inside_layer="2", inside_head="3")
    header, arrays = component(app, "flow")
    step = open_step(example_trace(), "queries", 1, 2)
    assert (header["step"], header["layer"], header["head"]) == ("queries", 2, 3)
    assert arrays["value"] == pytest.approx(step.value.numpy(), abs=1e-4)
    assert any("6 layers × 384" in caption for caption in captions(app))  # which model it is
    assert arrays["x"] @ arrays["weight"].T + arrays["bias"] == pytest.approx(arrays["value"], abs=1e-4)


def test_the_verdict_forms_up_to_the_model_s_own(open_app) -> None:
    app = open_app("inside", inside_view="verdict")
    forming = numbers(chart(app, "inside.forming_title")["data"][0]["y"])
    text = app.text_input(key="sentence").value
    own = load_classifier(MAIN_MODEL).classify([text])[0].probability
    assert len(forming) == 7  # after the embeddings and each of six layers
    assert forming[-1] == pytest.approx(own, abs=1e-4)
    norms = numbers(chart(app, "inside.norms_title")["data"][0]["z"])
    last = example_trace().trace.of("output", 5)[0].norm(dim=-1).numpy()
    assert norms[-1] == pytest.approx(last, rel=1e-3)
    visit(app, "inside", view="embeddings")
    assert metrics(app)[label("inside.without_nothing", "en")] == number_text(own, ".1%", "en")


def test_the_exits_say_where_this_sentence_could_leave(open_app) -> None:
    app = open_app("inside", inside_view="verdict")
    classifier, traced = load_classifier(MAIN_MODEL), example_trace()
    exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
    verdicts = exit_verdicts(stream(traced.trace, traced.opened.shape), exits)
    bars = numbers(chart(app, "inside.sureness_title")["data"][0]["y"])
    assert bars == pytest.approx([verdict.sureness for verdict in verdicts], abs=1e-3)
    record = json.loads((classifier.folder / EXITS_RECORD).read_text(encoding="utf-8"))["agreement"]
    backend = FP32 if FP32 in admitted(classifier.folder) else min(admitted(classifier.folder))
    shares = numbers(chart(app, "inside.shares_title")["data"][0]["x"])
    assert shares == pytest.approx(record["backends"][backend]["dev"]["leaving"])
    left = first_sure(verdicts)
    line = label("inside.exits_none", "en", layers=6)
    if left:
        where = {"layer": left.after, "spared": 6 - left.after, "threshold": left.threshold}
        verdict = label(f"verdict.{'positive' if left.log_odds > 0 else 'negative'}", "en")
        line = label("inside.exits_left", "en", verdict=verdict, log_odds=left.log_odds, **where)
    assert line in [text.value for text in app.markdown]
    visit(app, "inside", view="flow")
    assert any(caption.startswith(line) for caption in captions(app))


def test_a_chinese_sentence_leaves_a_network_of_twelve_layers(open_app) -> None:
    app = open_app("inside", inside_view="verdict", sentence="这部电影很好看")
    folder = load_classifier(CHINESE_MODEL).folder
    exits = read_exits(folder, fingerprint_of(folder))
    assert len(chart(app, "inside.forming_title")["data"][1]["x"]) == len(exits.heads)
    bars = chart(app, "inside.sureness_title")["data"][0]
    assert [int(re.findall(r"\d+", name)[0]) for name in bars["x"]] == [head.after for head in exits.heads]
    shares = chart(app, "inside.shares_title")["data"][0]
    assert sum(numbers(shares["x"])) == pytest.approx(1)
    assert len(shares["y"]) == len(exits.heads) + 1
    scorer = open_by_exits(load_classifier(CHINESE_MODEL), FP32, exits, 1)
    score_texts(scorer, ["这部电影很好看"])
    behind = [*(head.after for head in exits.heads), None][scorer.left.index(1)]
    start = f"After layer {behind} " if behind else label("inside.exits_none", "en", layers=12)
    assert any(text.value.startswith(start) for text in app.markdown)


def test_a_model_without_exits_shows_the_lens_alone(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "exits_of", lambda _: Exits(()))
    app = open_app("inside", inside_view="verdict")
    assert len(chart(app, "inside.forming_title")["data"]) == 1
    assert label("inside.exits_note", "en") not in " ".join(captions(app))


def test_costs_add_up_to_the_library_s_count(open_app) -> None:
    app = open_app("inside", inside_view="cost")
    stored = app.dataframe[0].value[label("inside.cost_parameters", "en")]
    network = load_classifier(MAIN_MODEL).network
    assert stored.iloc[-1] == stored.iloc[:-1].sum() == sum(p.numel() for p in network.parameters())


def test_compute_works_out_a_cell_of_every_step(open_app) -> None:
    app = open_app("inside", inside_part="compute", inside_layer="2", inside_head="3", inside_column="1")
    for step in STEPS:
        visit(app, "inside", step=step)
        assert shown(app) == ""
        opened = open_step(example_trace(), step, 1, 2)
        value = latex_plain(work_out(opened, 0, 1).value)
        assert value in "".join(formula.value for formula in app.latex), step
        assert float(opened.value[0, 1]) == pytest.approx(work_out(opened, 0, 1).value, abs=1e-4)


def test_a_step_chosen_in_one_part_is_there_in_another(open_app) -> None:
    app = open_app("inside", inside_part="compute")
    app.selectbox(key="inside_step_list").set_value("attention").run()
    app.selectbox(key="inside_layer_list").set_value(4).run()
    assert app.query_params["inside_step"] in ("attention", ["attention"])
    assert any("layer 4, head 1" in m.value for m in app.markdown)
    visit(app, "inside", part="see")
    header = component(app, "flow")[0]
    assert (header["step"], header["layer"]) == ("attention", 4)


def test_strange_links_open_at_a_place_that_exists(open_app) -> None:
    app = open_app("inside")
    for name, value in (("layer", "99"), ("layer", "-1"), ("head", "x"), ("step", "no")):
        visit(app, "inside", part="see", **{name: value})
        assert shown(app) == ""
        header = component(app, "flow")[0]
        assert header["step"] in STEPS
        assert (header["layer"] in range(1, 7), header["head"] in range(1, 13)) == (True, True)
        visit(app, "inside", part="compute")
        assert shown(app) == ""
        assert app.latex


def test_blank_sentence_invites(open_app) -> None:
    app = open_app("inside")
    app.text_input(key="sentence").set_value("  ").run()
    for language in LANGUAGES:
        assert shown(visit(app, "inside", lang=language)) == label("errors.text_empty", language)


def test_long_text_is_cut_and_said(open_app) -> None:
    app = open_app("inside", inside_view="verdict")
    app.text_input(key="sentence").set_value("good " * 300).run()
    assert shown(app) == label("inside.cut", "en", read=128, cut=302 - 128)
    assert np.shape(numbers(chart(app, "inside.moves_title")["data"][0]["z"])) == (6, 128)


def test_short_and_foreign_texts_are_traced_too(open_app) -> None:
    app = open_app("inside")
    for sentence in ("这部电影很好看", "😀", "a"):
        visit(app, "inside", view="flow", sentence=sentence)
        assert component_names(app) == ["flow"]
        visit(app, "inside", view="verdict")
        assert chart_titles(app) == [label(title, "en") for title in WITH_EXITS]
        assert shown(app) == (label("verdict.note_unknown", "en") if sentence == "😀" else "")


def test_a_second_sentence_uses_the_second_segment(open_app) -> None:
    app = open_app("inside", inside_view="embeddings", sentence="a fine film", inside_second="so dull")
    told = [re.sub(r"\[(.*?)\]\(.*?\)", r"\1", caption) for caption in captions(app)]  # without definitions
    assert label("inside.segments_note", "en", first=5, second=3) in told
