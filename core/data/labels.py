"""Labels in other words: what people write for positive (1) and negative (0)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

PAIRS = (
    ("positive", "negative"),
    ("pos", "neg"),
    ("1", "0"),
    ("1.0", "0.0"),
    ("1", "-1"),
    ("1.0", "-1.0"),
    ("+1", "-1"),
    ("good", "bad"),
    ("recommended", "notrecommended"),
    ("positiv", "negativ"),
    ("positif", "négatif"),
    ("positivo", "negativo"),
    ("正面", "负面"),
    ("积极", "消极"),
    ("正向", "负向"),
    ("好评", "差评"),
    ("推荐", "不推荐"),
)
LABELS = {word: label for positive, negative in PAIRS for word, label in ((positive, 1), (negative, 0))}
MINUS_ONE = frozenset(["-1", "-1.0"])
ZERO = frozenset(["0", "0.0"])
VALUES_SHOWN = 5
ROWS_SHOWN = 3  # of each value
CHARACTERS_SHOWN = 40


def parse_label(cell: str, zero_is_neutral: bool = False) -> int | None:
    """1 for positive, 0 for negative, None if the cell is no label; case and spaces don't matter.

    `zero_is_neutral` is true of a column that has −1 too: its 0 is no label.
    """
    word = _fold(cell)
    return None if zero_is_neutral and word in ZERO else LABELS.get(word)


def label_pair(cell: str) -> frozenset[str]:
    """The folded words of the first pair that a label belongs to; empty if the cell is no label."""
    word = _fold(cell)
    return next((frozenset(pair) for pair in PAIRS if word in pair), frozenset())


@dataclass
class LabelColumn:
    """What a column of labels holds, cell by cell: whether its 0 is neutral, and what is no label.

    `strays` are up to five different values that are no labels, each with the numbers of the first rows
    where it stands; `stray_rows` counts all such rows. Blank cells are rows without a label, and allowed.
    """

    strays: dict[str, list[int]] = field(default_factory=dict)
    stray_rows: int = 0
    zero_is_neutral: bool = False
    _zeros: list[int] = field(default_factory=list)
    _zero_rows: int = 0

    def read(self, cells: Iterable[str]) -> "LabelColumn":
        """Take in every cell, the first row's being number 1."""
        for number, cell in enumerate(cells, start=1):
            self.add(number, cell)
        return self

    def add(self, number: int, cell: str) -> None:
        """Take in the cell of a row."""
        word = _fold(cell)
        if word in LABELS:
            self.zero_is_neutral |= word in MINUS_ONE
            if word in ZERO:
                self._zero_rows += 1
                self._zeros += [number] * (len(self._zeros) < ROWS_SHOWN)
        elif value := cell.strip()[:CHARACTERS_SHOWN]:
            self.stray_rows += 1
            if value in self.strays or len(self.strays) < VALUES_SHOWN:
                rows = self.strays.setdefault(value, [])
                rows += [number] * (len(rows) < ROWS_SHOWN)

    @property
    def unread(self) -> int:
        """The number of rows whose label says neither positive nor negative."""
        return self.stray_rows + self._zero_rows * self.zero_is_neutral

    def told(self) -> str:
        """The values that are no labels, each with its first rows: `neutral (3, 8, 9), meh (7)`."""
        neutral = {"0": self._zeros} if self.zero_is_neutral and self._zeros else {}
        values = {**neutral, **self.strays}
        return ", ".join(f"{value} ({', '.join(map(str, rows))})" for value, rows in values.items())


def _fold(cell: str) -> str:
    if len(cell) > CHARACTERS_SHOWN:
        return ""
    return "".join(folded(cell).split())


def folded(cell: str) -> str:
    """A label as it is compared: capitals, blanks and full-width letters make no difference."""
    # NFKC turns the full-width digits and letters of Chinese keyboards into ASCII.
    return " ".join(unicodedata.normalize("NFKC", cell).casefold().replace("−", "-").split())
