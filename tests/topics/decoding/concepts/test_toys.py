"""The toys: the two hand-made cases as the textbook has them, and counted misses."""

import math

import pytest
import torch

from core.topics.decoding.concepts.search import exhaustive, greedy
from core.topics.decoding.concepts.toys import CASES, best_log_prob, from_table, misses, optimum, random_table


@pytest.mark.parametrize("name", CASES)
def test_rows_of_a_case_add_up_to_one(name: str) -> None:
    case = CASES[name]()
    for level in case.levels:
        torch.testing.assert_close(level.exp().sum(-1), torch.ones(len(level), dtype=torch.double))


@pytest.mark.parametrize(
    ("name", "greedy_way", "greedy_probability", "best_way", "best_probability"),
    [("two_steps", "CD", 0.30, "AB", 0.36), ("four_steps", "ABCD", 0.048, "ACBD", 0.054)],
)
def test_greedy_misses_the_optimum_of_both_cases(
    name: str, greedy_way: str, greedy_probability: float, best_way: str, best_probability: float
) -> None:
    case = CASES[name]()
    first = greedy(from_table(case.levels), len(case.levels))
    way, probability = optimum(case)
    assert "".join(case.tokens[token] for token in first.tree.tokens(first.best[0].node)) == greedy_way
    assert math.exp(first.best[0].log_prob) == pytest.approx(greedy_probability)
    assert "".join(case.tokens[token] for token in way) == best_way
    assert probability == pytest.approx(best_probability)


def test_adding_up_levels_is_exhaustive_search() -> None:
    levels = random_table(4, 4, torch.Generator().manual_seed(3))
    found = exhaustive(from_table(levels), 4, length_penalty=0.0)
    assert best_log_prob(levels) == pytest.approx(found.best[0].log_prob)


def test_wider_beams_miss_less_and_the_widest_nothing() -> None:
    missed = misses(3, 3, [1, 2, 27], tables=20, seed=42)
    assert missed[1] >= missed[2] >= missed[27] == 0
    assert missed[1] > 0
    assert misses(3, 3, [1, 2, 27], tables=20, seed=42) == missed
