"""The figures of Masks show the numbers they are given."""

import numpy as np

from core.app.figures.palette import LIGHT, sequential
from core.topics.masks.figures import (
    LEAST_SHOWN,
    PADDING_LINES,
    batch_mask,
    decoder_curves,
    guesses,
    leakage_maps,
    padding_moves,
    ways_bars,
)
from tests.support.figures import Keys, all_differ, assert_shows, titles, trace_of, words


def test_a_mask_of_a_sentence_says_of_each_cell_why_it_is_hidden() -> None:
    causal, real = np.tri(3, dtype=bool), np.array([True, True, False])
    pieces = ["d", "12345678901", "abcdefghijkl"]
    reasons = ("seen", "ahead", "pad", "twice")
    tones = (LIGHT.accent, LIGHT.negative, LIGHT.muted, LIGHT.segment)
    steps = [(edge / 4, tone) for n, tone in enumerate(tones) for edge in (n, n + 1)]
    for name, codes in (
        ("padding", [[0, 0, 2]] * 3),
        ("causal", [[0, 1, 1], [0, 0, 1], [0, 0, 0]]),
        ("both", [[0, 1, 3], [0, 0, 3], [0, 0, 2]]),
    ):
        figure = batch_mask(name, causal, real, pieces, Keys(), LIGHT)
        told = [
            [[query, key, reasons[code]] for key, code in zip(pieces, row, strict=True)]
            for query, row in zip(pieces, codes, strict=True)
        ]
        (cells,) = figure.data
        assert_shows(cells, z=codes, zmin=0, zmax=3, customdata=told, hovertemplate="hover", colorscale=steps)
        assert_shows(figure.layout, title_text=name, yaxis_autorange="reversed", xaxis_side="top")
        for axis in (figure.layout.xaxis, figure.layout.yaxis):
            assert_shows(axis, tickvals=[0, 1, 2], ticktext=["d", "12345678901", "abcde…hijkl"])
            assert axis.automargin


def test_ways_are_bars_and_hidden_tokens_are_shaded() -> None:
    weights = {name: np.array([number / 4, 0.0]) for number, name in enumerate(("infinity", "large"))}
    weights |= {name: np.array([0.4, number / 4]) for number, name in enumerate(("small", "zero"))}
    figure = ways_bars(weights, ["a", "b"], np.array([True, False]), Keys(), LIGHT)
    for name, values in weights.items():
        assert_shows(trace_of(figure, name), type="bar", x=[0, 1], y=values, hovertemplate="hover")
    assert_shows(figure.data[0], customdata=["a", "b"])
    assert [bar.marker.color for bar in figure.data] == [
        LIGHT.accent,
        LIGHT.key,
        LIGHT.value,
        LIGHT.negative,
    ]
    (shade,) = figure.layout.shapes
    assert_shows(shade, x0=0.5, x1=1.5, fillcolor=LIGHT.neutral, layer="below", type="rect")
    assert_shows(figure.layout.xaxis, tickvals=[0, 1], ticktext=["a", "b"])
    assert_shows(figure.layout, title_text="title", yaxis_title_text="y", barmode="group", showlegend=True)


def test_guesses_are_lines_on_one_scale() -> None:
    lines = {
        name: np.array([0.1 * number, 0.9])
        for number, name in enumerate(("causal", "whole", "beginning"), start=1)
    }
    figure = guesses(lines, ["a", "b"], Keys(), LIGHT)
    for name, values in lines.items():
        trace = trace_of(figure, name)
        assert_shows(trace, x=[0, 1], y=values.astype(np.float32), customdata=["a", "b"])
        assert_shows(trace, hovertemplate="hover", mode="lines+markers")
        assert trace.line.color == (LIGHT.accent if name == "causal" else LIGHT.negative)
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data)
    assert all_differ(trace.marker.symbol for trace in figure.data)
    assert_shows(figure.layout.xaxis, tickvals=[0, 1], ticktext=["a", "b"])
    assert_shows(figure.layout.yaxis, title_text="y", range=[-0.03, 1.03], tickformat=".0%")
    assert_shows(figure.layout, title_text="title", showlegend=True)


