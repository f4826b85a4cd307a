"""Predictions on a dataset: in order, counted as by hand."""

import pytest

from core.models.prediction import Prediction
from core.nn.metrics import Confusion
from core.trace.dataset_predictions import predict_dataset


class Sized:
    """Says positive of texts with more than three letters."""

    def classify(self, sentences: list[str]) -> list[Prediction]:
        return [Prediction(s, (3.0, float(len(s))), float(len(s) > 3), ()) for s in sentences]


def test_counts_and_rows_of_each_outcome() -> None:
    texts = ["good", "ok", "dreadful", "bad", "nice"] + ["x" * 9] * 40
    labels = [1, 1, 0, 0, 1] + [1] * 40
    predictions = predict_dataset(Sized(), texts, labels)
    assert predictions.counts == Confusion(42, 1, 1, 1)
    assert predictions.logits[:, 1].tolist() == [float(len(text)) for text in texts]
    assert predictions.of("false_positive") == [2]
    assert predictions.of("false_negative") == [1]
    assert predictions.of("true_negative") == [3]
    assert predictions.mistakes() == [2, 1]  # logits 5 apart, and 1
    assert len(predictions.of("true_positive")) == 42
    assert predictions.accuracy == pytest.approx(43 / 45)
    assert predictions.f1 == pytest.approx(84 / 86)
    assert predictions.interval[0] < 43 / 45 < predictions.interval[1]
