"""Thresholds by hand, and calibration against what is known of a made-up model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.thresholds import Costs, calibration, margins, thresholds
from tests.evaluation.support import calibrated, scored

ROWS = scored([1, 0, 0, 1], [0.95, 0.9, 0.2, 0.4])  # right, false positive, right, false negative


def test_the_costs_of_four_rows_by_hand() -> None:
    found = thresholds(ROWS, Costs(false_positive=8, false_negative=4, review=1))
    assert found is not None
    at = {threshold: place for place, threshold in enumerate(found.threshold.tolist())}
    assert found.cost[at[0.5]] == pytest.approx((8 + 4) / 4)
    assert found.cost[at[0.7]] == pytest.approx((8 + 1) / 4)  # the row of 0.4 is looked at
    assert found.cost[at[0.92]] == pytest.approx(3 / 4)
    assert found.cost[at[1.01]] == pytest.approx(1)
    assert found.threshold[found.best] == 0.91
    assert found.reviewed[found.best] == 0.75
    assert found.accuracy[found.best] == 1
    assert np.isnan(found.accuracy[at[1.01]])


@given(
    st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1)), min_size=1, max_size=40),
    st.floats(0, 20),
    st.floats(0, 20),
    st.floats(0, 5),
)
def test_the_best_threshold_is_no_dearer_than_all_or_none_by_hand(
    rows: list[tuple[int, float]], false_positive: float, false_negative: float, review: float
) -> None:
    labels, probabilities = zip(*rows, strict=True)
    found = thresholds(scored(labels, probabilities), Costs(false_positive, false_negative, review))
    assert found is not None
    assert found.cost[found.best] <= review + 1e-9
    assert found.cost[found.best] <= found.cost[0]
    assert (np.diff(found.reviewed) >= 0).all()


def test_where_a_look_costs_nothing_all_is_looked_at_or_costs_nothing() -> None:
    found = thresholds(ROWS, Costs(review=0))
    assert found is not None
    assert found.cost[found.best] == 0


def test_the_expected_cost_is_of_rows_that_had_no_part_in_the_choice() -> None:
    """Of a model that guesses, a threshold chosen on the rows themselves looks better than it is."""
    generator = np.random.default_rng(0)
    gains = []
    for _ in range(30):
        probability = generator.random(60)
        rows = scored((generator.random(60) < 0.5).astype(int).tolist(), probability.tolist())
        found = thresholds(rows, Costs(2, 2, 1))
        assert found is not None
        gains.append(found.expected - found.cost[found.best])
    assert np.mean(gains) > 0.02


def test_a_temperature_mends_a_model_that_is_too_sure() -> None:
    labels, probability = calibrated(4000, np.random.default_rng(1))
    sure = 1 / (1 + np.exp(-3 * margins(probability)))
    found = calibration(scored(labels.tolist(), sure.tolist()))
    assert found is not None
    assert found.temperature == pytest.approx(3, rel=0.15)
    assert found.after < found.before / 2
    assert found.before > 0.05


def test_nothing_is_told_without_labels_or_probabilities() -> None:
    assert thresholds(scored([-1], [0.5]), Costs()) is None
    assert calibration(ROWS) is None
