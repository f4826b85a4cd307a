"""Guesses by counting, worked out by hand on a toy corpus, and against plain dictionaries."""

from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.topics.pretraining.token_counts import BASELINES, Counts, most_frequent

CLS, SEP = 1, 2
SPECIAL = torch.tensor([0, CLS, SEP])
A, B, C, D, E = 3, 4, 5, 6, 7
CORPUS = torch.tensor(
    [
        [CLS, A, B, C, A, B, C, SEP],
        [CLS, A, B, D, C, B, C, SEP],
        [CLS, D, A, B, C, E, SEP, 0],
    ]
)


def guess(name: str, *row: int) -> list[int]:
    return Counts(CORPUS, SPECIAL, 8, BASELINES[name]).guess(torch.tensor([row]))[0].tolist()


def test_most_frequent_token_wherever_asked() -> None:
    assert guess("most_frequent", CLS, E, E, SEP) == [B] * 4  # B stands 5 times, C 4 times


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((A, B), C),  # A B C three times, A B D once
        ((CLS, A), B),
        ((B, D), C),
        ((E, D), A),  # never seen: after D came C and A, the smaller id wins
        ((CLS, E), B),  # after E came no token: the most frequent one
    ],
)
def test_left_trigram_backs_off(before: tuple[int, int], expected: int) -> None:
    assert guess("left_trigram", *before, E)[2] == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (A, C, B),
        (B, C, D),  # B D C once
        (C, B, A),  # C A B once; C B is no token between them
        (CLS, B, A),
        (A, E, B),  # never seen: after A came B
        (E, D, B),  # never seen, nothing after E: before D came B
        (E, CLS, B),  # nothing known at all: the most frequent one
    ],
)
def test_two_sided_trigram_backs_off(left: int, right: int, expected: int) -> None:
    assert guess("two_sided_trigram", left, E, right)[1] == expected


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_table_is_that_of_a_dictionary(seen: list[tuple[int, int]]) -> None:
    keys, tokens = (torch.tensor(column) for column in zip(*seen, strict=True))
    found = dict(zip(*(tensor.tolist() for tensor in most_frequent(keys, tokens, 5)), strict=True))
    expected = {}
    for key in {key for key, _ in seen}:
        counts = Counter(token for other, token in seen if other == key)
        expected[key] = min(counts, key=lambda token: (-counts[token], token))
    assert found == expected
    assert list(found) == sorted(found)
