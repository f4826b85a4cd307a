"""The figures of Pretraining: proportions beside the procedure's, a logit's terms, what was measured."""

import numpy as np

from core.app.figures.palette import LIGHT
from core.topics.pretraining.figures import (
    TERMS,
    USUAL_RATE,
    context_paths,
    corruption_fractions,
    held_out_words,
    logit_terms,
    mix_accuracy,
    rate_curve,
    sides_accuracy,
)
from tests.support.figures import Keys, all_differ, assert_shows, trace_of, words


def scored(*accuracies: float) -> list[dict]:
    """Scores with an interval that is twice as long above as below."""
    return [{"accuracy": one, "interval": [one - 0.1, one + 0.2]} for one in accuracies]


def test_each_kind_is_a_bar_with_its_interval_beside_the_expected_proportion() -> None:
    found = {"untouched": (0.8, 0.7, 0.95), "masked": (0.2, 0.1, 0.35)}
    found |= {"random": (0.03125, 0.0, 0.1), "kept": (0.0, 0.0, 0.1)}
    expected = {"untouched": 0.85, "masked": 0.12, "random": 0.015, "kept": 0.01}
    figure = corruption_fractions(found, expected, Keys(), LIGHT)
    *bars, marks = figure.data
    names = ["untouched · 80.00%", "masked · 20.00%", "random · 3.12%", "kept · 0.00%"]
    tones = (LIGHT.muted, LIGHT.accent, LIGHT.negative, LIGHT.positive)
    for bar, (kind, (share, low, high)), name, colour in zip(bars, found.items(), names, tones, strict=True):
        assert_shows(bar, x=[share], y=[name], orientation="h", marker_color=colour, hovertemplate="hover")
        assert_shows(bar, customdata=[[low, high, expected[kind]]], showlegend=False)
        assert_shows(bar.error_x, array=[high - share], arrayminus=[share - low], color=LIGHT.text)
    assert_shows(marks, x=list(expected.values()), y=names, name="expected", mode="markers", showlegend=True)
    assert_shows(marks.marker, color=LIGHT.text, symbol="line-ns-open")
    assert marks.hoverinfo == "skip"
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", showlegend=True)
    assert_shows(figure.layout, xaxis_tickformat=".0%", xaxis_range=[0, 1], yaxis_autorange="reversed")


def test_the_largest_terms_stand_left_and_the_smallest_right() -> None:
    products = np.random.default_rng(0).permutation(np.linspace(-1, 1, 2 * TERMS + 2))
    figure = logit_terms(products, Keys(), LIGHT)
    (bars,) = figure.data
    order = sorted(range(len(products)), key=lambda number: -products[number])
    shown = [*order[:TERMS], *order[-TERMS:]]
    assert_shows(bars, x=[str(number) for number in shown], y=np.float32(products[shown]))
    assert_shows(bars, marker_color=[LIGHT.positive] * TERMS + [LIGHT.negative] * TERMS)
    assert_shows(bars, type="bar", hovertemplate="hover")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert figure.layout.xaxis.type == "category"


def test_few_terms_are_all_shown_and_nothing_is_not_positive() -> None:
    (bars,) = logit_terms(np.array([0.0, 2.0, -1.0]), Keys(), LIGHT).data
    assert_shows(bars, x=["1", "0", "2"], y=[2, 0, -1])
    assert_shows(bars, marker_color=[LIGHT.positive, LIGHT.negative, LIGHT.negative])
    assert len(logit_terms(np.arange(2.0 * TERMS), Keys(), LIGHT).data[0].x) == 2 * TERMS


def test_the_network_stands_beside_counting() -> None:
    baselines = {"most_frequent": 0.05, "left_trigram": 0.2, "two_sided_trigram": 0.3}
    held_out = {"top_1": 0.4, "top_5": 0.6, "top_1_interval_95": [0.38, 0.43]}
    figure = held_out_words({"baselines": baselines, "held_out": held_out}, Keys(), LIGHT)
    (bars,) = figure.data
    names, values = [*baselines, "top_1", "top_5"], [0.05, 0.2, 0.3, 0.4, 0.6]
    assert_shows(bars, x=values, y=[f"{n} · {v:.1%}" for n, v in zip(names, values, strict=True)])
    assert_shows(bars, customdata=names, orientation="h", type="bar", hovertemplate="hover")
    assert_shows(bars, marker_color=[LIGHT.muted] * 3 + [LIGHT.accent, LIGHT.key])
    assert_shows(bars.error_x, array=[0, 0, 0, 0.03, 0], arrayminus=[0, 0, 0, 0.02, 0], color=LIGHT.text)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".0%")
    assert_shows(figure.layout, xaxis_rangemode="tozero", yaxis_autorange="reversed")


