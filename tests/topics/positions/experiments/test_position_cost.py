"""Memory is counted as tensors live; the verdict looks at the longest text."""

import pytest
import torch

from core.experiments.record import Record
from core.topics.positions.experiments.position_cost import outcome, peak_bytes
from core.topics.positions.training.model import SCHEMES

KILOBYTE = torch.zeros(256)  # float32


def test_what_lives_at_once_is_counted() -> None:
    def one_after_another() -> None:
        for _ in range(3):
            KILOBYTE + 1

    def together() -> list[torch.Tensor]:
        return [KILOBYTE + 1 for _ in range(3)]

    assert peak_bytes(one_after_another) == 1024
    assert peak_bytes(together) == 3 * 1024


def test_views_and_changes_in_place_cost_nothing() -> None:
    assert peak_bytes(lambda: KILOBYTE.view(16, 16).T) == 0
    assert peak_bytes(lambda: torch.zeros(256).add_(1)) == 1024


def test_scores_cost_more_memory_than_vectors(records: dict[str, Record]) -> None:
    peaks = records["position_cost"].numbers["peaks"]
    assert peaks["alibi"][-1] > peaks["learned"][-1] >= peaks["none"][-1]
    assert peaks["none"] == sorted(peaks["none"])


def test_parameters_are_the_scheme_s_own(records: dict[str, Record]) -> None:
    counts = records["position_cost"].numbers["parameters"]
    assert counts["none"] == counts["sinusoidal"] == counts["alibi"] == counts["rope"] == 0
    assert counts["t5"] == 32 * 8
    assert counts["shaw"] == 2 * 2 * 33 * 32  # layers, tables, distances, K
    assert counts["learned"] == 128 * 256


@pytest.mark.parametrize(
    ("slow", "verdict"),
    [((1.05, 1.06, 1.05), "held"), ((1.2, 1.21, 1.2), "failed"), ((1.0, 1.1, 1.2), "undecided")],
)
def test_verdict_looks_at_the_three_longest_texts(slow: tuple[float, ...], verdict: str) -> None:
    seconds = {scheme: [9.0, 1.0, 1.0, 1.0] for scheme in SCHEMES} | {"shaw": [90.0, *slow]}
    peaks = {scheme: [1, 1, 1, 2] for scheme in SCHEMES}
    result, told = outcome({"lengths": [1, 2, 4, 8], "seconds": seconds, "peaks": peaks})
    assert result == verdict
    assert told["dear"] == (1 if verdict == "failed" else 0)
    assert (told["shortest"], told["length"], told["memory"]) == (2, 8, 0)
