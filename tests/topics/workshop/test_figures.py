"""The workshop's figures show the numbers they were given."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.app.figures.palette import LIGHT, sequential
from core.topics.workshop.figures.data import LONGEST, label_balance, row_lengths
from core.topics.workshop.figures.metrics import confusion_table, interval_by_count
from core.topics.workshop.figures.tokens import MOST_CHARACTERS, batch_cells, character_path
from core.topics.workshop.figures.train import LOSSES, SCORES, training_lines
from tests.support.figures import Keys, all_differ, assert_shows, titles, trace_of

CURVE = [
    {"epoch": 1.0, "train_loss": 0.7, "dev_loss": 0.6, "accuracy": 0.5, "f1": 0.4},
    {"epoch": 2.0, "train_loss": 0.5, "dev_loss": 0.55, "accuracy": 0.75, "f1": 0.8},
]


def test_lines_are_the_evaluations() -> None:
    for names, unit in ((LOSSES, None), (SCORES, ".0%")):
        figure = training_lines(CURVE, names, Keys(), LIGHT)
        for name, colour in zip(names, (LIGHT.accent, LIGHT.segment), strict=True):
            line = trace_of(figure, name)
            assert_shows(line, x=[1, 2], y=[point[name] for point in CURVE], hovertemplate="hover")
            assert_shows(line, line_color=colour, marker_color=colour, mode="lines+markers")
        assert all_differ(line.line.dash for line in figure.data)
        assert_shows(figure.layout, title_text="title", xaxis_title_text="x", showlegend=True)
        assert_shows(figure.layout, yaxis_tickformat=unit, xaxis_rangemode="tozero")


def test_balance_is_in_proportions() -> None:
    figure = label_balance({"train": (3000, 1000), "dev": (1, 1)}, Keys(), LIGHT)
    rows = (
        ("negative", [0.75, 0.5], ["negative 3,000", "negative 1"], LIGHT.negative),
        ("positive", [0.25, 0.5], ["positive 1,000", "positive 1"], LIGHT.positive),
    )
    for name, proportions, texts, colour in rows:
        bar = trace_of(figure, name)
        assert_shows(bar, x=proportions, y=["train", "dev"], text=texts, marker_color=colour)
        assert_shows(bar, orientation="h", hovertemplate="%{y}: %{text} (%{x:.1%})<extra></extra>")
    assert_shows(figure.layout, title_text="title", barmode="stack", yaxis_autorange="reversed")
    assert_shows(figure.layout.xaxis, tickformat=".0%", range=[0, 1])


def test_long_rows_stand_in_the_last_bar() -> None:
    lengths = {"train": np.array([1, 2, 2, 500]), "dev": np.array([3])}
    figure = row_lengths(lengths, Keys(), LIGHT)
    expected = np.zeros(LONGEST + 1)
    expected[[1, 2, LONGEST]] = 0.25, 0.5, 0.25
    for name, heights, colour in (("train", expected, LIGHT.accent), ("dev", [0, 0, 0, 1], LIGHT.segment)):
        line = trace_of(figure, name)
        assert line.y.dtype == np.float32
        assert_shows(line, x=range(len(heights)), y=heights, line_color=colour, hovertemplate="hover")
        assert_shows(line, mode="lines", fill="tozeroy", line_shape="hvh")
    assert_shows(
        figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y", showlegend=True
    )
    assert figure.layout.yaxis.tickformat == ".0%"
    short = row_lengths({"train": np.array([0]), "dev": np.array([0])}, Keys(), LIGHT)
    assert_shows(short.data[0], x=[0, 1], y=[1, 0])


def test_confusion_keeps_its_positions() -> None:
    figure = confusion_table(((5, 1), (6, 1000)), Keys(), LIGHT)
    (heat,) = figure.data
    names = ["negative", "positive"]
    assert_shows(heat, z=[[5, 1], [6, 1000]], x=names, y=names, zmin=0, colorscale=sequential(LIGHT))
    assert_shows(heat, hovertemplate="hover", showscale=False)
    assert heat.zmax > 1000  # the darkest cell stays a colour on which a number can be read
    notes = [(note.y, note.x, note.text) for note in figure.layout.annotations]
    counts = (("5", "1"), ("6", "1,000"))
    assert notes == [(names[row], names[said], counts[row][said]) for row in (0, 1) for said in (0, 1)]
    tones = [note.font.color for note in figure.layout.annotations]
    assert tones == [LIGHT.text] * 3 + [LIGHT.background]
    assert not any(note.showarrow for note in figure.layout.annotations)
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert_shows(figure.layout, yaxis_autorange="reversed", xaxis_side="bottom")


def test_interval_marks_where_we_are() -> None:
    totals = np.array([10, 100], dtype=np.float32)
    figure = interval_by_count(totals, totals / 200, totals / 100, (40, 0.9), Keys(), LIGHT)
    high, low, here = figure.data
    assert_shows(high, x=totals, y=totals / 100, mode="lines", line_color=LIGHT.accent, fill=None)
    assert_shows(low, x=totals, y=totals / 200, mode="lines", line_color=LIGHT.accent, fill="tonexty")
    assert_shows(here, x=[40], y=[0.9], text=["here"], mode="markers+text", marker_color=LIGHT.accent)
    assert {trace.hovertemplate for trace in figure.data} == {"hover"}
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert_shows(figure.layout, xaxis_type="log", yaxis_tickformat=".0%")


def path(typed: str, *pieces: tuple[str, int, int, int], normal: str = "") -> SimpleNamespace:
    named = [
        SimpleNamespace(text=t, id=i, start=s, end=e, special=t in ("[CLS]", "</s>")) for t, i, s, e in pieces
    ]
    return SimpleNamespace(typed=typed, normal=tuple(normal or typed.lower()), pieces=named)


def test_each_character_stands_over_its_piece() -> None:
    figure = character_path(path("Go on", ("go", 7, 0, 2), ("on", 12, 3, 5)), Keys(), LIGHT)
    notes = [(note.x, note.y, note.text) for note in figure.layout.annotations]
    rows = [(x, row, letter) for row, text in enumerate(("Go␣on", "go␣on")) for x, letter in enumerate(text)]
    assert notes == [*rows, (0.5, 2, "go"), (0.5, 3, "7"), (3.5, 2, "on"), (3.5, 3, "12")]
    tones = [note.font.color for note in figure.layout.annotations]
    assert tones == [LIGHT.text] * 10 + [LIGHT.position] * 2 + [LIGHT.token] * 2
    boxes = [(box.x0, box.x1, box.y0, box.y1, box.line.color) for box in figure.layout.shapes]
    assert boxes == [
        (start - 0.45, end - 0.55, row - 0.4, row + 0.4, colour)
        for start, end, colour in ((0, 2, LIGHT.position), (3, 5, LIGHT.token))
        for row in (2, 3)
    ]
    assert {box.type for box in figure.layout.shapes} == {"rect"}
    assert not any(note.showarrow for note in figure.layout.annotations)
    assert_shows(
        figure.layout.yaxis,
        tickvals=[0, 1, 2, 3],
        ticktext=["typed", "normal", "pieces", "ids"],
        range=[3.6, -0.6],
    )
    assert_shows(figure.layout, title_text="title", xaxis_visible=False, xaxis_range=[-0.8, 19.8])


def test_a_text_longer_than_its_piece_is_turned() -> None:
    figure = character_path(path("ab", ("ab", 12345, 0, 2)), Keys(), LIGHT)
    assert [note.textangle for note in figure.layout.annotations[-2:]] == [0, -90]


def test_pieces_without_characters_or_behind_the_edge_are_left_out() -> None:
    typed = "x" * (MOST_CHARACTERS + 1)
    pieces = (("[CLS]", 1, 0, 0), ("in", 2, 1, MOST_CHARACTERS), ("out", 3, 1, MOST_CHARACTERS + 1))
    figure = character_path(path(typed, *pieces), Keys(), LIGHT)
    assert titles(figure)[-2:] == ["in", "2"]
    assert len(figure.layout.annotations) == 2 * MOST_CHARACTERS + 2
    assert_shows(figure.layout, xaxis_range=[-0.8, MOST_CHARACTERS - 0.2])


def test_each_character_stands_over_what_is_looked_up_for_it() -> None:
    figure = character_path(path("ＡÄ", normal="Aä"), Keys(), LIGHT)
    assert [(note.x, note.y, note.text) for note in figure.layout.annotations] == [
        (0, 0, "Ａ"),
        (1, 0, "Ä"),
        (0, 1, "A"),
        (1, 1, "ä"),
    ]


def test_a_blank_put_before_the_sentence_stands_before_its_first_character() -> None:
    pieces = (("</s>", 2, 0, 0), ("▁", 6, 0, 0), ("剧情", 9, 0, 2), ("▁", 6, 2, 2))
    figure = character_path(path("剧情", *pieces), Keys(), LIGHT)
    assert titles(figure)[4:] == ["▁", "6", "剧情", "9"]
    assert [(box.x0, box.x1) for box in figure.layout.shapes] == [(-1.45, -0.55)] * 2 + [(-0.45, 1.45)] * 2
    assert_shows(figure.layout, xaxis_range=[-1.8, 19.8])


def test_pieces_of_one_character_share_its_column() -> None:
    pieces = (("▁1", 4, 1, 3), ("<unk>", 3, 2, 3), ("2", 5, 2, 3), ("!", 7, 3, 4))
    figure = character_path(path("a ½!", *pieces), Keys(), LIGHT)
    thirds = [(note.x, note.text) for note in figure.layout.annotations if note.y == 2]
    assert [x for x, _ in thirds] == pytest.approx([1 + 2 * 1 / 6 - 0.5, 1.5, 1 + 2 * 5 / 6 - 0.5, 3])
    assert [text for _, text in thirds] == ["▁1", "&lt;unk>", "2", "!"]


def test_characters_and_pieces_stay_text() -> None:
    figure = character_path(path("<b> x", ("<b>", 7, 0, 3)), Keys(), LIGHT)
    assert "&lt;b>" in titles(figure)
    assert not any("<" in text for text in titles(figure))


def test_cells_tell_tokens_padding_and_nothing() -> None:
    masks = [np.array([[1, 1, 0], [1, 0, 0]]), np.array([[1]])]
    figure = batch_cells(masks, 4, Keys(), LIGHT)
    (heat,) = figure.data
    assert_shows(heat, z=[[2, 2, 1, 0], [2, 1, 1, 0], [2, 0, 0, 0]], zmin=0, zmax=2, hoverinfo="skip")
    tones = [next(tone for edge, tone in reversed(heat.colorscale) if edge <= at) for at in (0, 0.5, 1)]
    assert tones == [LIGHT.background, LIGHT.negative, LIGHT.accent]
    assert heat.showscale is False
    assert_shows(figure.layout, title_text="title", xaxis_title_text="x", yaxis_title_text="y")
    assert figure.layout.yaxis.autorange == "reversed"
