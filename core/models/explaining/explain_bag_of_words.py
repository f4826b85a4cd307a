"""Sentences of a bag of words: its own weights, exactly."""

from collections.abc import Sequence

from core.models.bag_of_words import BagOfWordsClassifier
from core.models.explaining.bag_of_words import BagReading
from core.models.explaining.explained import Explained, ExplainerMethod


class ByCoefficients:
    """See Explainer."""

    method: ExplainerMethod = "coefficients"

    def __init__(self, model: BagOfWordsClassifier) -> None:
        self.name, self._model = model.name, model

    def explain(self, texts: Sequence[str], positive: Sequence[bool]) -> list[Explained]:
        """See Explainer."""
        readings = [BagReading(self._model, text) for text in texts]
        return [Explained(reading.words, reading.coefficients) for reading in readings]
