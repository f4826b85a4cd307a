"""Thresholds under one budget, on cases worked out by hand and against every choice there is."""

from itertools import product

import numpy as np
import pytest

from core.scoring.backends.exits.thresholds import NEVER, fitted, outcome

ENDS = (0.25, 0.5, 1.0)
# Two exits, five texts: the first is wrong of text 1, the second of none.
SAID = np.array([[4.0, -3.0, 2.0, -1.0, 0.5], [5.0, 4.0, 0.2, -0.1, -2.0]])
SURE = np.array([True, True, True, False, False])


def test_who_leaves_where_worked_out_by_hand() -> None:
    found = outcome(SAID, SURE, (3.0, 1.0), ENDS)
    # Texts 0 and 1 leave at the first exit, text 4 at the second, 2 and 3 at the end; text 1 is changed.
    assert found.leaving == (0.4, 0.2, 0.4)
    assert found.changed == 0.2
    assert found.computed == pytest.approx((2 * 0.25 + 0.5 + 2 * 1) / 5)


def test_without_a_budget_nothing_changes_and_nothing_is_lost() -> None:
    found = fitted(SAID, SURE, ENDS, 0)
    result = outcome(SAID, SURE, found, ENDS)
    assert result.changed == 0
    # The best without a change: text 0 leaves first (over 3), the others at the second exit.
    assert result.computed == pytest.approx((0.25 + 4 * 0.5) / 5)
    never = outcome(SAID, SURE, (NEVER, NEVER), ENDS)
    assert never.leaving == (0, 0, 1)
    assert never.computed == 1


@pytest.mark.parametrize("budget", [0, 0.05, 0.2])
def test_it_is_nearly_as_good_as_trying_all(budget: float) -> None:
    generator = np.random.default_rng(7)
    sure = generator.random(40) < 0.5
    truth = np.where(sure, 1, -1)
    said = np.stack([truth * 0.7, truth * 1.5]) + generator.standard_normal((2, 40))
    found = outcome(said, sure, fitted(said, sure, ENDS, budget), ENDS)
    candidates = [[*np.abs(row), NEVER] for row in said]
    every = [outcome(said, sure, pair, ENDS) for pair in product(*candidates)]
    best = min(each.computed for each in every if each.changed <= budget)
    assert found.changed <= budget
    assert found.computed <= best + 0.1
