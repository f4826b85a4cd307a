"""A Transformer with any number of classes, each by its own word."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.models.catalog import ENTRIES
from core.models.locate import locate
from core.models.prediction import Token
from core.models.reading.class_order import ClassOrder, class_order, classes_in
from core.models.transformer import TransformerClassifier

NOT_TWO = ("model_not_two_classes", "model_classes_unclear")


@dataclass(frozen=True)
class ClassPrediction:
    """A sentence's logits and probabilities, one for each class, and the tokens that were read.

    `cut`, `notes` and `windows` are as in `Prediction`.
    """

    sentence: str
    classes: tuple[str, ...]
    logits: tuple[float, ...]
    probabilities: tuple[float, ...]  # 0 … 1, together 1
    tokens: tuple[Token, ...]
    cut: int = 0
    notes: tuple[str, ...] = ()
    windows: int = 1

    @property
    def number(self) -> int:
        """The likeliest class, the first of equals."""
        return self.probabilities.index(max(self.probabilities))

    @property
    def word(self) -> str:
        """Its word."""
        return self.classes[self.number]


class ClassesClassifier(TransformerClassifier):
    """Any sequence classifier that `transformers` reads, its classes as they are named.

    `classify` gives a ClassPrediction a sentence.
    """

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder, name)
        labels = self.network.config.id2label
        self.classes = tuple(str(labels[number]) for number in sorted(labels))

    def _order(self, positive: str | None) -> ClassOrder:
        """No class is said to be positive."""
        return ClassOrder(0, ("", ""))

    def _prediction(  # type: ignore[override]
        self, sentence: str, text: str, logits: Any, ids: list[int], mask: list[int], is_whole: bool
    ) -> ClassPrediction:
        read = self._read(sentence, text, logits, ids, mask, is_whole)
        return ClassPrediction(
            sentence,
            self.classes,
            tuple(read.logits.tolist()),
            tuple(read.logits.softmax(dim=-1).tolist()),
            read.tokens,
            read.cut,
            read.notes,
            read.windows,
        )


def load_classes(name: str) -> ClassesClassifier:
    """A model of any classes by folder, catalog name or fetched hub id. Errors: those of loading."""
    return ClassesClassifier(locate(name).folder, name)


def has_other_classes(folder: Path, name: str) -> bool:
    """Whether a folder's classes are others than two of which one says positive; false if none are told."""
    classes = classes_in(folder)
    try:
        class_order(classes, name)
    except SentiscopeError as error:
        return bool(classes) and len(classes) > 1 and error.key in NOT_TWO
    return False


def is_of_classes(model: str | None, positive: str | None = None) -> bool:
    """Whether a model has other classes than negative and positive, and nobody said which is positive.

    False for one that cannot be found here: loading it says what is wrong.
    """
    if model is None or positive is not None or model in ENTRIES:
        return False
    try:
        return has_other_classes(locate(model).folder, model)
    except SentiscopeError:
        return False
