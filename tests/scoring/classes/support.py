"""A classifier of three classes that needs no network: its answer is a function of the text alone."""

import hashlib

import numpy as np

from core.base.errors import SentiscopeError
from core.models.classes.classifier import ClassPrediction
from tests.scoring.support import CUT_FROM, FakeClassifier

CLASSES = ("books", "dvd", "kitchen")


def probabilities_of(text: str) -> tuple[float, ...]:
    """A text's own three numbers, which are 1 together."""
    digest = hashlib.sha256(text.encode()).digest()
    numbers = [1 + int.from_bytes(digest[4 * place :][:4]) for place in range(len(CLASSES))]
    return tuple((np.array(numbers) / sum(numbers)).astype(np.float32).tolist())


class FakeClasses(FakeClassifier):
    """As FakeClassifier; has no answer to a text that says `lost`."""

    classes = CLASSES

    def classify(self, sentences: list[str]) -> list[ClassPrediction]:  # type: ignore[override]
        self.batches.append(sentences)
        if any("lost" in text for text in sentences):
            raise SentiscopeError("scoring_not_a_number", name=self.name)
        return [
            ClassPrediction(
                text, CLASSES, tuple(np.log(found).tolist()), found, (), max(0, len(text) - CUT_FROM)
            )
            for text in sentences
            for found in [probabilities_of(text)]
        ]
