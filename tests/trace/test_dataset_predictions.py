"""Many verdicts at once: in order, counted as by hand."""

import pytest

from core.models.prediction import Prediction
from core.nn.metrics import Confusion
from core.trace.dataset_predictions import judge_all


class Sized:
    """Says positive of texts with more than three letters."""

    def classify(self, sentences: list[str]) -> list[Prediction]:
        return [Prediction(s, (3.0, float(len(s))), float(len(s) > 3), ()) for s in sentences]


def test_counts_and_rows_of_each_outcome() -> None:
    texts = ["good", "ok", "dreadful", "bad", "nice"] + ["x" * 9] * 40
    labels = [1, 1, 0, 0, 1] + [1] * 40
    told = judge_all(Sized(), texts, labels)
    assert told.counts == Confusion(42, 1, 1, 1)
    assert told.logits[:, 1].tolist() == [float(len(text)) for text in texts]
    assert told.of("false_positive") == [2]
    assert told.of("false_negative") == [1]
    assert told.of("true_negative") == [3]
    assert len(told.of("true_positive")) == 42
    assert told.accuracy == pytest.approx(43 / 45)
    assert told.f1 == pytest.approx(84 / 86)
    assert told.interval[0] < 43 / 45 < told.interval[1]
