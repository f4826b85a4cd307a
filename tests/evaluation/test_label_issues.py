"""Labels to look at again: planted flips are found, by hand and as cleanlab finds them."""

import numpy as np
import pytest

from core.evaluation.label_issues import ANSWERS, draw, label_issues, really_wrong
from tests.evaluation.support import calibrated, scored


def test_the_thresholds_and_the_flagged_row_by_hand() -> None:
    """Usual for positive (0.9 + 0.8 + 0.1) / 3 = 0.6, for negative (0.9 + 0.8 + 0.3) / 3 = 0.667."""
    rows = scored([1, 1, 1, 0, 0, 0], [0.9, 0.8, 0.1, 0.1, 0.2, 0.7])
    found = label_issues(rows)
    assert found is not None
    assert found.thresholds == pytest.approx((2 / 3, 0.6))
    assert found.rows.tolist() == [2, 5]  # 0.1 for its label, then 0.3


def test_the_flagged_rows_are_cleanlabs() -> None:
    library = pytest.importorskip("cleanlab.filter")
    generator = np.random.default_rng(0)
    labels, probability = calibrated(1000, generator)
    flipped = np.where(generator.random(1000) < 0.1, 1 - labels, labels)
    found = label_issues(scored(flipped.tolist(), probability.tolist()))
    assert found is not None
    expected = library.find_label_issues(
        flipped,
        np.stack([1 - probability, probability], axis=1),
        filter_by="confident_learning",
        return_indices_ranked_by="self_confidence",
        n_jobs=1,
    )
    assert set(found.rows.tolist()) == set(expected.tolist())


def test_planted_flips_are_found() -> None:
    """Of 2,000 labels one in twenty is turned round; the model is right on 19 of 20 rows, and sure of it."""
    generator = np.random.default_rng(1)
    truth = generator.integers(0, 2, 2000)
    sure = np.where(generator.random(2000) < 0.95, 0.97, 0.3)
    probability = np.where(truth == 1, sure, 1 - sure)
    flips = generator.random(2000) < 0.05
    found = label_issues(scored(np.where(flips, 1 - truth, truth).tolist(), probability.tolist()))
    assert found is not None
    hits = flips[found.rows].sum()
    assert hits / flips.sum() > 0.9  # recall
    assert hits / len(found.rows) > 0.95  # precision: a row that the model is unsure of is not flagged


def test_a_draw_is_of_the_flagged_rows_and_seeded() -> None:
    labels, probability = calibrated(400, np.random.default_rng(2))
    found = label_issues(scored((1 - labels).tolist(), probability.tolist()))
    assert found is not None
    asked = draw(found, seed=1)
    assert len(set(asked)) == ANSWERS
    assert set(asked) <= set(found.rows.tolist())
    assert asked == draw(found, seed=1) != draw(found, seed=2)


def test_nothing_is_flagged_where_a_class_is_missing() -> None:
    assert label_issues(scored([1, 1], [0.9, 0.1])) is None


def test_how_many_are_really_wrong_has_an_interval() -> None:
    found = really_wrong(10, 20)
    assert found.low < 0.3 < 0.5 == found.value
