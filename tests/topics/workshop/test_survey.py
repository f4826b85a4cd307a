"""What is counted of labelled sentences, by hand."""

from core.data.chnsenticorp import ABOUT as CHNSENTICORP
from core.data.labelled import LabelledData, Split
from core.data.sst2 import ABOUT
from core.topics.workshop.survey import (
    Repeated,
    longest,
    parts_of_longer,
    phrases_of,
    positive_among,
    rows_with,
    survey,
)

TRAIN = Split(
    ["a fine film", "fine film", "a dull one", "fine film", "dull", "so so", "so so"],
    [1, 1, 0, 1, 0, 1, 0],
)
DEV = Split(["A fine film !", "new"], [1, 0])
DATA = LabelledData(TRAIN, DEV, "folder", ABOUT)


def test_counts() -> None:
    counts = survey(DATA)
    assert (counts.train.rows, counts.train.positive, counts.train.negative) == (7, 4, 3)
    assert (counts.dev.rows, counts.dev.positive) == (2, 1)
    assert counts.train.lengths.tolist() == [3, 2, 3, 2, 1, 2, 2]
    assert counts.in_both == 1
    assert counts.full == (0, 2, 5)
    assert set(counts.repeated) == {Repeated("fine film", 0, 2), Repeated("so so", 1, 1)}
    assert counts.contradictory == 1


def test_chinese_rows_are_as_long_as_they_have_characters() -> None:
    data = LabelledData(Split(["好 书", "很好。"], [1, 1]), Split(["好书"], [1]), "folder", CHNSENTICORP)
    counts = survey(data)
    assert counts.train.lengths.tolist() == [2, 3]
    assert counts.dev.lengths.tolist() == [2]
    assert counts.in_both == 1


def test_search_ignores_case_and_an_empty_text_finds_all() -> None:
    assert rows_with(TRAIN, " FINE ") == [0, 1, 3]
    assert rows_with(TRAIN, "") == list(range(7))
    assert rows_with(TRAIN, "absent") == []


def test_positive_rows_and_the_longest_ones() -> None:
    assert positive_among(TRAIN, [0, 2, 5]) == 2
    assert positive_among(TRAIN, []) == 0
    assert longest(TRAIN, [4, 1, 2, 0]) == [2, 0, 1, 4]  # rows of equal length stay in their order


def test_phrases_are_the_rows_inside_a_row_longest_first() -> None:
    assert phrases_of(TRAIN, 0) == [0, 1, 3]
    assert phrases_of(TRAIN, 2) == [2, 4]


def test_parts_of_longer_rows_are_told_with_the_first_that_holds_them() -> None:
    full = survey(DATA).full
    assert parts_of_longer(TRAIN, full, most=9) == [(1, 0), (3, 0), (4, 2)]  # "so so" is in no longer row
    assert parts_of_longer(TRAIN, full, most=1) == [(1, 0)]
