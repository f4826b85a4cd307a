"""Files without labels: the interval holds the truth where the file is like the reference."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from core.evaluation.domain import auc, distance
from core.evaluation.unlabelled import expected_accuracy, fit_chances
from tests.evaluation.support import calibrated, scored


def test_chances_are_sklearns_logistic_regression() -> None:
    generator = np.random.default_rng(0)
    margin = np.abs(3 * generator.standard_normal(3000))
    right = generator.random(3000) < 1 / (1 + np.exp(-(0.4 + 0.7 * margin)))
    model = LogisticRegression(C=float("inf"), tol=1e-10, max_iter=1000).fit(margin[:, None], right)
    intercept, slope = fit_chances(margin, right)
    assert intercept == pytest.approx(model.intercept_[0], abs=1e-3)
    assert slope == pytest.approx(model.coef_[0, 0], abs=1e-3)


def test_a_reference_without_errors_gives_finite_chances() -> None:
    intercept, slope = fit_chances(np.linspace(0, 5, 50), np.ones(50, np.bool_))
    assert np.isfinite([intercept, slope]).all()


@pytest.mark.whole
def test_the_interval_holds_the_truth_nine_times_in_ten() -> None:
    """Files and references drawn from one domain, of a model that is too sure by half."""
    generator = np.random.default_rng(1)
    held = 0
    for seed in range(60):
        labels, probability = calibrated(700, generator)
        sure = 1 / (1 + np.exp(-1.5 * np.log(probability / (1 - probability))))
        reference = scored(labels[:400].tolist(), sure[:400].tolist())
        hidden = scored([-1] * 300, sure[400:].tolist())
        found = expected_accuracy(hidden, reference, seed=seed)
        assert found is not None
        truth = ((sure[400:] >= 0.5) == labels[400:]).mean()
        held += found.accuracy.low <= truth <= found.accuracy.high
    assert held >= 54


def test_too_little_to_tell() -> None:
    rows = scored([1, 0] * 10, [0.9, 0.1] * 10)
    assert expected_accuracy(rows, rows) is None  # 20 labelled rows


def test_the_area_is_sklearns_also_with_ties() -> None:
    generator = np.random.default_rng(2)
    scores = generator.integers(0, 5, 200).astype(float)
    is_here = generator.random(200) < 0.4
    assert auc(scores, is_here) == pytest.approx(roc_auc_score(is_here, scores))
    assert auc(scores[is_here], is_here[is_here]) == 0.5


def test_kitchens_are_told_from_films_by_their_words() -> None:
    generator = np.random.default_rng(3)
    shared = [f"w{number}" for number in range(30)]
    films = [" ".join([*generator.choice(shared, 5), "actor"]) for _ in range(60)]
    pans = [" ".join([*generator.choice(shared, 5), "pan"]) for _ in range(60)]
    found = distance(pans, films)
    assert found is not None
    assert found.auc.low > 0.95
    assert (found.here[0], found.there[0]) == ("pan", "actor")
    assert all(0 <= row < 60 for row in found.typical)


def test_texts_of_one_kind_are_not_told_apart() -> None:
    generator = np.random.default_rng(4)
    words = [f"w{number}" for number in range(30)]
    texts = [" ".join(generator.choice(words, 6)) for _ in range(200)]
    found = distance(texts[:100], texts[100:])
    assert found is not None
    assert found.auc.high < 0.6
    assert distance(texts[:5], texts) is None
