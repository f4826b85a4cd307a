"""The learning curve on planted learners: one that gains from rows, one that does not."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.base.intervals import share
from core.training.own_file.curve import DRAWS, PARTS, drawn, learning_curve

LABELS = [row % 2 for row in range(160)]
HELD_OUT = 400


def learner(accuracy_at):
    """Right on a random part of the rows set aside that depends on how many rows it learned from."""

    def right_of(rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        generator = np.random.default_rng(int(rows.sum()))
        return generator.random(HELD_OUT) < accuracy_at(len(rows))

    return right_of


def test_points_have_parts_of_the_rows_and_draws() -> None:
    curve = learning_curve(LABELS, learner(lambda rows: 0.8), seed=0)
    assert [point.rows for point in curve.points] == [round(part * 160) for part in PARTS]
    assert [point.draws for point in curve.points] == [DRAWS, DRAWS, DRAWS, 1]
    last = curve.points[-1].accuracy
    assert last == share(round(last.value * HELD_OUT), HELD_OUT)


def test_a_gain_is_found_and_none_is_not() -> None:
    gains = learning_curve(LABELS, learner(lambda rows: 0.6 + 0.3 * (rows > 100)), seed=0).gain
    assert gains.low > 0
    assert gains.low < 0.3 < gains.high
    none = learning_curve(LABELS, learner(lambda rows: 0.8), seed=0).gain
    assert none.low <= 0 <= none.high


@pytest.mark.whole
def test_the_interval_of_the_gain_covers_in_95_of_100() -> None:
    covered = 0
    for seed in range(200):
        generator = np.random.default_rng(1000 + seed)
        right_of = lambda rows, g=generator: g.random(HELD_OUT) < 0.7 + 0.1 * (len(rows) > 100)  # noqa: E731
        gain = learning_curve(LABELS, right_of, seed).gain
        covered += gain.low <= 0.1 <= gain.high
    assert covered >= 180


def test_each_draw_has_its_part_of_each_class() -> None:
    labels = np.array([0] * 80 + [1] * 8 + [2])
    rows = drawn(labels, 0.125, np.random.default_rng(0))
    assert [int((labels[rows] == label).sum()) for label in range(3)] == [10, 1, 1]
    assert (np.diff(rows) > 0).all()
