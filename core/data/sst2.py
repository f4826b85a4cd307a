"""SST-2: sentences and phrases of film reviews, each labelled negative (0) or positive (1).

Source: Socher et al. 2013, in the form of the GLUE benchmark (67,349 phrases to train on,
872 full sentences as dev set).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.errors import SentiscopeError

HUB_IDS = (("stanfordnlp/sst2", None), ("nyu-mll/glue", "sst2"))
HEADER = ("sentence", "label")


@dataclass(frozen=True)
class Split:
    """Sentences with their labels (0 negative, 1 positive), in file order."""

    sentences: list[str]
    labels: list[int]

    def __len__(self) -> int:
        return len(self.sentences)

    def fingerprint(self) -> str:
        """sha256 over all rows: two splits with the same one hold the same data."""
        digest = hashlib.sha256()
        for sentence, label in zip(self.sentences, self.labels, strict=True):
            digest.update(f"{sentence}\t{label}\n".encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class SST2:
    """Both labelled splits and where they came from (`folder` or a hub id).

    `held_out` counts the training sentences that stand in for dev; 0 means that dev is SST-2's own.
    """

    train: Split
    dev: Split
    source: str
    held_out: int = 0


def load_sst2(folder: Path | None = None) -> SST2:
    """Read SST-2 from a folder in the GLUE layout, or from the hub when no folder is given."""
    if folder is None:
        return _from_hub()
    if not folder.is_dir():
        raise SentiscopeError("data_folder_missing", folder=folder)
    return SST2(read_split(folder / "train.tsv"), read_split(folder / "dev.tsv"), "folder")


def read_split(path: Path) -> Split:
    """Read one file of lines `sentence<TAB>label` under a header; quotes mean nothing here."""
    if not path.is_file():
        raise SentiscopeError("data_file_missing", file=path.name, folder=path.parent)
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise SentiscopeError("data_not_utf8", file=path.name) from error
    if tuple(lines[0].split("\t")) != HEADER:
        raise SentiscopeError("data_bad_header", file=path.name)
    return _checked(lines[1:], path.name)


def _checked(lines: Iterable[str], name: str) -> Split:
    sentences, labels = [], []
    for number, line in enumerate(lines, start=2):
        if not line:
            continue
        cells = line.split("\t")
        if len(cells) != 2:
            raise SentiscopeError("data_bad_row", file=name, line=number, count=len(cells))
        if cells[1] not in ("0", "1"):
            raise SentiscopeError("data_bad_label", file=name, line=number, label=cells[1][:20])
        sentences.append(cells[0])
        labels.append(int(cells[1]))
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
