"""Tokens that look like tags stand in a figure as they are; our own marks stay marks."""

import html
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from core.app.figures.finished import finish
from core.app.figures.palette import palette
from core.app.figures.tags import tags_as_texts

TOKENS = ["<s>", "▁这部", "电影", "</s>", "<unk>"]
HOVER = "<b>%{customdata}</b><br>%{z:.2f}<extra></extra>"


def test_special_tokens_are_shown() -> None:
    figure = go.Figure(
        go.Heatmap(
            z=np.eye(5),
            y=TOKENS,
            customdata=np.broadcast_to(np.array(TOKENS, dtype=object), (5, 5)),
            hovertemplate=HOVER,
        )
    )
    figure.update_xaxes(tickvals=list(range(5)), ticktext=TOKENS, title_text="<b>a</b> < b")
    plain = finish(figure, "zh", palette("light")).to_dict()
    trace, axis = plain["data"][0], plain["layout"]["xaxis"]
    shown = ["&lt;s&gt;", "▁这部", "电影", "&lt;/s&gt;", "&lt;unk&gt;"]
    assert axis["ticktext"] == list(trace["y"]) == trace["customdata"][2] == shown
    assert [html.unescape(text) for text in shown] == TOKENS
    assert (trace["hovertemplate"], axis["title"]["text"]) == (HOVER, "<b>a</b> < b")


@pytest.mark.parametrize(
    "text", ["a < b", "<3", "<s>a</s>", "<br><br>", "x<sub>t</sub>", "s", "&lt;s&gt;", ""]
)
def test_whatever_is_more_than_a_tag_stays(text: str) -> None:
    written = (
        json.dumps({"text": text}).replace("<", "\\u003c").replace(">", "\\u003e").replace("/", "\\u002f")
    )
    assert json.loads(tags_as_texts(written)) == {"text": text}
