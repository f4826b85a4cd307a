"""Labelled texts: two splits, and the rows of lines `text<TAB>label`."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.base.errors import SentiscopeError

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Split:
    """Sentences with their labels (0 negative, 1 positive), in file order."""

    sentences: list[str]
    labels: list[int]

    def __len__(self) -> int:
        return len(self.sentences)

    def rows(self, numbers: Sequence[int]) -> "Split":
        """Only the rows with these numbers, in their order."""
        return Split([self.sentences[n] for n in numbers], [self.labels[n] for n in numbers])

    def fingerprint(self) -> str:
        """sha256 over all rows: two splits with the same one hold the same data."""
        digest = hashlib.sha256()
        for sentence, label in zip(self.sentences, self.labels, strict=True):
            digest.update(f"{sentence}\t{label}\n".encode())
        return digest.hexdigest()


def joined(*splits: Split) -> Split:
    """The rows of several, one after another."""
    texts = [text for split in splits for text in split.sentences]
    return Split(texts, [label for split in splits for label in split.labels])


@dataclass(frozen=True)
class About:
    """A dataset: as the shell's `--dataset` names it, its name, its language, and what its dev split is."""

    option: str
    name: str
    language: Language
    dev_is: str


@dataclass(frozen=True)
class LabelledData:
    """A dataset's two splits and where they came from (`folder` or a hub id).

    `held_out` counts the training sentences that stand in for dev; 0 means that dev is the dataset's own.
    `drawn` is the number of training phrases drawn; 0 means all.
    """

    train: Split
    dev: Split
    source: str
    about: About
    held_out: int = 0
    drawn: int = 0


def labelled(lines: Iterable[str], name: str, first: int, numbers: Mapping[str, int]) -> Split:
    """The rows of lines `sentence<TAB>label`; `first` is the first line's number, `numbers` reads a label.

    Errors: `data_bad_row`, `data_blank_text`, `data_bad_label`, `data_empty`, each naming the file `name`.
    """
    negative, positive = numbers
    sentences, labels = [], []
    for number, line in enumerate(lines, start=first):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != 2:
            raise SentiscopeError("data_bad_row", file=name, line=number, count=len(cells))
        if not cells[0].strip():
            raise SentiscopeError("data_blank_text", file=name, line=number)
        if cells[1] not in numbers:
            parameters = {"label": cells[1][:20], "negative": negative, "positive": positive}
            raise SentiscopeError("data_bad_label", file=name, line=number, **parameters)
        sentences.append(cells[0])
        labels.append(numbers[cells[1]])
    if not sentences:
        raise SentiscopeError("data_empty", file=name)
    return Split(sentences, labels)
