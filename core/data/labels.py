"""Labels in other words: what people write for positive (1) and negative (0)."""

import unicodedata
from collections.abc import Iterable

from core.base.errors import SentiscopeError

PAIRS = (
    ("positive", "negative"),
    ("pos", "neg"),
    ("1", "0"),
    ("1.0", "0.0"),
    ("正面", "负面"),
    ("积极", "消极"),
    ("好评", "差评"),
)
LABELS = {word: label for positive, negative in PAIRS for word, label in ((positive, 1), (negative, 0))}
VALUES_SHOWN = 5
CHARACTERS_SHOWN = 40


def parse_label(cell: str) -> int | None:
    """1 for positive, 0 for negative, None if the cell is no label; case and spaces don't matter."""
    return LABELS.get(_fold(cell))


def label_pair(cell: str) -> frozenset[str]:
    """The folded words of the pair that a label belongs to; empty if the cell is no label."""
    word = _fold(cell)
    return next((frozenset(pair) for pair in PAIRS if word in pair), frozenset())


def require_labels(cells: Iterable[str], column: str) -> None:
    """Raise `csv_labels_unknown`, with up to five of the values found, if any is no label.

    Empty cells are rows without a label, and allowed. Reads no further than the fifth such value.
    """
    unknown: list[str] = []
    for cell in cells:
        value = cell.strip()[:CHARACTERS_SHOWN]
        if value and parse_label(cell) is None and value not in unknown:
            unknown.append(value)
            if len(unknown) == VALUES_SHOWN:
                break
    if unknown:
        raise SentiscopeError("csv_labels_unknown", column=column, values=", ".join(unknown))


def _fold(cell: str) -> str:
    if len(cell) > CHARACTERS_SHOWN:
        return ""
    # NFKC turns the full-width digits and letters of Chinese keyboards into ASCII.
    return "".join(unicodedata.normalize("NFKC", cell).casefold().split())
