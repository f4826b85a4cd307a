"""What a text has that a model may stumble over: each trait a set of rows. Words are the project's own."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from core.data.language import written_in
from core.evaluation.scored import Rows
from core.nn.terms import words

Kind = Literal["length", "trait", "language", "word", "column", "month"]
NEGATION = re.compile(
    r"\b(not|no|never|none|nothing|neither|nor|cannot|without|hardly|barely)\b|n['’ ]?t\b|[不没無无未別别]",
    re.I,
)
CONTRAST = re.compile(
    r"\b(but|however|although|though|yet|despite|except|otherwise|while)\b|但是|但|不过|可是|然而|虽然|尽管|却",
    re.I,
)
CAPITALS = re.compile(r"\b[A-Z]{2,}\b.*\b[A-Z]{2,}\b", re.S)
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})(\D.*)?", re.S)
TRAITS: dict[str, Callable[[str], bool]] = {
    "negation": lambda text: bool(NEGATION.search(text)),
    "contrast": lambda text: bool(CONTRAST.search(text)),
    "question": lambda text: "?" in text or "？" in text,
    "exclamation": lambda text: "!" in text or "！" in text,
    "capitals": lambda text: bool(CAPITALS.search(text)),
    "number": lambda text: any(map(str.isdigit, text)),
}
QUARTERS = 4
MOST_VALUES = 30  # of a column whose values are slices
COMMON = 0.2  # of the rows: a word of more of them says little but that a text is long
UNKNOWN_SHARE = 0.1  # of a text's words from which it counts as one of unknown words


@dataclass(frozen=True)
class Slice:
    """Some rows of a file, (N,), and what they have in common.

    `name` is a trait's, a column's or empty; `value` a word, a column's value, a range of lengths.
    """

    kind: Kind
    name: str
    value: str
    members: Rows


def text_slices(texts: Sequence[str], known: frozenset[str] = frozenset()) -> Iterator[Slice]:
    """The slices that every file has: quarters by length in words, traits, languages, unknown words.

    `known` are the words that a model learned from; without any, no text has unknown ones.
    """
    read = [words(text) for text in texts]
    yield from _lengths([len(one) for one in read])
    for name, has in TRAITS.items():
        yield Slice("trait", name, "", np.array([has(text) for text in texts], np.bool_))
    if known:
        unknown = [_unknown_share(one, known) >= UNKNOWN_SHARE for one in read]
        yield Slice("trait", "unknown", "", np.array(unknown, np.bool_))
    languages = [written_in(text) or "" for text in texts]
    if len(set(languages)) > 1:
        for language in sorted(set(languages)):
            yield Slice("language", "", language, np.array([one == language for one in languages], np.bool_))


def column_slices(columns: Mapping[str, Sequence[str]]) -> Iterator[Slice]:
    """Rows by the values of the user's own columns; dates by month. A column of too many values is none."""
    for name, cells in columns.items():
        months = [_month(cell) for cell in cells]
        is_dates = sum(map(bool, months)) > 0.9 * sum(map(bool, cells)) > 0
        values = months if is_dates else list(cells)
        counts = Counter(value for value in values if value)
        if not 1 < len(counts) <= (len(counts) if is_dates else MOST_VALUES):
            continue
        for value in sorted(counts):
            members = np.array([one == value for one in values], np.bool_)
            yield Slice("month" if is_dates else "column", name, value, members)


def word_slices(texts: Sequence[str], among: Rows, fewest: int) -> Iterator[Slice]:
    """Rows by each word that stands in at least `fewest` of the rows `among`, but in few of all."""
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(texts):
        for word in set(words(text)):
            rows_of[word].append(row)
    for word, rows in sorted(rows_of.items()):
        if not fewest <= len(rows) <= COMMON * len(texts) or not any(map(str.isalnum, word)):
            continue
        members = np.zeros(len(texts), np.bool_)
        members[rows] = True
        if int((members & among).sum()) >= fewest:
            yield Slice("word", "", word, members)


def _lengths(counts: Sequence[int]) -> Iterator[Slice]:
    """Quarters of the rows by their numbers of words; fewer where many are equally long."""
    numbers = np.array(counts, np.int64)
    if not len(numbers):
        return
    edges = np.unique(np.quantile(numbers, np.linspace(0, 1, QUARTERS + 1), method="nearest"))
    for low, high in pairwise(edges.tolist()):
        is_last = high == edges[-1]
        members = (numbers >= low) & ((numbers <= high) if is_last else (numbers < high))
        yield Slice("length", "", f"{low}–{high if is_last else high - 1}", members)


def _unknown_share(read: Sequence[str], known: frozenset[str]) -> float:
    own = [word for word in read if any(map(str.isalpha, word))]
    return sum(word not in known for word in own) / max(1, len(own))


def _month(cell: str) -> str:
    """`2024-03` of a date that begins with its year; empty for anything else."""
    found = DATE.fullmatch(cell)
    return f"{found[1]}-{int(found[2]):02d}" if found and 1 <= int(found[2]) <= 12 else ""
