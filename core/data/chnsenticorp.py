"""ChnSentiCorp: Chinese reviews of hotels, books and computers, each negative (0) or positive (1).

Source: Tan & Zhang 2008, in the form of 9,600 training and 1,200 dev texts; lines `text<TAB>label`, no
header. 338 of those dev texts also stand in the training file.
"""

from pathlib import Path

from core.base.errors import SentiscopeError
from core.data.labelled import About, LabelledData, Split, labelled
from core.data.lines import lines_of

ABOUT = About(
    "chnsenticorp", "ChnSentiCorp", "zh", "ChnSentiCorp's dev texts that do not also stand in its train set"
)
LABELS = {"negative": 0, "positive": 1}


def load_chnsenticorp(folder: Path | None = None) -> LabelledData:
    """Both splits without the texts that stand in both files: no text evaluated on was learned.

    Errors: `data_needs_folder`, `data_folder_missing`, those of `read_split`, and `data_all_shared` where
    nothing is left of a file.
    """
    if folder is None:
        raise SentiscopeError("data_needs_folder", name=ABOUT.name)
    if not folder.is_dir():
        raise SentiscopeError("data_folder_missing", folder=folder)
    train, dev = read_split(folder / "train.tsv"), read_split(folder / "dev.tsv")
    return LabelledData(
        _alone(train, dev, "train.tsv"),
        _alone(dev, train, "dev.tsv"),
        "folder",
        about=ABOUT,
    )


def is_in(folder: Path) -> bool:
    """Whether a folder's training file is of this form: its first line ends with one of the labels."""
    file = folder / "train.tsv"
    return file.is_file() and lines_of(file)[0].rpartition("\t")[2] in LABELS


def read_split(path: Path) -> Split:
    """Read one file. Errors: those of `lines_of` and `labelled`."""
    return labelled(lines_of(path), path.name, 1, LABELS)


def _alone(split: Split, other: Split, name: str) -> Split:
    """The rows whose text does not stand in the other file."""
    other_texts = set(other.sentences)
    own_rows = [number for number, text in enumerate(split.sentences) if text not in other_texts]
    if not own_rows:
        raise SentiscopeError("data_all_shared", file=name)
    return split.rows(own_rows)
