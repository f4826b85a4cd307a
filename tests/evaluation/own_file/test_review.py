"""The review threshold of an own model: half the errors among what nobody looks at."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.own_file.review import FEWEST_ROWS, FEWEST_SURE, choose_review


def rows(*groups: tuple[float, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Groups of (probability of the likeliest of three classes, rows, of which right)."""
    probabilities, labels = [], []
    for sure, count, right in groups:
        for number in range(count):
            probabilities.append([sure, (1 - sure) / 2, (1 - sure) / 2])
            labels.append(0 if number < right else 1)
    return np.array(probabilities), np.array(labels)


def test_by_hand() -> None:
    # 40 of 100 are wrong; from 0.6 on 10 of 60, which is below one in five; from 0.5 on 25 of 80.
    found = choose_review(*rows((0.9, 30, 28), (0.6, 30, 22), (0.5, 20, 5), (0.4, 20, 5)))
    assert found is not None
    assert (found.threshold, found.rows, found.sure) == (0.51, 100, 60)
    assert found.accuracy.value == pytest.approx(50 / 60)


def test_a_dip_above_ends_the_search() -> None:
    """From 0.6 on it would hold again, but not from 0.8 on."""
    groups = [(0.95, 20, 20), (0.8, 20, 8), (0.6, 40, 40), (0.4, 20, 0)]
    found = choose_review(*rows(*groups))
    assert found is not None
    assert (found.threshold, found.sure) == (0.81, 20)


def test_where_there_is_none() -> None:
    assert choose_review(*rows((0.9, FEWEST_ROWS - 1, 40))) is None
    assert choose_review(*rows((0.9, 50, 25), (0.5, 50, 25))) is None  # being sure says nothing


def test_a_model_without_errors_sends_nothing_that_is_as_sure_as_all() -> None:
    found = choose_review(*rows((0.9, 50, 50), (0.47, 10, 10)))
    assert found is not None
    assert (found.threshold, found.sure) == (0.47, 60)


@given(st.integers(0, 2**32), st.integers(FEWEST_ROWS, 300), st.integers(2, 6))
def test_what_is_promised_holds(seed: int, count: int, classes: int) -> None:
    draws = np.random.default_rng(seed)
    probabilities = draws.dirichlet(np.full(classes, 0.5), count)
    labels = np.array([draws.choice(classes, p=row) for row in probabilities])
    found = choose_review(probabilities, labels)
    if found is None:
        return
    right = probabilities.argmax(axis=1) == labels
    for threshold in np.arange(round(100 * found.threshold), 100) / 100:
        reach = probabilities.max(axis=1) >= threshold
        if reach.sum() >= FEWEST_SURE:
            assert 1 - right[reach].mean() <= (1 - right.mean()) / 2
