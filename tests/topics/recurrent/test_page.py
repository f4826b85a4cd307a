"""Recurrent networks: what every screen holds, links, held gates, bad input."""

import numpy as np
import pytest

from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.models.card import read_card
from core.models.catalog import MAIN_MODEL, RECURRENT
from core.models.classifiers import load_classifier
from core.models.locate import locate
from core.topics.recurrent.concept import BLOCKS
from core.topics.recurrent.twins import TWINS
from core.topics.recurrent.views.shared import KINDS
from tests.topics.support import (
    EXAMPLE,
    Screen,
    captions,
    chart,
    component,
    holds_its_screens,
    metrics,
    numbers,
    read_number,
    shown,
    tells_blank_and_long,
    visit,
    written,
)

SENTENCE = "It's not a great film, but the actors are wonderful."
SEE = {"part": "see", "sentence": EXAMPLE, "unit": "17"}
CELL = "recurrent.cell_reading_title"
ENDS = tuple(("recurrent.reading_end", {"kind": kind}) for kind in ("LSTM", "GRU", "RNN"))


def units(kind: str, gate: str) -> Screen:
    return Screen(
        {**SEE, "view": "units", "kind": kind, "gate": gate},
        charts=[
            ("recurrent.map_title", {"part": f"recurrent.part_{gate}", "count": 128}),
            ("recurrent.track_title", {"unit": 17}),
        ],
        tables=[(8, "recurrent.alike_sentence")],
    )


