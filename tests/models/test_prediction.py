"""The verdict's label follows its probability."""

import math

import pytest

from core.models.prediction import Prediction


@pytest.mark.parametrize(
    ("probability", "label"), [(0.0, "negative"), (0.4999, "negative"), (0.5, "positive"), (1.0, "positive")]
)
def test_label(probability: float, label: str) -> None:
    assert Prediction("film", (0.0, 0.0), probability, ()).label == label


@pytest.mark.parametrize(
    ("probability", "temperature", "verdict"),
    [
        (0.0, 1, "negative"),
        (0.4499, 1, "negative"),
        (0.4501, 1, "undecided"),
        (0.5499, 1, "undecided"),
        (0.5501, 1, "positive"),
        (1.0, 1, "positive"),
        (0.56, 2, "undecided"),  # half as sure as it says
        (0.53, 0.5, "positive"),
    ],
)
def test_what_is_announced_goes_by_the_calibrated_probability(
    probability: float, temperature: float, verdict: str
) -> None:
    assert Prediction("film", (0.0, 0.0), probability, (), temperature=temperature).decided == verdict


def test_calibrating_divides_the_logits() -> None:
    logits = (-0.3, 0.5)
    probability = 1 / (1 + math.exp(logits[0] - logits[1]))
    calibrated = Prediction("film", logits, probability, (), temperature=1.6).calibrated
    assert calibrated == pytest.approx(1 / (1 + math.exp((logits[0] - logits[1]) / 1.6)))
