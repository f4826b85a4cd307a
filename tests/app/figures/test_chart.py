"""What several topics' figures are built from."""

import math
import re
import subprocess
import sys
import unicodedata
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.subplots import make_subplots

from core.app.figures.chart import (
    add_bars_by_token,
    add_layers_by_tokens,
    add_lines,
    apply_look,
    blank,
    log_axis,
    scored_whiskers,
    whiskers,
)
from core.app.figures.palette import DARK, LIGHT, sequential
from core.app.figures.template import ABOVE, SMALL, put_on, template
from tests.support.figures import Keys, assert_shows, trace_of, with_room


def test_whiskers_reach_from_the_value_to_both_ends() -> None:
    bars = whiskers([0.5, 0.9], [(0.4, 0.7), (0.85, 0.95)], color="red")
    assert bars["array"] == pytest.approx([0.2, 0.05])
    assert bars["arrayminus"] == pytest.approx([0.1, 0.05])
    assert (bars["type"], bars["symmetric"], bars["color"]) == ("data", False, "red")
    points = [{"accuracy": 0.5, "interval": (0.4, 0.7)}, {"accuracy": 0.9, "interval": (0.85, 0.95)}]
    assert scored_whiskers(points, color="red") == bars


def test_lines_lie_where_plotly_s_own_would() -> None:
    ours, theirs = go.Figure(), go.Figure()
    for figure in (ours, theirs):
        figure.add_scatter(x=[0, 9], y=[0, 9])
    look = {"color": LIGHT.muted, "width": 1, "dash": "dot"}
    add_lines(ours, x=[3.5], y=[1, 2], **look)
    add_lines(ours, y=[7], layer="below", **look)
    theirs.add_vline(x=3.5, line=look, layer="above")
    for y in (1, 2):
        theirs.add_hline(y=y, line=look, layer="above")
    theirs.add_hline(y=7, line=look, layer="below")
    plain, expected = (
        [shape.to_plotly_json() for shape in figure.layout.shapes] for figure in (ours, theirs)
    )
    for shape in expected:  # the first pair of axes is meant where none is named
        for letter in "xy":
            if shape[f"{letter}ref"] == letter:
                del shape[f"{letter}ref"]
    assert plain == expected


def test_layers_by_tokens_have_the_first_row_on_top_and_begin_at_nothing() -> None:
    figure, values = go.Figure(), np.array([[0.1, 0.9], [0.4, 0.6], [0.0, 1.0]])
    add_layers_by_tokens(figure, values, ["1", "2", "3"], ["good", "film"], LIGHT, hovertemplate="hover")
    (heat,) = figure.data
    assert_shows(heat, z=values, x=[0, 1], y=["1", "2", "3"], zmin=0, colorscale=sequential(LIGHT))
    assert_shows(heat, customdata=[["good", "film"]] * 3, hovertemplate="hover")
    assert heat.z.dtype == np.float32
    assert figure.layout.yaxis.autorange == "reversed"


def test_bars_by_token_stand_side_by_side_under_their_names() -> None:
    figure, heights = go.Figure(), {"before": np.array([1.0, 2.0]), "after": np.array([0.5, 4.0])}
    looks = {"before": {"color": "red"}, "after": {"color": "blue"}}
    add_bars_by_token(figure, heights, looks, ["good", "good"], Keys())
    for series, values in heights.items():
        bars = trace_of(figure, series)
        assert_shows(bars, x=[0, 1], y=values, customdata=["good", "good"], hovertemplate="hover")
        assert bars.marker.color == looks[series]["color"]


def test_every_picture_of_a_figure_has_quiet_lines_and_keeps_its_own() -> None:
    figure = make_subplots(cols=3, subplot_titles=["a", "b", "c"])
    figure.update_xaxes(gridcolor="red", col=2)
    figure.add_annotation(text="a note", font={"size": 20})
    apply_look(figure, "title")
    plain = figure.to_dict()
    put_on(plain["layout"], DARK)
    figure = go.Figure(plain)
    assert [axis.gridcolor for axis in figure.select_xaxes()] == [DARK.border, "red", DARK.border]
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        assert (axis.linecolor, axis.zeroline) == (DARK.border, False)
    for axis in figure.select_yaxes():
        assert axis.gridcolor == DARK.border
    *titles, note = figure.layout.annotations
    assert [(title.font.size, title.font.color) for title in titles] == [(SMALL, DARK.muted)] * 3
    assert note.font.size == 20