SCREENS = (
    *(Screen({**SEE, "view": "cell", "kind": kind}, [CELL], ["recurrent"]) for kind in KINDS),
    Screen({**SEE, "view": "reading"}, ["recurrent.reading_title"], metrics=ENDS),
    Screen(
        {**SEE, "view": "prefixes", "kind": "gru"},
        tables=[(8, "recurrent.prefixes_cosine"), (8, "recurrent.prefixes_cosine")],
    ),
    units("lstm", "forget"),
    units("gru", "update"),
    units("rnn", "hidden"),
    Screen(
        {"part": "compute", "kind": "lstm", "gate": "forget"},
        tables=[(26, "recurrent.products_number"), (26, "recurrent.products_number")],
    ),
)


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("recurrent")
    claims = ("vanishing_gradients", "adding_problem", "gru_lstm")
    holds_its_screens(app, "recurrent", SCREENS, claims, TWINS, before=["recurrent.compared_title_en"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_cell_s_states_are_the_model_s(open_app, kind: str) -> None:
    """The gates that are drawn mix to the state that is drawn, and the last one's verdict is the model's."""
    app = open_app("recurrent", recurrent_kind=kind)
    header, arrays = component(app, "recurrent")
    assert header["kind"] == kind
    assert set(BLOCKS[kind]) <= set(header["names"]) | {"hidden"}
    state, T = arrays["hidden"], len(header["tokens"])
    assert state.shape == (T, 128)
    if kind == "lstm":
        made = arrays["output"] * np.tanh(arrays["cell"])
    elif kind == "gru":
        before = np.vstack([np.zeros((1, 128)), state[:-1]])
        made = arrays["update"] * before + (1 - arrays["update"]) * arrays["candidate"]
    else:
        made = np.tanh(arrays["word_hidden"] + arrays["state_hidden"])
    assert state == pytest.approx(made, abs=1e-4)
    probability = load_classifier(f"sst2-{kind}").classify([EXAMPLE])[0].probability
    line = numbers(chart(app, CELL)["data"][0]["y"])
    assert line[-1] == pytest.approx(probability, abs=1e-4)
    assert header["shares"][0] == pytest.approx(line.tolist(), abs=1e-4)


def test_three_networks_say_how_sure_they_are(open_app) -> None:
    app = open_app("recurrent", sentence=SENTENCE, recurrent_view="reading")
    ends = {kind: metrics(app)[label("recurrent.reading_end", "en", kind=kind.upper())] for kind in KINDS}
    for kind in KINDS:
        probability = load_classifier(f"sst2-{kind}").classify([SENTENCE])[0].probability
        assert ends[kind] == number_text(probability, ".1%", "en")
    assert all("points" in metric.delta for metric in app.metric)


def test_the_map_of_units_is_the_gate_s_own_numbers(open_app) -> None:
    app = open_app("recurrent", recurrent_kind="gru", recurrent_gate="update", recurrent_unit="17")
    _, arrays = component(app, "recurrent")
    visit(app, "recurrent", view="units")
    title = ("recurrent.map_title", {"part": "recurrent.part_update", "count": 128})
    drawn = numbers(chart(app, title)["data"][0]["z"])
    assert np.sort(drawn, axis=0) == pytest.approx(np.sort(arrays["update"].T, axis=0), abs=1e-5)
    track = chart(app, ("recurrent.track_title", {"unit": 17}))["data"]
    lines = {trace["name"]: numbers(trace["y"]) for trace in track}
    assert lines[label("recurrent.part_update", "en")] == pytest.approx(arrays["update"][:, 17], abs=1e-5)


def test_a_held_gate_in_the_link_changes_the_verdict(open_app) -> None:
    invitation = label("recurrent.held_invitation", "en")
    app = open_app("recurrent", sentence=SENTENCE)
    assert invitation in written(app)
    visit(app, "recurrent", hold="forget.0.1.6.all")
    assert invitation not in written(app)
    sentence = next(m.value for m in app.markdown if "this gate held" in m.value)
    free, held = (read_number(part) for part in sentence.split("**")[1::2])
    assert free != held
    assert not component(app, "recurrent")[1]["forget"][:6].any()  # the first word to the sixth
    visit(app, "recurrent", kind="gru")
    assert "recurrent_hold" not in app.query_params  # a GRU has no such gate


def test_what_is_chosen_in_one_part_stays_in_the_next(open_app) -> None:
    chosen = {"kind": "gru", "token": "3", "unit": "17", "gate": "reset", "part": "compute"}
    app = open_app("recurrent", sentence=SENTENCE, **{f"recurrent_{name}": chosen[name] for name in chosen})
    assert [box.value for box in app.main.selectbox][-3:] == [2, 17, "reset"]
    assert label("recurrent.part_reset", "en") in app.main.selectbox[-1].options
    formulas = [element.value for element in app.latex]
    assert r"r_t = \sigma(a)" in formulas[1]
    assert "z_t h_{t-1} + (1 - z_t) n_t" in formulas[-1]
    assert len(app.dataframe) == 2


def test_every_block_is_worked_out(open_app) -> None:
    app = open_app("recurrent", recurrent_part="compute")
    for kind in KINDS:
        for block in BLOCKS[kind]:
            visit(app, "recurrent", kind=kind, gate=block)
            assert app.main.selectbox[-1].value == block
            word, state = (read_number(text.rsplit(" ", 1)[1]) for text in captions(app)[-2:])
            total = read_number(app.latex[0].value.removesuffix("$$").rsplit("=", 1)[1])
            if (kind, block) != ("gru", "candidate"):  # where the reset gate stands between the two
                assert total == pytest.approx(word + state, abs=2e-4)


def test_all_models_are_compared_on_the_sentence(open_app) -> None:
    table = open_app("recurrent", recurrent_part="measured").dataframe[0].value
    models = (*RECURRENT, MAIN_MODEL)
    names = [label(f"models.{name}", "en") for name in models]
    assert list(table[label("recurrent.compared_model", "en")]) == names
    verdicts = [
        number_text(load_classifier(name).classify([EXAMPLE])[0].probability, ".1%", "en") for name in models
    ]
    assert list(table[label("recurrent.compared_verdict", "en")]) == verdicts
    accuracies = [
        number_text(read_card(locate(name).folder)["dev"]["accuracy"], ".1%", "en") for name in models
    ]
    told = table[label("recurrent.compared_accuracy", "en")]
    assert [text.split(" (")[0] for text in told] == accuracies
    assert all(read_number(value) > 0 for value in table[label("recurrent.compared_time", "en")])


def test_bad_settings_in_the_url_fall_back(open_app) -> None:
    app = open_app("recurrent")
    usual = component(app, "recurrent")[0]
    names = ("view", "kind", "token", "unit", "gate", "hold")
    for value in ("nonsense", "-5", "1e9", "nan", "forget.0.9.1", "forget.7.1.2.all"):
        visit(app, "recurrent", **dict.fromkeys(names, value))
        assert shown(app) == ""
        assert component(app, "recurrent")[0]["hold"] is None
        assert component(app, "recurrent")[0]["kind"] == usual["kind"]
        assert label("recurrent.held_invitation", "en") in written(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_long_and_strange_sentences(open_app, language: str) -> None:
    app = open_app("recurrent", lang=language)
    tells_blank_and_long(app, "recurrent", language, 60, read=48, cut=12)
    app.text_input(key="sentence").set_value("<b>`qqqqz`</b> 好").run()
    assert any(component(app, "recurrent")[0]["unknown"])
    for view in ("reading", "units"):
        visit(app, "recurrent", view=view)
        assert chart(app, "recurrent.reading_title", language) if view == "reading" else app.dataframe
    app.text_input(key="sentence").set_value("film").run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2
