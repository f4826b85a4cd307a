"""Masks: what every screen holds, edits in the link, live twins, bad input, no large model."""

import numpy as np
import pytest
import streamlit as st

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, label
from core.base.numbers import number_text
from core.data.film_sentences import film_sentences
from core.models import language_model
from core.topics.masks.concept import KINDS
from core.topics.masks.figures import COLUMNS
from core.topics.masks.twins import TWINS
from core.topics.masks.views import shared
from tests.topics.support import (
    Screen,
    buttons,
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
)

EMPTY = tuple(
    f"masks.empty_{way}"
    for way in ("formula", "lowest", "sdpa", "module_weights", "module_bias", "module_no_bias", "module_fast")
)
GUESSES = tuple(f"masks.guesses_{line}" for line in ("causal", "whole", "beginning"))
SCREENS = (
    Screen(
        {"part": "see", "view": "grid"},
        components=["mask_grid"],
        metrics=["masks.verdict_trained", "masks.verdict_here"],
    ),
    Screen({"part": "see", "view": "both"}, charts=[f"masks.both_{name}" for name in COLUMNS]),
    Screen(
        {"part": "see", "view": "ways"},
        charts=[("masks.ways_title", {"token": "plot"})],
        tables=[(4, "masks.column_way")],
    ),
    Screen({"part": "see", "view": "empty"}, metrics=EMPTY),
    Screen({"part": "see", "view": "peek"}, charts=["masks.guesses_title"], metrics=GUESSES),
    Screen({"part": "compute"}, tables=[(13, "masks.looked")]),  # as wide as the longest of the batch
)


def test_every_screen_holds_its_charts_and_numbers(open_app) -> None:
    app = open_app("masks")
    holds_its_screens(app, "masks", SCREENS, ("mask_decoder", "mask_leakage", "mask_padding"), TWINS)


def test_the_grid_is_the_real_head_s_and_the_trained_verdict_the_model_s(open_app) -> None:
    app = open_app("masks", inside_layer="2", inside_head="3")
    _, arrays = component(app, "mask_grid")
    trace, T = example_trace(), len(example_trace().inputs.tokens)
    scores = trace.trace.of("scores", 1)[0, 2].numpy()
    assert arrays["scores"][:T, :T] == pytest.approx(scores, abs=1e-4)
    assert np.isneginf(arrays["mask"]).sum() == 13 * 12 / 2  # what stands behind a token, T = 13
    assert arrays["attention"].sum(axis=1) == pytest.approx(np.ones(13), abs=1e-5)
    positive = trace.trace.of("probabilities")[0, trace.opened.positive].item()
    assert metrics(app)[label("masks.verdict_trained", "en")] == number_text(positive, ".1%", "en")


def test_both_masks_and_their_combination_are_drawn_of_the_sentence_with_most_padding(open_app) -> None:
    app = open_app("masks", masks_view="both")
    maps = {name: numbers(chart(app, f"masks.both_{name}")["data"][0]["z"]) for name in COLUMNS}
    assert {one.shape for one in maps.values()} == {(13, 13)}
    assert film_sentences()[shared.COMPANIONS[0]] == "brilliant ."
    assert (maps["padding"] > 0).sum() == 13 * (13 - 4)  # all but [CLS], two words and [SEP]
    assert (maps["causal"] > 0).sum() == 13 * 12 / 2
    assert (maps["both"] == 3).sum() == ((maps["padding"] > 0) & (maps["causal"] > 0)).sum()
    own = numbers(chart(visit(app, "masks", view="both", both_row="0"), "masks.both_padding")["data"][0]["z"])
    assert not own.any()  # the longest of the batch has none


def test_each_way_s_row_adds_up_as_its_softmax_says(open_app) -> None:
    app = open_app("masks", masks_view="ways", masks_looks="3")
    row = example_trace().trace.of("scores", 0)[0, 0, 3].double().numpy()
    exponentials = np.exp(row - row.max())
    seen = exponentials[:4].sum() / exponentials.sum()
    totals = app.dataframe[0].value[label("masks.column_total", "en")]
    assert list(totals) == pytest.approx([1, 1, 1, seen], abs=1e-4)
    leaked = list(app.dataframe[0].value[label("masks.column_hidden", "en")])
    small = np.exp(-10) * exponentials[4:].sum()
    assert leaked == pytest.approx([0, 0, small / (exponentials[:4].sum() + small), 0], rel=1e-3, abs=1e-12)


