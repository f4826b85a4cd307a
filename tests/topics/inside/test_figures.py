"""The figures of Inside BERT show the numbers they are given."""

import numpy as np

from core.app.figures.chart import similarity_map
from core.app.figures.palette import DARK, LIGHT, diverging, sequential
from core.topics.inside.cost import StepCost
from core.topics.inside.figures import (
    PERCENTILE_ON_SCALE,
    cost_bars,
    embedding_strips,
    forming_curve,
    layers_by_tokens,
    part_norms,
    segment_strips,
)
from tests.support.figures import Keys, assert_shows, titles, trace_of

TOKENS = ["[CLS]", "good", "good", "[SEP]"]
PARTS = ("token", "position", "segment", "sum")


def test_forming_curve_colours_each_layer_by_its_verdict() -> None:
    figure = forming_curve([0.5, 0.2, 0.9], ["a", "b", "c"], Keys(), LIGHT)
    (line,) = figure.data
    tones = [LIGHT.positive, LIGHT.negative, LIGHT.positive]
    assert_shows(line, x=["a", "b", "c"], y=[0.5, 0.2, 0.9], text=["50.0%", "20.0%", "90.0%"])
    assert_shows(line, marker_color=tones, textfont_color=tones, line_color=LIGHT.muted)
    assert_shows(line, mode="lines+markers+text", hovertemplate="hover")
    assert list(line.textposition) == ["top center", "bottom center", "top center"]  # clear of the curve
    slopes = forming_curve([0.1, 0.4, 0.9, 0.6, 0.5], list("abcde"), Keys(), LIGHT).data[0]
    assert [side.split()[1] for side in slopes.textposition[1:4]] == ["left", "center", "right"]
    assert_shows(figure.layout.shapes[0], y0=0.5, y1=0.5, line_color=LIGHT.muted)
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", xaxis_type="category")
    assert_shows(figure.layout.yaxis, range=[-0.12, 1.16], tickformat=".0%")


def test_layers_by_tokens_begins_its_scale_at_nothing() -> None:
    values = np.array([[3.0, 4, 5, 6], [7, 8, 9, 10]])
    figure = layers_by_tokens(values, ["first", "second"], TOKENS, Keys(), LIGHT)
    (heat,) = figure.data
    assert heat.z.dtype == np.float32
    assert_shows(heat, z=values, zmin=0, zmax=10, x=[0, 1, 2, 3], y=["first", "second"])
    assert_shows(heat, customdata=[TOKENS] * 2, colorscale=sequential(LIGHT), hovertemplate="hover")
    assert_shows(heat.colorbar.title, text="scale", side="right")
    # The same word twice keeps two columns.
    assert_shows(figure.layout.xaxis, ticktext=TOKENS, tickvals=[0, 1, 2, 3])
    assert_shows(figure.layout, title_text="title", yaxis_type="category")
    for count, named in ((40, True), (41, False)):
        wide = layers_by_tokens(np.ones((1, count)), ["first"], ["x"] * count, Keys(), LIGHT)
        assert (wide.layout.xaxis.ticktext is not None) is named


def test_strips_share_one_scale() -> None:
    parts = {part: np.arange(32.0).reshape(4, 8) * n for n, part in enumerate(PARTS)}
    figure = embedding_strips(parts, TOKENS, Keys(), DARK)
    names = ["[CLS] · 0", "good · 1", "good · 2", "[SEP] · 3"]
    for n, (trace, values) in enumerate(zip(figure.data, parts.values(), strict=True), start=1):
        assert_shows(trace, z=values, y=names, coloraxis="coloraxis", hovertemplate="hover")
        assert trace.xaxis == f"x{n if n > 1 else ''}"
    end = np.percentile(np.stack(list(parts.values())), PERCENTILE_ON_SCALE)
    assert {axis.tickangle for axis in figure.select_xaxes()} == {0}  # upright, they would lie over the title
    assert_shows(figure.layout.coloraxis, cmin=-end, cmax=end, colorscale=diverging(DARK))
    assert titles(figure) == list(PARTS)
    layout = figure.layout
    assert_shows(layout, title_text="title", xaxis_title_text=None, xaxis_matches="x3")
    assert_shows(layout, xaxis3_title_text="x", xaxis4_title_text="x", yaxis2_matches="y")
    assert_shows(layout.yaxis, autorange="reversed", type="category")


def test_lengths_are_one_bar_each() -> None:
    norms = {part: np.arange(4.0) + n for n, part in enumerate(PARTS)}
    figure = part_norms(norms, TOKENS, Keys(), LIGHT)
    for part, lengths in norms.items():
        bar = trace_of(figure, part)
        assert_shows(bar, type="bar", x=[0, 1, 2, 3], y=lengths, customdata=TOKENS, hovertemplate="hover")
        assert bar.marker.color == getattr(LIGHT, part, LIGHT.muted)
        assert bar.marker.pattern.shape == ("/" if part == "position" else None)
    assert trace_of(figure, "position").marker.pattern.fgcolor == LIGHT.background
    assert trace_of(figure, "position").marker.pattern.fillmode == "overlay"
    assert_shows(figure.layout.xaxis, ticktext=TOKENS, tickvals=[0, 1, 2, 3])
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", barmode="group", showlegend=True)


def test_similarity_names_the_positions_between() -> None:
    figure = similarity_map(np.eye(3), 2, Keys(), LIGHT)
    (heat,) = figure.data
    assert_shows(heat, z=np.eye(3), x=[0, 2, 4], y=[0, 2, 4], zmin=-1, zmax=1, hovertemplate="hover")
    assert_shows(heat, colorscale=diverging(LIGHT))
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="x")
    assert_shows(figure.layout.yaxis, autorange="reversed", scaleanchor="x")


def test_segment_strips_have_a_row_each() -> None:
    vectors = np.array([[1.0, -2], [0, 1]])
    figure = segment_strips(vectors, ["first", "second"], Keys(), LIGHT)
    (heat,) = figure.data
    end = np.percentile(np.abs(vectors), PERCENTILE_ON_SCALE)
    assert_shows(heat, z=vectors, y=["first", "second"], zmin=-end, zmax=end, hovertemplate="hover")
    assert_shows(heat, colorscale=diverging(LIGHT))
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x")
    assert_shows(figure.layout.yaxis, autorange="reversed", type="category")


def test_costs_stand_side_by_side() -> None:
    steps = {"queries": LIGHT.query, "keys": LIGHT.key, "values": LIGHT.value, "logits": LIGHT.accent}
    costs = [StepCost(step, None, 4 + n, 21 * n) for n, step in enumerate(steps)]
    figure = cost_bars(costs, {step: step.upper() for step in steps}, Keys(), LIGHT)
    looks = zip(figure.data, ("parameters", "operations"), ("hover", "hover_operations"), strict=True)
    for trace, part, hover in looks:
        assert_shows(trace, x=[getattr(cost, part) for cost in costs], y=[step.upper() for step in steps])
        assert_shows(trace, type="bar", orientation="h", hovertemplate=hover)
        assert_shows(trace, marker_color=list(steps.values()))
    assert [trace.xaxis for trace in figure.data] == ["x", "x2"]
    assert titles(figure) == ["parameters", "operations"]
    assert_shows(figure.layout, title_text="title", xaxis_tickformat="~s", yaxis_type="category")
    assert_shows(figure.layout, yaxis_autorange="reversed", yaxis2_matches="y")
