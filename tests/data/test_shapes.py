"""Files as the world writes them: columns, rows, texts and labels come out right, or a question does."""

from itertools import chain
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.data.files.csv_layout import QUESTIONS
from core.data.files.reviews_csv import Table
from core.data.files.tables import open_any, preview_of, rows_of
from tests.data.shapes.app_stores import app_stores
from tests.data.shapes.data_sets import data_sets
from tests.data.shapes.databases import databases
from tests.data.shapes.shape import Shape
from tests.data.shapes.shops import shops
from tests.data.shapes.social_media import social_media
from tests.data.shapes.spreadsheets import spreadsheets
from tests.data.shapes.surveys import surveys

SHAPES = list(
    chain(surveys(), shops(), app_stores(), social_media(), spreadsheets(), data_sets(), databases())
)


def opened(path: Path, shape: Shape) -> Table | None:
    """The table, after the question that the shape expects; None where that is a refusal."""
    if shape.question is None:
        return open_any(path)
    with pytest.raises(SentiscopeError) as caught:
        open_any(path)
    assert caught.value.key == shape.question
    assert (caught.value.key in QUESTIONS) is (shape.header is not None)
    return None if shape.header is None else open_any(path, header=shape.header)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_file_is_read_as_it_was_meant(shape: Shape, tmp_path: Path) -> None:
    path = tmp_path / shape.name
    path.write_bytes(shape.content)
    table = opened(path, shape)
    if table is None:
        return
    assert table.columns == shape.columns
    rows = list(rows_of(table))
    assert (len(rows), {row.problem for row in rows}) == (shape.rows, {None})
    guess = preview_of(table, 20).guess()
    assert rows[0].cell(guess.text) == shape.text
    assert (None if guess.label is None else table.columns[guess.label]) == shape.label


def test_there_are_many_and_each_once() -> None:
    names = [shape.name for shape in SHAPES]
    assert len(names) == len(set(names)) >= 60
