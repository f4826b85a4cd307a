"""A classifier that needs no network: its answer is a function of the text alone."""

import csv
import hashlib
from pathlib import Path

from core.base.errors import SentiscopeError
from core.models.prediction import Prediction

CUT_FROM = 500  # characters


def probability_of(text: str) -> float:
    """The text `p=0.25 …` gets 0.25; any other text has its own number between 0 and 1."""
    if text.startswith("p="):
        return float(text[2:].split()[0])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) / 2**32


class FakeClassifier:
    """Classifies, and keeps the batches in `batches`."""

    name = "fake"
    card = {"sha256": "0123"}  # noqa: RUF012

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def classify(self, sentences: list[str]) -> list[Prediction]:
        self.batches.append(sentences)
        if not all(sentence.strip() for sentence in sentences):
            raise SentiscopeError("text_empty")
        return [
            Prediction(text, (0.0, 0.0), probability_of(text), (), max(0, len(text) - CUT_FROM))
            for text in sentences
        ]


def write_csv(path: Path, rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with open(path, "w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def read_csv(path: Path, encoding: str = "utf-8", delimiter: str = ",") -> list[dict[str, str]]:
    """The rows by column name; a surplus of cells is under None."""
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))
