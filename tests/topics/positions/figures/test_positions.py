"""The figures of Positions show the numbers they are given."""

import numpy as np
import pytest
from plotly.colors import sample_colorscale

from core.app.figures.palette import DARK, LIGHT, diverging, sequential
from core.topics.positions.figures.pairs import pairs, small_pairs
from core.topics.positions.figures.positions import (
    ARROWS,
    MOST_NAMED,
    PERCENTILE_ON_SCALE,
    bars,
    bias_lines,
    circles,
    code_map,
    dots,
    lines,
    log_lines,
    moved_tokens_lines,
    spectrum,
    square_map,
    token_map,
)
from tests.support.figures import Keys, all_differ, assert_shows, titles, trace_of

TOKENS = ["[CLS]", "good", "good", "[SEP]"]


def test_code_map_is_symmetric_around_nothing() -> None:
    codes = np.array([[1.0, -3.0], [2, 0]])
    figure = code_map(codes, Keys(), LIGHT, end=4)
    (heat,) = figure.data
    assert heat.z.dtype == np.float32
    assert_shows(heat, z=codes, zmin=-4, zmax=4, colorscale=diverging(LIGHT), hovertemplate="hover")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert figure.layout.yaxis.autorange == "reversed"
    end = np.percentile(np.abs(codes), PERCENTILE_ON_SCALE)
    assert_shows(code_map(codes, Keys(), LIGHT).data[0], zmin=-end, zmax=end)


def test_lines_keep_their_names_and_stairs() -> None:
    rows = {str(number): np.arange(3.0) * number for number in range(8)}
    figure = lines([0, 1, 4], rows, Keys(), LIGHT, steps=True)
    for name, values in rows.items():
        line = trace_of(figure, name)
        assert_shows(line, x=[0, 1, 4], y=values, mode="lines", line_shape="hv", hovertemplate="hover")
    assert all_differ((line.line.color, line.line.dash) for line in figure.data)
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    alone = lines([0, 1], {"one": np.ones(2)}, Keys(), LIGHT)
    dotted = lines([0, 0.5, 1, 1.5, 2], {"one": np.ones(5)}, Keys(), LIGHT, dots=2).data[0]
    assert (dotted.mode, [size > 0 for size in dotted.marker.size]) == (
        "lines+markers",
        [True, False] * 2 + [True],
    )
    assert (alone.data[0].mode, alone.data[0].marker.size) == ("lines", None)
    assert_shows(alone.data[0], line_color=LIGHT.position, line_shape="linear")
    assert alone.layout.showlegend is False


def test_frequencies_stand_on_a_logarithmic_axis() -> None:
    rows = {"ours": np.array([1.0, 1e-2, 1e-4]), "theirs": np.array([1.0, 1e-1, 1e-2])}
    figure = log_lines([0, 1, 2], rows, Keys(), LIGHT)
    for name, values in rows.items():
        assert_shows(trace_of(figure, name), x=[0, 1, 2], y=values, mode="lines", line_shape="linear")
    assert_shows(figure.layout.yaxis, type="log", dtick=1, title_text="y")
    assert list(trace_of(figure, "ours").text) == ["1.0", "1.0·10⁻²", "1.0·10⁻⁴"]


def test_how_far_tokens_moved_is_named_by_token_where_the_axis_has_room() -> None:
    moves, hints = {"moved": np.array([1e-6, 2.0, 3.0, 0.5])}, list("abcd")
    figure = moved_tokens_lines(TOKENS, hints, moves, Keys(), LIGHT)
    assert_shows(trace_of(figure, "moved"), x=range(4), y=moves["moved"], mode="lines+markers")
    assert_shows(trace_of(figure, "moved"), customdata=hints, hovertemplate="hover")
    assert_shows(figure.layout.xaxis, tickvals=range(4), ticktext=TOKENS, title_text="x")
    assert_shows(figure.layout.yaxis, type="log", dtick=2)
    for count, named in ((MOST_NAMED, True), (MOST_NAMED + 1, False)):
        many = moved_tokens_lines(["a"] * count, hints, {"moved": np.ones(count)}, Keys(), LIGHT)
        assert (many.layout.xaxis.ticktext is not None) is named


def test_a_rotation_is_a_map_of_squares_from_minus_one_to_one() -> None:
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    figure = square_map(turn, Keys(), LIGHT)
    assert_shows(figure.data[0], z=turn, zmin=-1, zmax=1, hovertemplate="hover")
    assert figure.layout.yaxis.scaleanchor == "x"