def test_a_row_that_sees_nothing_is_nan_a_mean_zero_or_a_bias(open_app) -> None:
    app = open_app("masks", masks_view="empty")
    formula, lowest, fused, weights, bias, no_bias, fast = metrics(app).values()
    assert (formula, fused) == ("NaN", "0.0000")
    assert 0 < abs(read_number(lowest)) < 1  # a mean of values
    assert (weights, no_bias, fast) == ("NaN", "0.0000", "NaN")
    assert 0 < abs(read_number(bias)) < 1


def test_every_kind_has_two_verdicts_and_only_the_trained_mask_changes_nothing(open_app) -> None:
    app = open_app("masks")
    moved = {}
    for kind in KINDS:
        visit(app, "masks", kind=kind)
        trained, here = metrics(app).values()
        moved[kind] = trained != here
    assert moved["padding"] is False
    assert moved["causal"] is True


def test_clicked_cells_travel_in_the_link_and_can_be_undone(open_app) -> None:
    app = open_app("masks", masks_kind="none", masks_flips="0.1_0.2_nonsense_99.99_0.1")
    assert component(app, "mask_grid")[0]["flips"] == ["0.1", "0.2"]
    undo = next(button for button in app.button if button.label == label("masks.clear", "en", count=2))
    undo.click().run()
    assert label("masks.clear", "en", count=0) in buttons(app)
    assert component(app, "mask_grid")[0]["flips"] == []


def test_a_row_clicked_empty_is_told_and_worked_out(open_app) -> None:
    row = "_".join(f"1.{s}" for s in range(24))
    app = open_app("masks", masks_kind="none", masks_flips=row)
    assert label("masks.empty_rows", "en") in shown(app)
    visit(app, "masks", part="compute", looks="1")
    assert "NaN" in app.latex[0].value


def test_a_share_is_worked_out_to_the_picture_s(open_app) -> None:
    app = open_app("masks", masks_part="compute", masks_looks="3", masks_looked="2")
    gap = next(m.value for m in app.markdown if "difference" in m.value).split("difference ")[1]
    assert read_number(gap) < 1e-6
    row = example_trace().trace.of("scores", 0)[0, 0, 3, :4]
    shares = app.dataframe[0].value[label("masks.grid_share", "en")]
    assert list(shares[:4]) == pytest.approx(row.softmax(-1).tolist(), abs=1e-5)
    assert not shares[4:].any()
    largest = row.max().item()
    told = {"largest": largest, "total": (row - largest).exp().sum().item()}
    written = {name: f"{number:.4f}".replace("-", "−") for name, number in told.items()}
    assert label("masks.steps", "en", **written) in [caption.value for caption in app.caption]
    sums = app.dataframe[0].value[label("masks.column_sum", "en")]
    assert list(sums[:4]) == [f"{score:.4f}".replace("-", "−") for score in row.tolist()]


def test_without_the_large_model_the_page_says_how_to_get_it(open_app, monkeypatch) -> None:
    def missing(name: str, network: bool) -> None:
        raise SentiscopeError("model_needs_package", name=name)

    st.cache_resource.clear()
    monkeypatch.setattr(language_model, "locate", missing)
    app = open_app("masks", masks_view="peek", masks_large="1")
    for language in LANGUAGES:
        visit(app, "masks", lang=language)
        assert shown(app) == label("errors.model_needs_package", language, name="smollm2")
        assert list(metrics(app)) == [label(guess, language) for guess in GUESSES]


def test_the_unmasked_decoder_knows_only_with_the_text_in_sight(open_app) -> None:
    app = open_app("masks", masks_view="peek", sentence="the film is a very good film .")
    causal, whole, beginning = (read_number(value.split()[0]) for value in metrics(app).values())
    assert whole < causal < beginning


def test_bad_settings_in_the_url_fall_back(open_app) -> None:
    app = open_app("masks")
    usual = component(app, "mask_grid")
    for value in ("nonsense", "-1", "1e9", "0.0.0"):
        visit(app, "masks", view=value, kind=value, row=value, flips=value)
        assert shown(app) == ""
        header, arrays = component(app, "mask_grid")
        assert header == usual[0]
        assert np.array_equal(arrays["mask"], usual[1]["mask"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_blank_and_long_sentences_are_told(open_app, language: str) -> None:
    app = open_app("masks", lang=language)
    tells_blank_and_long(app, "masks", language, 100, read=24, cut=78)
    assert component(app, "mask_grid")[0]["tokens"][:3] == ["[CLS]", "good", "good"]
