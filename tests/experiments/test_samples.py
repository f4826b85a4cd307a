"""Drawing rows, proportions with intervals, and the test for paired predictions, added up by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.labelled import Split
from core.experiments.samples import accuracy_interval, draw, sign_test

ROWS = Split([f"s{n}" for n in range(20)], [n % 2 for n in range(20)])


def test_rows_keep_their_label_and_their_order() -> None:
    drawn = draw(ROWS, 7, seed=1)
    numbers = [int(sentence[1:]) for sentence in drawn.sentences]
    assert len(set(numbers)) == 7
    assert numbers == sorted(numbers)
    assert drawn.labels == [n % 2 for n in numbers]


def test_the_seed_decides() -> None:
    assert draw(ROWS, 7, seed=1) == draw(ROWS, 7, seed=1) != draw(ROWS, 7, seed=2)


@pytest.mark.parametrize("count", [None, 20, 21])
def test_all_rows(count: int | None) -> None:
    assert draw(ROWS, count, seed=1) == ROWS


def test_share_is_inside_its_interval() -> None:
    low, high = accuracy_interval(785, 872)["interval"]
    assert (low, high) == pytest.approx((0.87855, 0.91840), abs=1e-5)  # the shipped model's card
    assert low < accuracy_interval(785, 872)["accuracy"] < high


@given(st.integers(0, 400), st.integers(0, 400))
def test_sign_test_adds_up_both_tails(lost: int, gained: int) -> None:
    changes = lost + gained
    tail = sum(math.comb(changes, few) for few in range(min(lost, gained) + 1))
    assert sign_test(lost, gained) == pytest.approx(min(1.0, 2 * tail / 2**changes), rel=1e-9)
    assert sign_test(lost, gained) == sign_test(gained, lost)
