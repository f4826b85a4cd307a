"""SST-2: sentences and phrases of film reviews, each labelled negative (0) or positive (1).

Source: Socher et al. 2013, in the form of the GLUE benchmark (67,349 phrases to train on,
872 full sentences as dev set).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.errors import SentiscopeError

HUB_IDS = (("stanfordnlp/sst2", None), ("nyu-mll/glue", "sst2"))
HEADER = ("sentence", "label")
LABELS = {"0": 0, "1": 1}
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


@dataclass(frozen=True)
class About:
    """A dataset: as the shell's `--dataset` names it, its name, its language, and what its dev split is."""

    option: str
    name: str
    language: Language
    dev_is: str


ABOUT = About("sst2", "SST-2", "en", "SST-2's dev set")


@dataclass(frozen=True)
class SST2:
    """Both labelled splits and where they came from (`folder` or a hub id); `about` tells which dataset.

    `held_out` counts the training sentences that stand in for dev; 0 means that dev is the dataset's own.
    `drawn` is how many training phrases were asked for; 0 means all.
    """

    train: Split
    dev: Split
    source: str
    held_out: int = 0
    drawn: int = 0
    about: About = ABOUT


def load_sst2(folder: Path | None = None) -> SST2:
    """Read SST-2 from a folder in the GLUE layout, or from the hub when no folder is given."""
    if folder is None:
        return _from_hub()
    if not folder.is_dir():
        raise SentiscopeError("data_folder_missing", folder=folder)
    return SST2(read_split(folder / "train.tsv"), read_split(folder / "dev.tsv"), "folder")


def read_split(path: Path) -> Split:
    """Read one file of lines `sentence<TAB>label` under a header; quotes mean nothing here."""
    lines = lines_of(path)
    if tuple(lines[0].split("\t")) != HEADER:
        raise SentiscopeError("data_bad_header", file=path.name)
    return labelled(lines[1:], path.name, 2, LABELS)


def lines_of(path: Path) -> list[str]:
    """The lines of a UTF-8 file. Errors: `data_file_missing`, `data_not_utf8`."""
    if not path.is_file():
        raise SentiscopeError("data_file_missing", file=path.name, folder=path.parent)
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise SentiscopeError("data_not_utf8", file=path.name) from error


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
            told = {"label": cells[1][:20], "negative": negative, "positive": positive}
            raise SentiscopeError("data_bad_label", file=name, line=number, **told)
        sentences.append(cells[0])
        labels.append(numbers[cells[1]])
    if not sentences:
        raise SentiscopeError("data_empty", file=name)
    return Split(sentences, labels)


def _from_hub() -> SST2:
    import datasets

    for hub_id, config in HUB_IDS:
        try:
            loaded = datasets.load_dataset(hub_id, config)
        except Exception:  # the hub fails in many ways; each means: try the next place
            continue
        splits = [
            Split(list(loaded[n]["sentence"]), list(loaded[n]["label"])) for n in ("train", "validation")
        ]
        return SST2(splits[0], splits[1], hub_id)
    raise SentiscopeError("data_hub_unreachable")
