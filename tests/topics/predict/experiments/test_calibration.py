"""Reliability by hand, and a temperature that never sees what it is judged on."""

import pytest
import torch

from core.base.numbers import Estimate
from core.nn.calibration import fit_temperature
from core.topics.predict.experiments.calibration import changes, out_of_fold, outcome, reliability


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


@pytest.mark.whole  # two thousand samples of each
def test_what_changes_is_worked_out_on_the_same_sentences() -> None:
    generator = torch.Generator().manual_seed(3)
    logits = 4 * torch.randn(60, 2, generator=generator).double()
    labels = torch.randint(0, 2, (60,), generator=generator)
    found = changes(logits, logits / 3, labels, seed=1)
    for state, made in (("", logits), ("_after", logits / 3)):
        told = reliability(made, labels)
        assert found[f"error{state}"].value == pytest.approx(told["error"])
        assert found[f"loss{state}"].value == pytest.approx(told["loss"])
    assert found["gap"].value == pytest.approx(found["sure"].value - found["right"].value)
    assert found["loss_change"].value == pytest.approx(found["loss_after"].value - found["loss"].value)
    assert found["loss_change"].high < 0  # logits without any sense are far too sure
    apart = [found[name].high - found[name].low for name in ("loss", "loss_change")]
    assert changes(logits, logits, labels, seed=1)["loss_change"] == Estimate(0, 0, 0)
    assert min(apart) > 0


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "held"),
        ({"gap": (-0.01, 0.02)}, "undecided"),
        ({"gap": (-0.02, -0.01)}, "failed"),
        ({"error_change": (-0.01, 0.01)}, "undecided"),
        ({"loss_change": (0.001, 0.01)}, "failed"),
    ],
)
def test_the_claim_needs_overconfidence_and_a_cure(changed: dict, verdict: str) -> None:
    ends = {"gap": (0.01, 0.02), "error_change": (-0.02, -0.01), "loss_change": (-0.02, -0.01), **changed}
    intervals = {name: {"value": low, "low": low, "high": high} for name, (low, high) in ends.items()}
    assert outcome({"sentences": 10, "temperature": 2.0, "intervals": intervals})[0] == verdict
