"""Recurrent networks: every part and view in both languages, links, held gates, bad input."""

import pytest

from core.app.page import PARTS
from core.base.i18n import label
from core.models.catalog import MAIN_MODEL, RECURRENT
from core.topics.recurrent.concept import BLOCKS
from core.topics.recurrent.twins import TWINS
from core.topics.recurrent.views.shared import KINDS
from tests.topics.support import shown

LANGUAGES = ("en", "zh")
VIEWS = ("cell", "reading", "units")
SENTENCE = "It's not a great film, but the actors are wonderful."


def written(app) -> str:
    return " ".join(element.value for kind in (app.markdown, app.caption, app.latex) for element in kind)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [part for part in PARTS if part != "see"])
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("recurrent", lang=language, recurrent_part=part)
    assert app.title[0].value == label("pages.recurrent.title", language)
    assert shown(app) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_of_every_cell_in_both_languages(open_app, language: str) -> None:
    app = open_app("recurrent", lang=language, sentence=SENTENCE)
    for view in VIEWS:
        for kind in KINDS if view != "reading" else KINDS[:1]:
            app.query_params["recurrent_view"], app.query_params["recurrent_kind"] = view, kind
            app.run()
            assert not app.exception
            assert shown(app) == ""


def test_three_networks_say_how_sure_they_are(open_app) -> None:
    app = open_app("recurrent", sentence=SENTENCE, recurrent_view="reading")
    names = [label("recurrent.reading_end", "en", kind=kind) for kind in ("LSTM", "GRU", "RNN")]
    assert [metric.label for metric in app.metric] == names
    for metric in app.metric:
        assert 0 <= float(metric.value.removesuffix("%")) <= 100
        assert "points" in metric.delta


def test_a_held_gate_in_the_link_changes_the_verdict(open_app) -> None:
    told = label("recurrent.held_invitation", "en")
    app = open_app("recurrent", sentence=SENTENCE)
    assert told in written(app)
    app.query_params["recurrent_hold"] = "forget.0.1.6.all"
    app.run()
    assert told not in written(app)
    sentence = next(m.value for m in app.markdown if "this gate held" in m.value)
    free, held = (float(part.split("%")[0]) for part in sentence.split("**")[1::2])
    assert free != held


def test_what_is_chosen_in_one_part_stays_in_the_next(open_app) -> None:
    chosen = {"kind": "gru", "token": "3", "unit": "17", "gate": "reset", "part": "compute"}
    app = open_app("recurrent", sentence=SENTENCE, **{f"recurrent_{name}": chosen[name] for name in chosen})
    assert [box.value for box in app.selectbox][-3:] == [2, 17, "reset"]
    assert label("recurrent.part_reset", "en") in app.selectbox[-1].options
    formulas = [element.value for element in app.latex]
    assert r"r_t = \sigma(a)" in formulas[1]
    assert "z_t h_{t-1} + (1 - z_t) n_t" in formulas[-1]
    assert len(app.dataframe) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_block_is_worked_out(open_app, kind: str) -> None:
    app = open_app("recurrent", recurrent_part="compute", recurrent_kind=kind)
    for block in BLOCKS[kind]:
        app.query_params["recurrent_gate"] = block
        app.run()
        assert not app.exception
        assert app.selectbox[-1].value == block


def test_every_twin_holds_on_the_sentence(open_app) -> None:
    app = open_app("recurrent", recurrent_part="code", sentence=SENTENCE)
    for twin in TWINS:
        app.query_params["recurrent_twin"] = twin.name
        app.run()
        dtype = str(twin.dtype).removeprefix("torch.")
        tolerance = {"relative": f"{twin.relative:.0e}", "absolute": f"{twin.absolute:.0e}"}
        told = label("twins.holds", "en", dtype=dtype, **tolerance)
        assert told in [caption.value for caption in app.caption], twin.name


def test_all_models_are_compared_on_the_sentence(open_app) -> None:
    table = open_app("recurrent", recurrent_part="measured").dataframe[0].value
    names = [label(f"models.{name}", "en") for name in (*RECURRENT, MAIN_MODEL)]
    assert list(table[label("recurrent.compared_model", "en")]) == names
    assert all(float(value) > 0 for value in table[label("recurrent.compared_time", "en")])


@pytest.mark.parametrize("value", ["nonsense", "-5", "1e9", "nan", "forget.0.9.1", "forget.7.1.2.all"])
def test_bad_settings_in_the_url_fall_back(open_app, value: str) -> None:
    names = ("view", "kind", "token", "unit", "gate", "hold")
    app = open_app("recurrent", **{f"recurrent_{name}": value for name in names})
    assert shown(app) == ""
    assert label("recurrent.held_invitation", "en") in written(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_long_and_strange_sentences(open_app, language: str) -> None:
    app = open_app("recurrent", lang=language)
    app.text_input(key="sentence").set_value("   ").run()
    assert label("errors.text_empty", language) in shown(app)
    app.text_input(key="sentence").set_value("good " * 60).run()
    assert label("recurrent.cut", language, read=48, cut=12) in shown(app)
    app.text_input(key="sentence").set_value("<b>`qqqqz`</b> 好").run()
    assert not app.exception
    for view in VIEWS:
        app.query_params["recurrent_view"] = view
        app.run()
        assert not app.exception
    app.text_input(key="sentence").set_value("film").run()
    assert not app.exception
