"""Reliability by hand, and a temperature that never sees what it is judged on."""

import pytest
import torch

from core.nn.calibration import fit_temperature
from core.topics.predict.experiments.calibration import out_of_fold, outcome, reliability


def logits_of(margins: list[float]) -> torch.Tensor:
    return torch.tensor([[0.0, margin] for margin in margins], dtype=torch.float64)


def test_reliability_by_hand() -> None:
    sure = torch.logit(torch.tensor(0.9, dtype=torch.float64)).item()
    told = reliability(logits_of([sure, sure, -sure, -sure]), torch.tensor([1, 0, 0, 0]))
    assert told["error"] == pytest.approx(0.9 - 0.75)
    assert told["bins"] == [{"count": 4, "confidence": pytest.approx(0.9), "accuracy": 0.75}]


def test_each_half_is_scaled_by_the_other_half_s_temperature() -> None:
    generator = torch.Generator().manual_seed(1)
    logits = torch.randn(40, 2, generator=generator, dtype=torch.float64) * 3
    labels = torch.randint(0, 2, (40,), generator=generator)
    order = torch.randperm(40, generator=torch.Generator().manual_seed(7))
    first, second = order[0::2], order[1::2]
    mended = out_of_fold(logits, labels, seed=7)
    for judged, learned in ((first, second), (second, first)):
        torch.testing.assert_close(
            mended[judged], logits[judged] / fit_temperature(logits[learned], labels[learned])
        )
    assert torch.equal(mended.argmax(-1), logits.argmax(-1))


def part(error: float, confidence: float, accuracy: float) -> dict:
    return {"error": error, "bins": [{"count": 10, "confidence": confidence, "accuracy": accuracy}]}


@pytest.mark.parametrize(
    ("confidence", "after", "held"), [(0.95, 0.02, True), (0.95, 0.2, False), (0.8, 0.02, False)]
)
def test_the_claim_needs_overconfidence_and_a_cure(confidence: float, after: float, held: bool) -> None:
    numbers = {
        "sentences": 10,
        "temperature": 2.0,
        "before": part(0.1, confidence, 0.9),
        "after": part(after, 0.9, 0.9),
    }
    held_here, told = outcome(numbers)
    assert held_here is held
    assert (told["sure"], told["right"]) == (pytest.approx(confidence), pytest.approx(0.9))