def test_a_figure_without_axes_of_its_own_gets_both_in_quiet_lines() -> None:
    plain = blank("title").to_dict()
    put_on(plain["layout"], DARK)
    for axis in ("xaxis", "yaxis"):
        assert plain["layout"][axis] == {
            "gridcolor": DARK.border,
            "zeroline": False,
            "linecolor": DARK.border,
        }


def test_the_template_takes_nothing_from_plotly_s_or_streamlit_s() -> None:
    made = template(LIGHT)
    assert list(made["data"]) == ["scatter"]  # and no bar, whose lines would be pale
    made = go.layout.Template(made)  # which takes valid names and values only
    assert made.data.scatter[0].marker.line.width == 0
    assert made.data.scatter[0].line.simplify is False  # or a curve is drawn as a polygon
    assert made.layout.colorway is None
    assert made.layout.yaxis.automargin is True
    assert made.layout.yaxis.title.standoff > 0  # a name that clears its numbers
    assert made.layout.font.color == LIGHT.text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ((2, 500), ["2", "5", "10", "20", "50", "100", "200", "500"]),
        ((0.006, 0.009), ["0.005", "0.007", "0.01"]),
        ((1, 4), ["1", "1.5", "2", "3", "5"]),
        ((1e-9, 1), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"]),
        ((1000, 250_000), ["1,000", "2,000", "5,000", "10,000", "20,000", "50,000", "100,000", "200,000"]),
        ((5, 5), ["5"]),
    ],
)
def test_ticks_of_a_logarithmic_axis_are_round_and_few(values, texts) -> None:
    axis = log_axis(values)
    assert axis["type"] == "log"
    assert axis["ticktext"] == texts
    assert all(min(values) * 0.79 <= tick <= max(values) * 1.26 for tick in axis["tickvals"])


@given(st.floats(1e-12, 1e12), st.floats(0, 20))
def test_ticks_of_a_logarithmic_axis_stand_apart_and_never_repeat(low: float, decades: float) -> None:
    axis = log_axis([low, low * 10**decades])
    ticks, texts = axis["tickvals"], axis["ticktext"]
    assert texts
    assert len(set(texts)) == len(texts)
    assert [float(value_of(text)) for text in texts] == pytest.approx(ticks, rel=1e-6)
    places = [math.log10(tick) for tick in ticks]
    gaps = [after - before for before, after in pairwise(places)]
    assert all(gap > 0.09 * (decades + 0.2) for gap in gaps)
    # Half a step of the widest pair of ticks, 3 and 5, lies between a value and the tick beside it.
    assert min(abs(place - math.log10(low) - decades / 2) for place in places) < decades / 2 + 0.12


def value_of(text: str) -> str:
    """A tick's text as Python reads it: `5·10⁻⁸` is 5e-8."""
    plain = unicodedata.normalize("NFKC", text.replace(",", "").replace("·", "x")).replace("−", "-")
    found = re.fullmatch(r"(?:(.+)x)?10(-?\d+)", plain) if set(text) & set("⁰¹²³⁴⁵⁶⁷⁸⁹") else None
    return f"{found[1] or 1}e{found[2]}" if found else plain


def test_a_legend_has_its_room_between_title_and_picture() -> None:
    plain, one, several = (
        blank("t"),
        blank("t"),
        make_subplots(cols=2, subplot_titles=["a", "b"]),
    )
    apply_look(several, "t", showlegend=True)
    one.update_layout(showlegend=True)
    plain, one, several = (with_room(figure.add_scatter(name="a")) for figure in (plain, one, several))
    assert plain.layout.margin.t is None  # the template's
    assert several.layout.margin.t > one.layout.margin.t > ABOVE
    assert several.layout.legend.y > one.layout.legend.y > 1


def test_pandas_is_whole_before_plotly_looks_for_it() -> None:
    """Plotly takes it from `sys.modules`, where another thread may have got half of it."""
    order = (
        "import sys, core.app.figures.template; names = list(sys.modules);"
        "raise SystemExit(names.index('pandas') > names.index('plotly'))"
    )
    subprocess.run([sys.executable, "-c", order], check=True)