def test_a_row_for_each_token_is_named() -> None:
    values = np.arange(8.0).reshape(4, 2)
    figure = token_map(values, TOKENS, Keys(), LIGHT)
    assert_shows(figure.data[0], z=values, hovertemplate="hover")
    assert_shows(figure.layout.yaxis, tickvals=range(4), ticktext=TOKENS, title_text="", autorange="reversed")


def test_biases_are_steps_over_signed_distances() -> None:
    rows = {"1": np.array([-1.0, 0.0, 2.0]), "2": np.array([0.5, 0.0, -2.0])}
    figure = bias_lines([-8, 0, 8], rows, Keys(), LIGHT)
    for name, values in rows.items():
        assert_shows(trace_of(figure, name), x=[-8, 0, 8], y=values, line_shape="hv", hovertemplate="hover")
    assert_shows(figure.layout, xaxis_type="linear", xaxis_title_text="x", yaxis_title_text="y")


def test_circles_draw_an_arrow_for_each_of_the_first_positions() -> None:
    turned = np.outer(np.arange(30), [1.0, 0.1])
    figure = circles(turned, ["a", "b"], Keys(), DARK)
    shades = sample_colorscale([DARK.neutral, DARK.position], np.linspace(0.25, 1, ARROWS))
    for column, axis in enumerate(("x", "x2")):
        ring, *arrows = (trace for trace in figure.data if trace.xaxis == axis)
        np.testing.assert_allclose(np.hypot(ring.x, ring.y), 1)
        assert (ring.x[0], ring.y[0]) == pytest.approx((ring.x[-1], ring.y[-1]))
        assert_shows(ring, mode="lines", line_color=DARK.border, hoverinfo="skip")
        for position, arrow in enumerate(arrows):
            angle = turned[position, column]
            assert_shows(arrow, x=[0, np.cos(angle)], y=[0, np.sin(angle)], mode="lines+markers")
            assert_shows(
                arrow, customdata=[[position, angle, angle % (2 * np.pi)]] * 2, hovertemplate="hover"
            )
            assert arrow.line.color == arrow.marker.color == shades[position]
        assert len(arrows) == ARROWS
    assert titles(figure) == ["a", "b"]
    layout = figure.layout
    assert_shows(layout, title_text="title", yaxis_scaleanchor="x", yaxis2_scaleanchor="x2")
    for one in (layout.xaxis, layout.yaxis2):
        assert_shows(one, visible=False, range=[-1.15, 1.15])


def test_dots_are_coloured_by_verdict() -> None:
    figure = dots({"m": [0.2, 0.5, 0.9], "n": [0.1]}, [0.7, 0.3], Keys(), LIGHT)
    shuffled, own, other, mark = figure.data
    tones = [LIGHT.negative, LIGHT.positive, LIGHT.positive]
    assert_shows(shuffled, x=[0.2, 0.5, 0.9], y=["m"] * 3, marker_color=tones, hovertemplate="hover")
    assert_shows(own, x=[0.7], y=["m"], hovertemplate="own", mode="markers", marker_color=LIGHT.text)
    assert own.marker.symbol == "line-ns-open"
    assert_shows(other, x=[0.1], y=["n"], mode="markers")
    assert_shows(mark, x=[0.3], y=["n"])
    assert_shows(figure.layout.shapes[0], x0=0.5, x1=0.5, line_color=LIGHT.muted)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", xaxis_tickformat=".0%")
    assert_shows(figure.layout, xaxis_range=[-0.03, 1.03], yaxis_type="category", yaxis_autorange="reversed")


def test_spectrum_ends_at_everything() -> None:
    figure = spectrum(np.array([2.0, 1.0, 1.0]), Keys(), LIGHT)
    sizes, held = trace_of(figure, "value"), trace_of(figure, "held")
    assert_shows(sizes, type="bar", x=[1, 2, 3], y=[2, 1, 1], hovertemplate="hover", yaxis=None)
    assert_shows(held, x=[1, 2, 3], y=np.float32([4 / 6, 5 / 6, 1]), mode="lines", hovertemplate="also")
    assert (held.yaxis, sizes.marker.color, held.line.color) == ("y2", LIGHT.position, LIGHT.text)
    layout = figure.layout
    assert_shows(layout, title_text="title", xaxis_title_text="x", yaxis_title_text="value", showlegend=True)
    assert_shows(
        layout.yaxis2, title_text="held", tickformat=".0%", range=[0, 1.02], side="right", dtick=0.25
    )
    assert layout.yaxis.range is None


