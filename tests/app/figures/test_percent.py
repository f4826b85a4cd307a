"""The space before % in figures: in ticks, hovers and what stands in the picture."""

import plotly.graph_objects as go

from core.app.figures.percent import PERCENT, in_language
from core.app.figures.plain import Plain

HOVER = "%{y:.1%} of %{customdata[0]:+.2%}, 95% sure, %{x}<extra></extra>"


def drawn() -> Plain:
    figure = go.Figure(go.Bar(x=["a · 5.00%", "b"], y=[0.5, 1], text=["50.0%", None], hovertemplate=HOVER))
    figure.update_yaxes(tickformat=".0%")
    figure.update_xaxes(tickformat="~s")
    figure.add_annotation(text="from 90%")
    return figure.to_dict()


def test_english_has_a_space_before_percent() -> None:
    figure = drawn()
    in_language(figure, "en")
    figure = go.Figure(figure)
    (bar,) = figure.data
    assert (figure.layout.yaxis.tickformat, figure.layout.xaxis.tickformat) == ("$.0%", "~s")
    assert bar.hovertemplate == "%{y:$.1%} of %{customdata[0]:+$.2%}, 95\u00a0% sure, %{x}<extra></extra>"
    assert (list(bar.x), list(bar.text), list(bar.y)) == (
        ["a · 5.00\u00a0%", "b"],
        ["50.0\u00a0%", None],
        [0.5, 1],
    )
    assert figure.layout.annotations[0].text == "from 90\u00a0%"
    assert PERCENT["locales"][PERCENT["locale"]]["format"]["currency"] == ["", "\u00a0%"]


def test_chinese_has_none() -> None:
    figure = drawn()
    in_language(figure, "zh")
    assert figure == drawn()
