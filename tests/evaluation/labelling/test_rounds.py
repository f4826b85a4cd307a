"""The loop: what is asked is decided by seed and answers, arms stay apart, and the least sure come first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evaluation.labelling.model import learn, margins
from core.evaluation.labelling.rounds import (
    OF_EACH,
    RANDOM,
    SKIPPED,
    UNCERTAIN,
    Drawn,
    Pool,
    answered,
    least_sure,
    next_round,
)


def line(rows: int, seed: int = 0) -> Pool:
    """Rows on a line from −1 to 1: who knows both ends is least sure of the middle."""
    return Pool(np.linspace(-1, 1, rows, dtype=np.float32)[:, None], seed)


def test_margins_by_hand() -> None:
    assert margins(np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]])) == pytest.approx([0.2, 0.7])


def test_a_class_without_label_has_no_probability_and_one_class_no_model() -> None:
    vectors = np.array([[-1], [1]], np.float32)
    model = learn(vectors, [0, 2], 3)
    assert model is not None
    found = model(vectors)
    assert found.shape == (2, 3)
    assert found[:, 1].tolist() == [0, 0]
    assert found.argmax(axis=1).tolist() == [0, 2]
    assert model(vectors[:0]).shape == (0, 3)
    assert learn(vectors, [1, 1], 2) is None
    assert learn(vectors[:0], [], 2) is None


def test_the_least_sure_lie_between_the_classes() -> None:
    pool = line(11)  # row 5 is the middle
    answers = {0: 0, 10: 1}
    assert least_sure(pool, [1, 5, 9, 4], [0, 10], answers, 2)[:2] == [5, 4]
    # A skipped answer teaches nothing; of one class there is no model, and the order stays.
    assert least_sure(pool, [9, 5], [0, 10], {0: 0, 10: SKIPPED}, 2) == [9, 5]
    assert answered([0, 3, 10], {0: 1, 10: SKIPPED}) == [0]


def test_the_arms_never_ask_each_others_rows() -> None:
    pool = line(60, seed=3)
    assert sorted([*pool.reserved, *pool.others]) == list(range(60))
    asked: list[Drawn] = []
    answers: dict[int, int] = {}
    for number in range(6):
        drawn = next_round(pool, asked, answers, 2)
        assert [one.arm for one in drawn].count(RANDOM) == OF_EACH
        assert [one.arm for one in drawn].count(UNCERTAIN) == OF_EACH
        asked += drawn
        answers |= {one.row: int(one.row >= 30) for one in drawn}
        random = [one.row for one in asked if one.arm == RANDOM]
        assert set(random) == set(pool.reserved[: OF_EACH * (number + 1)])
    assert next_round(pool, asked, answers, 2) == []
    assert len({one.row for one in asked}) == 60


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 40), st.data())
def test_what_is_asked_follows_from_seed_and_answers(seed: int, rows: int, data: st.DataObject) -> None:
    pool = line(rows, seed)
    asked: list[Drawn] = []
    answers: dict[int, int] = {}
    while drawn := next_round(pool, asked, answers, 3):
        assert drawn == next_round(line(rows, seed), asked, answers, 3)
        asked += drawn
        answers |= {one.row: data.draw(st.integers(-1, 2)) for one in drawn}
    assert sorted(one.row for one in asked) == list(range(rows))


def test_order_within_a_round_does_not_tell_the_arm() -> None:
    arms = np.array(
        [[one.arm == RANDOM for one in next_round(line(40, seed), [], {}, 2)] for seed in range(400)]
    )
    # Each of ten places is of either arm half of the time: 200 ± 50 is five standard deviations.
    assert np.abs(arms.sum(axis=0) - 200).max() < 50