def test_each_seed_of_both_mixes_is_a_point_at_each_kind_of_token() -> None:
    kinds = ["mask", "kept", "exchanged"]
    runs = {
        mix: [{kind: n + seed / 8 + k / 64 for k, kind in enumerate(kinds)} for seed in (0, 1)]
        for n, mix in enumerate(("mixed", "masks"))
    }
    figure = mix_accuracy({"places": kinds, "runs": runs}, words, LIGHT)
    for mix, colour in (("mixed", LIGHT.accent), ("masks", LIGHT.negative)):
        points = trace_of(figure, mix)
        assert_shows(points, x=[kind for kind in kinds for _ in runs[mix]], mode="markers")
        assert_shows(points, y=[run[kind] for kind in kinds for run in runs[mix]], hovertemplate="hover")
        assert points.marker.color == colour
    assert all_differ(trace.marker.symbol for trace in figure.data)
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", showlegend=True)
    assert_shows(figure.layout, xaxis_range=[-0.5, 2.5], yaxis_tickformat=".0%", yaxis_rangemode="tozero")


def test_each_side_is_a_line_from_the_shipped_network_on() -> None:
    sides = {"both": scored(0.4, 0.5), "left": scored(0.1, 0.3), "right": scored(0.2, 0.35)}
    figure = sides_accuracy({"steps": [0, 60], "sides": sides}, words, LIGHT)
    for side, colour in (("both", LIGHT.accent), ("left", LIGHT.key), ("right", LIGHT.value)):
        trace = trace_of(figure, side)
        assert_shows(trace, x=[0, 60], y=[score["accuracy"] for score in sides[side]], line_color=colour)
        assert_shows(trace.error_y, array=[0.2, 0.2], arrayminus=[0.1, 0.1])
        assert_shows(trace, mode="lines+markers", hovertemplate="hover")
    assert all_differ(trace.marker.symbol for trace in figure.data)
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert_shows(figure.layout, xaxis_tickvals=[0, 60], yaxis_tickformat=".0%", yaxis_rangemode="tozero")


def test_the_curve_of_rates_marks_what_bert_was_trained_with() -> None:
    figure = rate_curve({"rates": [0.05, 0.15, 0.8], "scores": scored(0.5, 0.4, 0.1)}, words, LIGHT)
    (line,) = figure.data
    assert_shows(line, x=[0.05, 0.15, 0.8], y=[0.5, 0.4, 0.1], mode="lines+markers", hovertemplate="hover")
    assert_shows(line.error_y, array=[0.2] * 3, arrayminus=[0.1] * 3)
    assert line.line.color == LIGHT.accent
    assert USUAL_RATE == 0.15  # Devlin et al. 2019, 3.1
    assert_shows(figure.layout.shapes[0], x0=0.15, x1=0.15, line_color=LIGHT.muted)
    assert_shows(figure.layout.annotations[0], text="usual", x=0.15, y=1, yref="paper", showarrow=False)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert_shows(axis, tickformat=".0%", rangemode="tozero")


def test_each_line_of_the_corpus_goes_through_the_layers_and_the_near_ones_stand_out() -> None:
    cosines = np.array([[0.1, 0.9, 0.75], [0.2, 0.6, 0.5], [1.0, 0.3, -0.125]])
    figure = context_paths(cosines, ["a", "b", "c"], 2, 1, Keys(), LIGHT)
    for line, values, name in zip(figure.data, cosines, "abc", strict=True):
        assert_shows(line, x=[0, 1, 2], y=np.float32(values), text=[name] * 3, hovertemplate="hover")
        assert line.mode == "lines+markers"
    assert [line.name for line in figure.data] == ["near", "near", "far"]
    assert [line.showlegend for line in figure.data] == [True, False, True]
    assert [line.line.color for line in figure.data] == [LIGHT.accent, LIGHT.accent, LIGHT.muted]
    (mark,) = figure.layout.shapes
    assert (mark.x0, mark.x1) == (1, 1)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
