"""Answers: given, taken back, written as a labelled file, read again; and what is no answer."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from core.base.errors import SentiscopeError
from core.data.labels import parse_label
from core.evaluation.labelling.answers import (
    Answers,
    class_words,
    found,
    kept,
    labelled_csv,
    read_answers,
)
from core.evaluation.labelling.pool_files import StoredPool
from core.evaluation.labelling.rounds import SKIPPED, Pool
from core.evaluation.reading import read_labelled

TEXTS = [f"text {chr(97 + row) * 3}, said" for row in range(24)]
TEXTS[3] = '=HYPERLINK("x")\nand "more"'
STORED = StoredPool(
    Pool(np.linspace(-1, 1, 24, dtype=np.float32)[:, None]), TEXTS, [*range(101, 125)], 30, "words", ""
)


def said(classes: tuple[str, ...] = ("negative", "positive")) -> Answers:
    """A round of ten and one row more: class 0 or 1 by turns, the third row skipped."""
    answers = Answers(classes).more(STORED)
    for place in range(10):
        assert answers.row is not None
        answers = answers.answer(answers.row, SKIPPED if place == 2 else place % 2)
    assert answers.row is None
    answers = answers.more(STORED)
    assert answers.row is not None
    return answers.answer(answers.row, 1)


def test_an_answer_is_for_the_row_that_is_asked() -> None:
    answers = Answers(("no", "yes")).more(STORED)
    row = answers.row
    assert row is not None
    assert answers.more(STORED) == answers  # a round is answered before the next begins
    other = next(one.row for one in answers.asked if one.row != row)
    assert answers.answer(other, 1) == answers
    later = answers.answer(row, 1)
    assert later.answer(row, 0) == later  # the same key pressed twice
    assert later.back().row == row
    assert later.back().given == {row: 1}
    assert later.back().answer(row, 0).given == {row: 0}
    assert answers.back() == answers


def test_the_file_is_one_that_training_and_evaluating_read(tmp_path: Path) -> None:
    answers = said()
    path = tmp_path / "labelled.csv"
    path.write_text(labelled_csv(STORED, answers), encoding="utf-8")
    read = read_labelled(path)
    assert len(read) == 11
    by_row = {int(one["row"]): one for one in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))}
    for row, answer in answers.given.items():
        line = by_row[101 + row]
        assert parse_label(line["label"]) == (None if answer == SKIPPED else answer)
    assert (read.labels == -1).sum() == 1
    assert not any(line["text"].startswith("=") for line in by_row.values())


@pytest.mark.parametrize("classes", [("negative", "positive"), ("-bad", "fine, really"), ("差评", "好评")])
def test_what_was_downloaded_is_taken_in_again(tmp_path: Path, classes: tuple[str, ...]) -> None:
    answers = said(classes)
    path = tmp_path / "labelled.csv"
    path.write_text(labelled_csv(STORED, answers), encoding="utf-8")
    again, unused = read_answers(path, STORED, classes)
    assert unused == []
    assert again.given == answers.given
    assert again.asked == answers.asked[: len(again.asked)]
    assert again.row is None
    other, unused = read_answers(path, STORED, ("red", "blue"))
    assert (len(other.given), len(unused)) == (1, 10)  # the skipped row needs no class
    path.write_text(
        "text,label,drawn\nelsewhere,negative,random\ntext aaa said,negative,\n", encoding="utf-8"
    )
    assert read_answers(path, STORED, classes) == (Answers(classes), [1, 2])


def test_answers_are_kept_as_they_are() -> None:
    answers = said()
    assert found(kept(answers), len(TEXTS)) == answers
    for text in ("", "{}", "[]", kept(answers).replace('"random"', '"other"'), kept(answers)[:-5]):
        assert found(text, len(TEXTS)) is None
    assert found(kept(answers), 3) is None


def test_class_words() -> None:
    assert class_words(" late ,broken，好、 fine") == ("late", "broken", "好", "fine")
    for typed, key in (("one", "labelling_classes"), ("a,b,A", "labelling_classes_twice"), ("a," * 9, "")):
        with pytest.raises(SentiscopeError) as error:
            class_words(typed)
        assert error.value.key == (key or "labelling_classes")
