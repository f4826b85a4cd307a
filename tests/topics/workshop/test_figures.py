"""The workshop's figures show the numbers they were given."""

from types import SimpleNamespace

import numpy as np

from core.app.figures.palette import LIGHT
from core.topics.workshop.figures.data import LONGEST, label_balance, row_lengths
from core.topics.workshop.figures.metrics import confusion_table, interval_by_count
from core.topics.workshop.figures.tokens import ROWS, batch_cells, character_path
from core.topics.workshop.figures.train import LOSSES, SHARES, training_lines

CURVE = [
    {"epoch": 1.0, "train_loss": 0.7, "dev_loss": 0.6, "accuracy": 0.5, "f1": 0.4},
    {"epoch": 2.0, "train_loss": 0.5, "dev_loss": 0.55, "accuracy": 0.75, "f1": 0.8},
]


class Words(dict):
    def __missing__(self, key: str) -> str:
        return f"the {key}"


def test_lines_are_the_evaluations() -> None:
    for names in (LOSSES, SHARES):
        figure = training_lines(CURVE, names, Words(), LIGHT)
        assert [list(line.y) for line in figure.data] == [[p[name] for p in CURVE] for name in names]
        assert [line.name for line in figure.data] == [f"the {name}" for name in names]


def test_balance_is_in_shares() -> None:
    figure = label_balance({"train": (30, 10), "dev": (1, 1)}, Words(), LIGHT)
    assert [list(bar.x) for bar in figure.data] == [[0.75, 0.5], [0.25, 0.5]]


def test_long_rows_stand_in_the_last_bar() -> None:
    lengths = {"train": np.array([1, 2, 2, 500]), "dev": np.array([3])}
    figure = row_lengths(lengths, Words(), LIGHT)
    first = figure.data[0].y
    assert (first[1], first[2], first[LONGEST]) == (0.25, 0.5, 0.25)
    assert first.dtype == np.float32


def test_confusion_keeps_its_places() -> None:
    figure = confusion_table(((5, 1), (2, 7)), Words(), LIGHT)
    assert figure.data[0].z.tolist() == [[5, 1], [2, 7]]
    assert [note.text for note in figure.layout.annotations] == ["5", "1", "2", "7"]


def test_interval_marks_where_we_are() -> None:
    totals = np.array([10, 100], dtype=np.float32)
    figure = interval_by_count(totals, totals * 0, totals * 0 + 1, (40, 0.9), Words(), LIGHT)
    assert (figure.data[2].x[0], figure.data[2].y[0]) == (40, 0.9)


def test_characters_and_pieces_stay_text() -> None:
    piece = SimpleNamespace(text="<b>", id=7, start=0, end=3)
    path = SimpleNamespace(typed="<b> x", lower="<b> x", pieces=[piece])
    figure = character_path(path, {**{row: row for row in ROWS}, "title": "t"}, LIGHT)
    texts = [note.text for note in figure.layout.annotations]
    assert "&lt;b>" in texts
    assert not any("<" in text for text in texts)
    assert "7" in texts


def test_cells_tell_tokens_padding_and_nothing() -> None:
    masks = [np.array([[1, 1, 0]]), np.array([[1]])]
    figure = batch_cells(masks, 4, Words(), LIGHT)
    assert figure.data[0].z.tolist() == [[2, 2, 1, 0], [2, 0, 0, 0]]
