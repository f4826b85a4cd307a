"""Accuracy by the random arm against its definition; whether the arms differ, planted and by chance."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from core.base.intervals import share
from core.evaluation.labelling import told_apart
from core.evaluation.labelling.rounds import RANDOM, SKIPPED, UNCERTAIN, Drawn, Pool, next_round
from core.evaluation.labelling.told_apart import LOOKS, progress


def answered_rounds(pool: Pool, labels: NDArray[np.int64], rounds: int) -> list[Drawn]:
    asked: list[Drawn] = []
    answers = dict(enumerate(labels.tolist()))
    for _ in range(rounds):
        asked += next_round(pool, asked, answers, 2)
    return asked


def noisy(rows: int, seed: int) -> tuple[Pool, NDArray[np.int64]]:
    generator = np.random.default_rng(seed)
    vectors = generator.standard_normal((rows, 5)).astype(np.float32)
    return Pool(vectors, seed), (vectors[:, 0] + 0.5 * generator.standard_normal(rows) > 0).astype(int)


def test_accuracy_is_that_of_models_that_did_not_learn_from_the_row() -> None:
    pool, labels = noisy(100, 0)
    asked = answered_rounds(pool, labels, 3)
    found = progress(pool, asked, dict(enumerate(labels.tolist())), 2)
    random = [one.row for one in asked if one.arm == RANDOM]
    uncertain = [one.row for one in asked if one.arm == UNCERTAIN]
    right = 0
    for place, row in enumerate(random):  # written differently: each row by itself
        rest = [other for at, other in enumerate(random) if at % 5 != place % 5] + uncertain
        model = LogisticRegression(max_iter=500).fit(pool.vectors[rest], labels[rest])
        right += model.predict(pool.vectors[[row]])[0] == labels[row]
    assert found.accuracy == share(right, 15)
    assert (found.answers, found.skipped, found.look, found.comparison) == (30, 0, None, None)


def test_skipped_rows_count_for_nothing() -> None:
    pool, labels = noisy(100, 1)
    asked = answered_rounds(pool, labels, 3)
    answers = dict(enumerate(labels.tolist()))
    answers |= {one.row: SKIPPED for one in asked[:4]}
    found = progress(pool, asked, answers, 2)
    assert (found.answers, found.skipped) == (26, 4)
    some = {one.row: answers[one.row] for one in asked[4:10]}
    assert progress(pool, asked, some, 2).accuracy is None


def test_one_class_tells_nothing() -> None:
    pool, labels = noisy(200, 2)
    asked = answered_rounds(pool, np.zeros_like(labels), 5)
    found = progress(pool, asked, dict.fromkeys(range(200), 0), 2)
    assert (found.accuracy, found.look, found.comparison, found.helped) == (None, 20, None, None)


def planted(better: str) -> tuple[Pool, list[Drawn], dict[int, int]]:
    """Answers of one arm follow the vectors; those of the other are the opposite where it is to mislead."""
    generator = np.random.default_rng(0)
    vectors = generator.standard_normal((400, 1)).astype(np.float32)
    pool = Pool(vectors)
    truth = (vectors[:, 0] > 0).astype(int)
    random, others = pool.reserved[:80], pool.others[:80]
    asked = [Drawn(row, RANDOM) for row in random] + [Drawn(row, UNCERTAIN) for row in others]
    answers = {row: int(truth[row]) for row in [*random, *others]}
    if better == RANDOM:
        answers |= {row: 1 - answers[row] for row in others}
    return pool, asked, answers


def test_an_arm_that_misleads_is_found_and_one_as_good_is_not() -> None:
    pool, asked, answers = planted(RANDOM)
    found = progress(pool, asked, answers, 2)
    assert found.look == 80
    assert found.helped is False
    assert found.comparison is not None
    # The first arm's model knows the rule, the second its opposite.
    assert found.comparison.first.value > 0.9
    assert found.comparison.second.value < 0.1
    assert progress(*planted("neither"), 2).helped is None


def test_a_look_has_its_part_of_the_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, asked, answers = planted(RANDOM)
    wrong: Sequence[bool] = [False] * 7 + [True] * 73
    sides = iter(
        [[*wrong[16 * n : 16 * n + 16]] if side else [True] * 16 for n in range(5) for side in (1, 0)]
    )
    monkeypatch.setattr(told_apart, "_accuracy", lambda *_: None)
    monkeypatch.setattr(told_apart, "_right", lambda *_: next(sides))
    found = progress(pool, asked, answers, 2)
    # Seven to none: mid-p is (1/2)⁷ = 0.0078, below 5 % of five looks, which is 1 %.
    assert found.comparison is not None
    assert found.comparison.p_mid == pytest.approx(0.5**7)
    assert found.helped is True
    assert len(LOOKS) == 5


@pytest.mark.whole
def test_where_asking_makes_no_difference_it_is_rarely_said_to() -> None:
    """Two hundred files whose labels are coin flips: at any look at most one in twenty is told."""
    said = 0
    for seed in range(200):
        generator = np.random.default_rng(seed)
        pool = Pool(generator.standard_normal((200, 4)).astype(np.float32), seed)
        labels = generator.integers(0, 2, 200)
        answers = dict(enumerate(labels.tolist()))
        asked = answered_rounds(pool, labels, 16)
        said += any(progress(pool, asked[: 2 * look], answers, 2).helped is not None for look in (20, 40, 80))
    assert said <= 10
