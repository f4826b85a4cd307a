"""Normalization: what every screen holds, live twins, links, bad input."""

import numpy as np
import pytest

from core.base.i18n import LANGUAGES, label
from core.topics.normalization.concept import KINDS
from core.topics.normalization.twins import TWINS
from tests.topics.support import (
    Screen,
    chart,
    component,
    example_trace,
    holds_its_screens,
    metrics,
    numbers,
    read_number,
    shown,
    tells_blank_and_long,
    visit,
    written,
)

MODES = tuple(f"normalization.mode_{mode}" for mode in ("training", "inference", "layer"))
SEE = {"part": "see"}
SCREENS = (
    *(Screen({**SEE, "view": "block", "kind": kind}, components=["sheets"]) for kind in KINDS),
    Screen(
        {**SEE, "view": "companions"},
        charts=[("normalization.jitter_title", {"size": 4}), "normalization.spread_title"],
    ),
    Screen({**SEE, "view": "modes"}, ["normalization.running_title"], metrics=MODES),
    Screen({**SEE, "view": "padding"}, ["normalization.padding_title"]),
    Screen({**SEE, "view": "order"}, ["normalization.lengths_title"], ["family"]),
    Screen({**SEE, "view": "table"}, notes=["normalization.correction"]),
    Screen({"part": "compute", "kind": "layer"}, tables=[(384, "normalization.axis_sentence")]),
)


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("normalization")
    claims = ("normalization_training", "normalization_depth", "normalization_drift")
    holds_its_screens(app, "normalization", SCREENS, claims, TWINS)


def test_the_block_after_layer_norm_is_the_model_s_own_next_step(open_app) -> None:
    """The model is post-norm: what leaves its first LayerNorm enters the next step."""
    app = open_app("normalization", normalization_view="order")
    lengths = [numbers(trace["y"]) for trace in chart(app, "normalization.lengths_title")["data"]]
    outputs = [example_trace().trace.of("output", layer)[0] for layer in range(6)]
    means = [output.norm(dim=-1).mean().item() for output in outputs]
    assert lengths[1][2::2] == pytest.approx(means, rel=1e-3)
    visit(app, "normalization", view="block", kind="layer")
    header, arrays = component(app, "sheets")
    T = len(example_trace().inputs.tokens)
    assert header["tokens"][0][:T] == [token.text for token in example_trace().inputs.tokens]
    x = arrays["before"].astype(float)
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    after = (x - mean) / np.sqrt(variance + header["epsilon"]) * arrays["gain"] + arrays["shift"]
    assert arrays["after"] == pytest.approx(after, abs=1e-4)


def test_more_companions_jitter_less_and_layer_norm_not_at_all(open_app) -> None:
    app = open_app("normalization", normalization_view="companions")
    batch, layer = (numbers(trace["y"]) for trace in chart(app, "normalization.spread_title")["data"])
    assert batch[0] > 2 * batch[-1] > 0
    assert layer == pytest.approx(np.zeros(len(layer)), abs=1e-6)
    visit(app, "normalization", view="padding")
    batch, layer = (numbers(trace["y"]) for trace in chart(app, "normalization.padding_title")["data"])
    assert batch[-1] > batch[0] > 0
    assert layer == pytest.approx(np.zeros(len(layer)), abs=1e-5)


def test_a_batch_of_one_shows_zeros_and_the_library_s_refusal(open_app) -> None:
    app = open_app("normalization", normalization_view="modes")
    assert "more than 1 value per channel" in app.code[0].value
    formula = label("normalization.one_formula", "en", count=384, largest="0")
    assert formula in written(app)
    training, inference, layer = (read_number(value) for value in metrics(app).values())
    assert len({training, inference, layer}) == 3


def test_a_chosen_number_is_worked_out(open_app) -> None:
    app = open_app("normalization", normalization_part="compute", normalization_cell="1.3.7")
    for kind in KINDS:
        visit(app, "normalization", kind=kind)
        assert [axis_list(app, axis).value for axis in ("sentence", "token", "dimension")] == [1, 3, 7]
        assert len(app.dataframe[0].value) > (20 if kind == "batch" else 300)
        gap = next(m.value for m in app.markdown if "difference" in m.value).split("difference ")[1]
        assert read_number(gap) < 1e-5


def test_the_oracle_stands_on_the_page(open_app) -> None:
    toy = written(open_app("normalization", normalization_part="compute"))
    for matrix in (r"-1 & 1 \\ -1 & 1", r"-1 & -1 \\ 1 & 1", r"{bmatrix} 0 & 0 \end"):
        assert matrix in toy


def test_the_slider_is_in_the_link_and_64_sentences_fill_it(open_app) -> None:
    app = open_app("normalization", normalization_part="compute", normalization_size="64")
    assert app.slider[0].value == 64
    assert len(axis_list(app, "sentence").options) == 64


def axis_list(app, axis: str):
    """The list in which a number's sentence, token or dimension is chosen."""
    return app.selectbox(key=f"normalization_{axis}_list")


def pieces_of_first(app) -> list[str]:
    """The shared sentence's pieces, without padding."""
    return [piece for piece in component(app, "sheets")[0]["tokens"][0] if piece != "[PAD]"]


def test_bad_settings_in_the_url_fall_back(open_app) -> None:
    app = open_app("normalization")
    usual = component(app, "sheets")[0]
    strange = ("nonsense", "-5", "1e9", "nan")
    for value in strange:
        visit(app, "normalization", view=value, place=value, cell=value, kind=value)
        assert shown(app) == ""
        assert component(app, "sheets")[0] == usual
    for value in strange:
        visit(app, "normalization", size=value)
        assert shown(app) == ""
        # A batch of another size is padded to another length; the sentence itself stays.
        assert pieces_of_first(app) == [piece for piece in usual["tokens"][0] if piece != "[PAD]"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_and_long_sentences_are_told(open_app, language: str) -> None:
    app = open_app("normalization", lang=language)
    tells_blank_and_long(app, "normalization", language, 100, read=32, cut=70)
    assert len(component(app, "sheets")[0]["tokens"][0]) == 32