def test_the_chosen_head_stands_out() -> None:
    figure = bars(["1", "2"], np.array([0.5, 0.25]), Keys(), LIGHT, chosen=1)
    (bar,) = figure.data
    assert_shows(bar, type="bar", x=["1", "2"], y=[0.5, 0.25], text=["", "0.25"], hovertemplate="hover")
    assert_shows(bar, marker_color=[LIGHT.muted, LIGHT.position], textfont_color=LIGHT.text)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert figure.layout.xaxis.type == "category"


@pytest.mark.parametrize(
    ("scale", "low", "colours"),
    [("signed", -1, diverging(LIGHT)), ("shares", 0, sequential(LIGHT)), ("index", 0, diverging(LIGHT))],
)
def test_pairs_begin_and_end_where_their_numbers_do(scale: str, low: int, colours: list) -> None:
    values = np.arange(16.0).reshape(4, 4) - (8 if scale == "signed" else 0)
    figure = pairs(values, TOKENS, Keys(), LIGHT, scale=scale, end=20, written="+.1f")
    (heat,) = figure.data
    assert_shows(heat, z=values, zmin=20 * low, zmax=20, colorscale=colours, hovertemplate="hover")
    names = [f"{token} · {position}" for position, token in enumerate(TOKENS)]
    assert_shows(heat, customdata=[[[query, key] for key in names] for query in names])
    assert heat.texttemplate == "%{z:+.1f}"
    free = pairs(values, TOKENS, Keys(), LIGHT, scale=scale).data[0]
    end = np.percentile(np.abs(values), PERCENTILE_ON_SCALE) if scale == "signed" else 15
    assert_shows(free, zmin=end * low, zmax=end, texttemplate=None)
    assert figure.layout.title.text == "title"
    assert_shows(figure.layout.yaxis, autorange="reversed", scaleanchor="x", ticktext=TOKENS)
    assert_shows(figure.layout.xaxis, ticktext=TOKENS, tickvals=[0, 1, 2, 3])


def test_masked_and_silent_pairs_keep_a_scale() -> None:
    values = np.array([[2.0, -np.inf], [np.nan, -2.0]])
    assert_shows(pairs(values, ["a", "b"], Keys(), LIGHT).data[0], zmin=-2, zmax=2)
    assert_shows(pairs(np.zeros((2, 2)), ["a", "b"], Keys(), LIGHT).data[0], zmin=-1, zmax=0)


def test_penalties_have_a_scale_that_ends_at_0() -> None:
    penalties = np.array([[0.0, -4.0], [-4.0, 0.0]])
    tones = [(0.0, LIGHT.negative), (1.0, LIGHT.neutral)]
    assert_shows(pairs(penalties, ["a", "b"], Keys(), LIGHT).data[0], zmin=-4, zmax=0, colorscale=tones)
    beside = pairs(penalties, ["a", "b"], Keys(), LIGHT, end=6.0).data[0]  # beside a map of both signs
    assert_shows(beside, zmin=-6, zmax=6)


def test_many_tokens_leave_out_names_and_written_numbers() -> None:
    for count, written, named in ((16, True, True), (17, False, True), (32, False, True), (33, False, False)):
        figure = pairs(np.zeros((count, count)), ["x"] * count, Keys(), LIGHT, written="d", end=1)
        assert (figure.data[0].texttemplate is not None) is written
        assert (figure.layout.xaxis.ticktext is not None) is named


def test_small_pairs_name_their_tokens_and_of_many_some() -> None:
    figure = small_pairs(np.eye(4), TOKENS, Keys(), LIGHT, scale="shares", end=2)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert_shows(axis, tickvals=[0, 1, 2, 3], ticktext=list(TOKENS))
    many = small_pairs(np.eye(40), [f"w{n}" for n in range(40)], Keys(), LIGHT)
    assert_shows(
        many.layout.yaxis, tickvals=list(range(0, 40, 3)), ticktext=[f"w{n}" for n in range(0, 40, 3)]
    )
    assert figure.data[0].showscale is False
    assert_shows(figure.data[0], z=np.eye(4), zmin=0, zmax=2)
