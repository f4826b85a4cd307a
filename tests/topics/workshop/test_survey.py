"""What is counted of labelled sentences, by hand."""

from core.data.labelled import LabelledData, Split
from core.data.sst2 import ABOUT
from core.topics.workshop.survey import Repeated, found, phrases_of, survey

TRAIN = Split(
    ["a fine film", "fine film", "a dull one", "fine film", "dull", "so so", "so so"],
    [1, 1, 0, 1, 0, 1, 0],
)
DEV = Split(["A fine film !", "new"], [1, 0])
DATA = LabelledData(TRAIN, DEV, "folder", ABOUT)


def test_counts() -> None:
    told = survey(DATA)
    assert (told.train.rows, told.train.positive, told.dev.rows, told.dev.positive) == (7, 4, 2, 1)
    assert told.train.words.tolist() == [3, 2, 3, 2, 1, 2, 2]
    assert told.in_both == 1
    assert told.full == (0, 2, 5)
    assert set(told.repeated) == {Repeated("fine film", 0, 2), Repeated("so so", 1, 1)}


def test_search_ignores_case_and_an_empty_text_finds_all() -> None:
    assert found(TRAIN, " FINE ") == [0, 1, 3]
    assert found(TRAIN, "") == list(range(7))
    assert found(TRAIN, "absent") == []


def test_phrases_are_the_rows_inside_a_row_longest_first() -> None:
    assert phrases_of(TRAIN, 0) == [0, 1, 3]
    assert phrases_of(TRAIN, 2) == [2, 4]
