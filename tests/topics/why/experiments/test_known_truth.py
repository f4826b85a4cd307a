"""Methods on games whose truth is known."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.experiments.record import Record
from core.topics.why.experiments.known_truth import METHODS, by_game, outcome, pearson

EXACT = ("occlusion", "kernel_shap", "exact_shapley")


@given(st.integers(0, 999), st.integers(3, 6))
def test_exact_methods_find_the_worth_of_every_word_of_a_sum(seed: int, P: int) -> None:
    truth = torch.randn(P, generator=torch.Generator().manual_seed(seed))
    for method in EXACT:
        found = by_game(lambda kept: kept.float() @ truth, P, method, seed)
        torch.testing.assert_close(found, truth, rtol=1e-3, atol=1e-4)


def test_pearson_by_hand() -> None:
    assert pearson(torch.tensor([1.0, 2.0, 4.0]), torch.tensor([2.0, 4.0, 8.0])) == pytest.approx(1)
    assert pearson(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 0.0, 1.0])) == pytest.approx(0)
    assert pearson(torch.ones(3), torch.arange(3.0)) == 0


def test_on_a_plain_sum_exact_methods_are_exact(records: dict[str, Record]) -> None:
    numbers = records["known_truth"].numbers
    linear, bag = ({one["method"]: one["value"] for one in numbers[kind]} for kind in ("linear", "bag"))
    assert list(linear) == list(bag) == list(METHODS)
    assert [linear[name] for name in EXACT] == pytest.approx([1, 1, 1])
    assert max(bag.values()) < 1 - 1e-6  # weights of length one are no plain sum


@pytest.mark.parametrize(
    ("interval", "verdict"), [([0.91, 0.95], "held"), ([0.85, 0.95], "undecided"), ([0.7, 0.8], "failed")]
)
def test_the_bag_decides(interval: list[float], verdict: str) -> None:
    rows = [{"method": name, "value": 0.99, "interval": [0.98, 1.0]} for name in METHODS]
    one = {"method": METHODS[0], "value": sum(interval) / 2, "interval": interval}
    numbers = {"sentences": 9, "most_words": 6, "samples": 64, "linear": rows, "bag": [one, *rows[1:]]}
    assert outcome(numbers)[0] == verdict
