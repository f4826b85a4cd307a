"""Thresholds under one budget, by hand, against scikit-learn and scipy, and against every choice there is."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression

from core.base.intervals import upper_share
from core.scoring.backends.exits.thresholds import (
    NEVER,
    PRICES,
    Heard,
    at_price,
    fitted,
    levels,
    outcome,
    risk,
    risks,
    said_at,
)

ENDS = (0.25, 0.5, 1.0)
# Two exits, five texts: the first is wrong of text 1, the second of none.
SAID = np.array([[4.0, -3.0, 2.0, -1.0, 0.5], [5.0, 4.0, 0.2, -0.1, -2.0]])
RIGHT = np.array([True, True, True, False, False])


def many(rows: int, seed: int = 7) -> Heard:
    """Two exits of which the second knows better, and an end that is wrong of one text in a thousand."""
    generator = np.random.default_rng(seed)
    right = generator.random(rows) < 0.5
    truth = np.where(right, 1, -1) * generator.exponential(1, rows)
    said = np.stack([2 * truth, 4 * truth]) + generator.standard_normal((2, rows))
    return Heard(said, right ^ (generator.random(rows) < 0.001), right, ENDS)


def test_who_leaves_where_worked_out_by_hand() -> None:
    found = outcome(Heard(SAID, RIGHT, RIGHT, ENDS), (3.0, 1.0))
    # Texts 0 and 1 leave at the first exit, text 4 at the second, 2 and 3 at the end; text 1 is changed.
    assert found.leaving == (0.4, 0.2, 0.4)
    assert found.changed == 0.2
    assert found.computed == pytest.approx((2 * 0.25 + 0.5 + 2 * 1) / 5)


def test_what_rounding_changes_at_the_end_is_changed_too() -> None:
    last = np.array([True, True, False, True, False])
    heard = Heard(SAID, last, RIGHT, ENDS)
    assert outcome(heard, (NEVER, NEVER)).changed == 0.4
    assert outcome(heard, (NEVER, 0.2)).changed == 0.2  # text 2 leaves in time


def test_few_texts_prove_nothing_so_that_all_stay() -> None:
    assert fitted(Heard(SAID, RIGHT, RIGHT, ENDS), 0.003) == (NEVER, NEVER)
    nothing = np.zeros(0, np.bool_)
    assert fitted(Heard(np.zeros((2, 0)), nothing, nothing, ENDS), 0.003) == (NEVER, NEVER)


@pytest.mark.parametrize("budget", [0.005, 0.02, 0.1])
def test_the_upper_bound_keeps_the_budget_also_on_other_texts(budget: float) -> None:
    heard = many(20_000)
    found = fitted(heard, budget)
    result = outcome(heard, found)
    bound = binomtest(round(result.changed * 20_000), 20_000).proportion_ci(0.9, "exact").high
    assert 0 < result.changed <= bound <= budget
    others = [outcome(many(20_000, seed), found).changed for seed in range(20)]
    assert np.mean(others) <= budget


@pytest.mark.parametrize("budget", [0.01, 0.05])
def test_one_price_is_nearly_as_good_as_trying_all(budget: float) -> None:
    heard = many(20_000)
    result = outcome(heard, fitted(heard, budget))
    candidates = [[*np.quantile(np.abs(row), np.linspace(0, 1, 40)), NEVER] for row in heard.log_odds]
    every = [outcome(heard, pair) for pair in product(*candidates)]
    best = min(each.computed for each in every if each.changed <= result.changed)
    assert result.computed <= best + 0.02


def test_the_risk_is_scikit_learns() -> None:
    heard = many(5_000)
    size, wrong = np.abs(heard.log_odds[0]), (heard.log_odds[0] >= 0) != heard.right
    a, b = risk(size, wrong)
    library = LogisticRegression(C=np.inf, tol=1e-8).fit(
        np.append(size, [0, 0])[:, None], np.append(wrong, [True, False])
    )
    assert (a, b) == pytest.approx((library.intercept_[0], -library.coef_[0, 0]), rel=1e-3)


@given(st.integers(0, 40), st.integers(1, 2000))
@settings(deadline=None)
def test_the_upper_share_is_scipys(found: int, more: int) -> None:
    total = found + more
    exact = binomtest(found, total).proportion_ci(0.9, "exact").high  # 5 % on each side
    assert upper_share(found, total) == pytest.approx(exact)
    assert upper_share(total, total) == 1


def test_what_was_chosen_is_the_cheapest_of_the_prices_that_keep_the_budget() -> None:
    heard, budget = many(20_000), 0.02
    known, found = risks(heard), fitted(heard, budget)
    tried = [at_price(known, ENDS, float(price)) for price in PRICES]
    place = tried.index(found)
    bounds = [upper_share(round(outcome(heard, limits).changed * 20_000), 20_000) for limits in tried]
    assert max(bounds[: place + 1]) <= budget < bounds[place + 1]


@given(st.floats(1, 1e5), st.floats(1, 1e5))
@settings(deadline=None, max_examples=30)
def test_a_dearer_verdict_asks_for_surer_exits(one: float, other: float) -> None:
    known = risks(many(2_000))
    low, high = (at_price(known, ENDS, price) for price in sorted((one, other)))
    assert all(a <= b for a, b in zip(low, high, strict=True))


def test_the_verdict_is_that_of_the_exit_where_a_text_leaves() -> None:
    last = np.array([False, True, False, True, False])
    heard = Heard(SAID, last, RIGHT, ENDS)
    level = levels(SAID, (3.0, 2.0))
    assert level.tolist() == [0, 0, 2, 2, 1]
    assert said_at(heard, level).tolist() == [True, False, False, True, False]
