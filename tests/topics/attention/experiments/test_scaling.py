"""Softmax' sharpness by hand and by torch's derivative, and the verdict on hand-made numbers."""

import math

import pytest
import torch

from core.experiments.record import Record
from core.topics.attention.experiments.scaling import WIDTHS, outcome, sharpness


def test_even_and_certain_rows_by_hand() -> None:
    even = sharpness(torch.zeros(1, 4))
    assert even["entropy"] == pytest.approx(math.log(4))
    assert even["gradient"] == pytest.approx(math.sqrt(3) / 4)  # of diag(¼) − 1/16
    certain = sharpness(torch.tensor([[100.0, 0, 0]]))
    assert certain == pytest.approx({"entropy": 0.0, "gradient": 0.0}, abs=1e-9)


def test_the_derivative_is_torchs() -> None:
    scores = torch.randn(5, generator=torch.Generator().manual_seed(0)).double()
    derivative = torch.autograd.functional.jacobian(lambda z: z.softmax(-1), scores)
    assert sharpness(scores[None])["gradient"] == pytest.approx(derivative.norm().item())


def test_scores_spread_like_the_root_of_the_width(records: dict[str, Record]) -> None:
    points = records["scaling"].numbers["points"]
    assert [point["width"] for point in points["plain"]] == list(WIDTHS)
    last = points["plain"][-1]["spread"], points["scaled"][-1]["spread"]
    assert last == pytest.approx((math.sqrt(WIDTHS[-1]), 1), rel=0.1)


@pytest.mark.parametrize(
    ("plain", "scaled", "verdict"),
    [
        ((0.4, 0.05), (2.9, 0.2), "held"),
        ((0.6, 0.05), (2.9, 0.2), "failed"),  # entropy
        ((0.4, 0.15), (2.9, 0.2), "failed"),  # derivative
        ((0.4, 0.05), (1.5, 0.2), "failed"),
        ((0.4, 0.05), (2.9, 0.1), "failed"),
        ((0.5, 0.05), (2.9, 0.2), "undecided"),  # just a quarter
    ],
)
def test_entropy_and_derivative_must_both_hold(plain: tuple, scaled: tuple, verdict: str) -> None:
    def points(end: tuple[float, float]) -> list[dict]:
        wobble = (0.99, 1.0, 1.01)
        ends = ((2, (2.0, 0.2)), (512, end))
        return [{"width": K, "draws": [[e * by, g * by] for by in wobble]} for K, (e, g) in ends]

    told = outcome({"most_entropy": 3.0, "points": {"plain": points(plain), "scaled": points(scaled)}})
    assert told[0] == verdict
    assert told[1]["width"] == 512
    assert told[1]["plain"].value == pytest.approx(plain[0])
    assert told[1]["fall"].value == pytest.approx(plain[1] / 0.2)
