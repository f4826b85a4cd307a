"""Pieces merged into the words that people wrote."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models.explaining.words import beginning, clauses_of, words_behind, words_of
from core.models.reading.pieces import lowered_spans


def texts_of(text: str, pattern: str = r"\w|[^\w\s]") -> list[str]:
    """The words of a text whose pieces are its single characters."""
    spans = [match.span() for match in re.finditer(pattern, text)]
    return [word.text for word in words_of(text, spans, [False] * len(spans))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It isn't GOOD!!", ["It", "isn't", "GOOD", "!!"]),
        ("is n't it 's", ["is", "n't", "it", "'s"]),
        (
            "Spielberg’s well-made 3.5 hours, no.",
            ["Spielberg’s", "well-made", "3.5", "hours", ",", "no", "."],
        ),
        ("房间很大，iPhone不错", ["房", "间", "很", "大", "，", "iPhone", "不", "错"]),
        ("'good'", ["'", "good", "'"]),
        ("   ", []),
    ],
)
def test_words_keep_their_spelling(text: str, words: list[str]) -> None:
    assert texts_of(text) == words


def test_pieces_are_counted_with_the_special_ones() -> None:
    words = words_of("unfilmable, yes", [None, (0, 2), (2, 10), (10, 11), (12, 15), None], [False] * 6)
    assert [(word.text, word.pieces) for word in words] == [
        ("unfilmable", (1, 2)),
        (",", (3,)),
        ("yes", (4,)),
    ]


def test_words_in_one_piece_are_one_word() -> None:
    words = words_of("很好看 !", [(0, 2), (2, 3), (3, 5)], [False, True, False])
    assert [(word.text, word.unknown) for word in words] == [("很好", False), ("看", True), ("!", False)]


def test_a_blank_piece_goes_with_the_next_word_or_the_last() -> None:
    words = words_of(" a b ", [(0, 1), (1, 2), (3, 4), (4, 5)], [False] * 4)
    assert [word.pieces for word in words] == [(0, 1), (2, 3)]


def test_what_was_not_read_is_no_word() -> None:
    assert [word.text for word in words_of("a b c", [None, (0, 1), None], [False] * 3)] == ["a"]


@given(st.text(max_size=40))
def test_every_piece_belongs_to_one_word_and_words_follow_each_other(text: str) -> None:
    spans = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    words = words_of(text, spans, [False] * len(spans))
    assert sorted(piece for word in words for piece in word.pieces) == list(range(len(spans)))
    assert all(text[word.start : word.end] == word.text for word in words)
    assert all(first.end <= second.start for first, second in itertools.pairwise(words))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Slow, but funny.", [0, 0, 1, 1, 1]),
        ("很慢，但是有趣。", [0, 0, 0, 1, 1, 1, 1, 1]),
        ("good ... !", [0, 0, 0]),
        ("a", [0]),
    ],
)
def test_a_clause_ends_with_its_mark(text: str, clauses: list[int]) -> None:
    spans = [match.span() for match in re.finditer(r"\w|[^\w\s]", text)]
    assert list(clauses_of(words_of(text, spans, [False] * len(spans)))) == clauses


def test_lower_case_may_be_longer_than_the_text() -> None:
    text = "İİ Good"
    assert [text[start:end] for start, end in lowered_spans(text, re.compile("good"), text.lower())] == [
        "Good"
    ]


def test_a_beginning_is_the_text_itself_up_to_a_word() -> None:
    text = "Slow, but it's funny."
    assert beginning(text, 3) == "Slow, but "
    assert (beginning(text, 5), words_behind(text, len("Slow, but "))) == ("Slow, but it's funny", 3)
    assert (beginning(text, 6), beginning("", 5)) == (text, "")
    assert words_behind("电影很好", 2) == 2
