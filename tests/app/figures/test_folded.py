"""Titles within pictures: lines that a phone has room for."""

import plotly.graph_objects as go
import pytest
from plotly.subplots import make_subplots

from core.app.figures.chart import apply_look
from core.app.figures.folded import PHONE, folded, width_of
from tests.support.figures import with_room


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("number of keys, S", 40, ["number of keys, S"]),
        ("entropy of a row, in nats", 12, ["entropy of a", "row, in nats"]),
        ("一行的熵（奈特）；虚线：平均", 10, ["一行的熵", "（奈特）；", "虚线：平均"]),
        ("softmax 之后的 share", 10, ["softmax 之", "后的 share"]),
        ("incomprehensibilities", 5, ["incomprehensibilities"]),
        (  # no word alone on the last line
            "place in the vocabulary, the commonest word first",
            PHONE,
            ["place in the vocabulary,", "the commonest word first"],
        ),
    ],
)
def test_a_title_breaks_between_words_and_never_before_punctuation(
    text: str, most: int, lines: list[str]
) -> None:
    assert folded(text, most).split("<br>") == lines


@pytest.mark.parametrize("margin", [{"t": 60}, {}])  # its own, and the template's
def test_titles_of_parts_and_axes_have_lines_for_a_phone_and_room_for_them(margin: dict[str, int]) -> None:
    long = "the mean of the largest weight of every row of a head"
    figure = make_subplots(cols=2, subplot_titles=[long, "short"])
    apply_look(figure, "title", margin=margin)
    figure.update_xaxes(title_text=long, col=1)
    figure.update_xaxes(title_text="short", col=2)
    figure = with_room(figure)
    first, second = figure.layout.annotations
    assert first.text.replace("<br>", " ") == long
    assert max(map(width_of, first.text.split("<br>"))) <= PHONE // 2
    assert figure.layout.xaxis.title.text == first.text
    assert figure.layout.xaxis.automargin
    assert (second.text, figure.layout.xaxis2.title.text) == ("short", "short")
    assert figure.layout.margin.t == 60 + 17 * first.text.count("<br>")
    figure = with_room(figure)  # once is enough
    assert figure.layout.margin.t == 60 + 17 * first.text.count("<br>")


def test_titles_beside_each_other_do_not_meet_on_a_phone() -> None:
    figure = make_subplots(cols=2, subplot_titles=["time, in milliseconds", "memory, in megabytes"])
    figure = with_room(figure)
    lines = [note.text.split("<br>") for note in figure.layout.annotations]
    assert sum(max(map(width_of, own)) for own in lines) < PHONE - 2


def test_one_picture_has_a_phone_s_whole_width() -> None:
    figure = go.Figure()
    figure.update_xaxes(title_text="x" * PHONE)
    figure = with_room(figure)
    assert figure.layout.xaxis.title.text == "x" * PHONE