def test_a_curve_and_a_diamond_for_each_decoder() -> None:
    causal = {"curve": [{"step": 10, "loss": 4.0}, {"step": 30, "loss": 3.0}], "beginning": 3.1}
    none = {"curve": [{"step": 10, "loss": 4.0}, {"step": 20, "loss": 0.1}], "beginning": 9.0}
    figure = decoder_curves({"masks": {"causal": causal, "none": none}}, words, LIGHT)
    for name, run, colour in (("causal", causal, LIGHT.accent), ("none", none, LIGHT.negative)):
        curve, diamond = trace_of(figure, name), trace_of(figure, f"{name}_beginning")
        assert_shows(curve, x=[one["step"] for one in run["curve"]], y=[one["loss"] for one in run["curve"]])
        assert_shows(curve, mode="lines", line_color=colour, hovertemplate="hover")
        assert_shows(diamond, x=[30], y=[run["beginning"]], mode="markers", marker_color=colour)
        assert_shows(diamond, marker_symbol="diamond", hovertemplate="hover_beginning")
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert_shows(figure.layout, yaxis_rangemode="tozero", showlegend=True)


def test_leakage_is_blank_where_nothing_moved_and_one_grid_a_mask() -> None:
    moved = {"last": [[0.0, 100.0], [1e-9, 0.0]], "real": [True, True]}
    padded = {"last": [[0.1, 10.0], [1.0, 0.0]], "real": [True, False]}
    names = ("causal", "none", "padding", "both")
    figure = leakage_maps({"masks": dict(zip(names, [moved] * 3 + [padded], strict=True))}, words, LIGHT)
    nothing = np.nan
    assert_shows(figure.data[0], z=[[nothing, 2], [np.log10(LEAST_SHOWN), nothing]], customdata=moved["last"])
    assert_shows(figure.data[3], z=[[-1, 1], [nothing] * 2], customdata=[[0.1, 10], [nothing] * 2])
    assert [trace.xaxis for trace in figure.data] == ["x", "x2", "x3", "x4"]
    for trace in figure.data:
        assert_shows(trace, coloraxis="coloraxis", hovertemplate="hover")
    assert titles(figure) == list(names)
    layout = figure.layout
    assert_shows(layout, title_text="title", coloraxis_colorscale=sequential(LIGHT))
    assert layout.coloraxis.colorbar.title.text == "scale"
    assert [layout[f"xaxis{n}"].title.text for n in ("", 3, 4, 6)] == [None, None, "x", "x"]
    assert [layout[f"yaxis{n}"].title.text for n in ("", 2, 4, 5)] == ["y", None, "y", None]
    assert_shows(layout.yaxis, autorange="reversed", dtick=2)
    assert layout.xaxis.dtick == 2


def test_padding_moves_with_and_without_mask() -> None:
    def measured(scale: float) -> dict:
        return {"mean_move": scale, "largest_move": 4 * scale, "accuracy": 0.9 + scale, "flipped": 2}

    points = [{"added": n, "masked": measured(n / 1000), "unmasked": measured(n / 100)} for n in (0, 8)]
    figure = padding_moves({"points": points}, words, LIGHT)
    assert len(figure.data) == len(PADDING_LINES) == 4
    for name, (mask, what) in PADDING_LINES.items():
        trace = trace_of(figure, name)
        assert_shows(trace, x=["0", "8"], y=[point[mask][what] for point in points])
        assert_shows(trace, customdata=[[point[mask]["accuracy"], 2] for point in points])
        assert_shows(trace, hovertemplate="hover", mode="lines+markers")
        assert trace.line.color == (LIGHT.accent if mask == "masked" else LIGHT.negative)
        assert name == f"{mask}_{what}"
    assert all_differ((trace.line.color, trace.line.dash) for trace in figure.data)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert_shows(figure.layout, xaxis_type="category", yaxis_rangemode="tozero", showlegend=True)
