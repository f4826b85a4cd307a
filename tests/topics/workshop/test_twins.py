"""What the metrics' twins are run on has just the counts that the model card gives."""

from core.nn.metrics import Confusion, confusion
from core.topics.workshop.twins import predictions_and_labels


def test_predictions_and_labels_are_counted_as_given() -> None:
    counts = Confusion(true_positive=3, false_positive=1, false_negative=0, true_negative=2)
    predictions, labels = predictions_and_labels(counts)
    assert confusion(predictions, labels) == counts
