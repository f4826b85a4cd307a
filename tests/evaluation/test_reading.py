"""Scored files of all sorts, read; and what is said of those that cannot be."""

from pathlib import Path

import numpy as np
import pytest

from core.base.errors import SentiscopeError
from core.evaluation.reading import Choice, are_stars, read_scored
from core.evaluation.scored import side_by_side
from tests.evaluation.support import scored, write

HEADER = "review,shop,sentiment,prediction,probability,needs_review,problem"
ROWS = (
    "A pan that lasts and lasts,north,positive,positive,0.900000,no,",
    "It broke at once I am afraid,south,negative,positive,0.700000,yes,",
    "No idea what to say about it,south,,negative,0.200000,no,",
    ",north,negative,,,yes,empty_text",
)


def test_what_scoring_writes_is_read(tmp_path: Path) -> None:
    found = read_scored(write(tmp_path / "a.csv", HEADER, *ROWS))
    assert found.texts[1] == "It broke at once I am afraid"
    assert found.labels.tolist() == [1, 0, -1, 0]
    assert found.verdicts[0].probability[:3].tolist() == [0.9, 0.7, 0.2]
    assert np.isnan(found.verdicts[0].probability[3])
    assert found.columns == {"shop": ["north", "south", "south", "north"]}
    assert found.labelled.tolist() == [True, True, False, False]
    assert found.right(0)[:2].tolist() == [True, False]
    assert found.notes == ()


def test_two_models_in_one_file_and_a_column_chosen(tmp_path: Path) -> None:
    rows = [f"{row},positive,{0.1 * number:.1f},no," for number, row in enumerate(ROWS)]
    path = write(tmp_path / "a.csv", f"{HEADER},prediction_2,probability_2,needs_review_2,problem_2", *rows)
    found = read_scored(path)
    assert [one.name for one in found.verdicts] == ["probability", "probability_2"]
    assert found.columns.keys() == {"shop"}
    chosen = read_scored(path, Choice(verdicts=("prediction",)))
    assert chosen.verdicts[0].probability[:3].tolist() == [1, 1, 0]
    assert not chosen.verdicts[0].has_probabilities


def test_stars_are_read_and_said(tmp_path: Path) -> None:
    stars = [row.replace("positive,", "5,", 1).replace("negative,", "2,", 1) for row in ROWS]
    found = read_scored(write(tmp_path / "a.csv", HEADER, *stars), Choice(label="sentiment"))
    assert found.labels.tolist() == [1, 0, -1, 0]
    assert [note.key for note in found.notes] == ["evaluation_stars"]
    assert are_stars(["1.0", "3", ""])
    assert not are_stars(["1", "2", "1"])
    assert not are_stars(["0", "5"])
    assert are_stars(["4", "n/a", "1"])
    assert not are_stars(["4", "n/a", "none", "?"])


def test_a_one_among_other_numbers_is_no_verdict(tmp_path: Path) -> None:
    rows = [f"A pan that lasts and lasts,{number},0.9" for number in (1, 7, 10, 1)]
    path = write(tmp_path / "a.csv", "review,rating,probability", *rows)
    found = read_scored(path, Choice(label="rating"))
    assert set(found.labels.tolist()) == {-1}
    assert [note.key for note in found.notes] == ["evaluation_labels_numbers"]


def test_labels_in_other_words_are_left_out_and_told(tmp_path: Path) -> None:
    rows = [row.replace(",negative,positive", ",meh,positive") for row in ROWS]
    found = read_scored(write(tmp_path / "a.csv", HEADER, *rows), Choice(label="sentiment"))
    assert found.labels.tolist() == [1, -1, -1, 0]
    assert found.notes[0].key == "evaluation_labels_left_out"
    assert found.notes[0].parameters["values"] == "meh (2)"


@pytest.mark.parametrize(
    ("header", "row", "choice", "key"),
    [
        ("review,sentiment", "A good pan,positive", Choice(), "evaluation_no_verdicts"),
        ("review,score", "A good pan,17", Choice(verdicts=("score",)), "evaluation_verdict_column"),
        ("review,score", "A good pan,1", Choice(verdicts=("none",)), "csv_column_missing"),
        ("review,score", "A good pan,1", Choice(text="none"), "csv_column_missing"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, header: str, row: str, choice: Choice, key: str) -> None:
    with pytest.raises(SentiscopeError) as caught:
        read_scored(write(tmp_path / "a.csv", header, row), choice)
    assert caught.value.key == key


def test_two_files_must_hold_the_same_rows() -> None:
    first = scored([1, 0], [0.9, 0.1], texts=["a  b", "c"])
    second = scored([-1, -1], [0.2, 0.3], texts=["a b", "c"])
    both = side_by_side(first, second)
    assert len(both.verdicts) == 2
    assert both.labels.tolist() == [1, 0]
    assert side_by_side(second, first).labels.tolist() == [1, 0]
    with pytest.raises(SentiscopeError, match=r"evaluation_rows_differ.*row=2"):
        side_by_side(first, scored([1, 0], [0.9, 0.1], texts=["a b", "d"]))
    with pytest.raises(SentiscopeError, match="evaluation_rows_number"):
        side_by_side(first, scored([1], [0.9]))


def test_rows_of_a_choice_keep_their_numbers() -> None:
    rows = scored([1, 0, 1], [0.9, 0.1, 0.8], columns={"shop": ["a", "b", "c"]})
    some = rows.of(np.array([True, False, True]))
    assert some.numbers.tolist() == [1, 3]
    assert some.texts == ["text 0", "text 2"]
    assert some.columns == {"shop": ["a", "c"]}
    assert some.verdicts[0].probability.tolist() == [0.9, 0.8]
