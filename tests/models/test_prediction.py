"""The verdict's label follows its probability."""

import pytest

from core.models.prediction import Prediction


@pytest.mark.parametrize(
    ("probability", "label"), [(0.0, "negative"), (0.4999, "negative"), (0.5, "positive"), (1.0, "positive")]
)
def test_label(probability: float, label: str) -> None:
    assert Prediction("film", (0.0, 0.0), probability, ()).label == label
