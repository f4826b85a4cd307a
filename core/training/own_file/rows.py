"""A labelled file's rows, cleaned: what was left out and why, and which rows are copies of one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.base.errors import SentiscopeError
from core.data.near_copies import near_copies
from core.data.overlap import normal
from core.models.text_checks import readable
from core.training.own_file.classes import FEWEST_OF_CLASS, classes_of

FEWEST_ROWS = 20  # to learn from and to judge by together
MOST_NEAR = 20_000  # texts among which near copies are looked for: some seconds


@dataclass(frozen=True)
class Cleaned:
    """What became of `read` rows: those with an `empty` text, `unlabelled`, or `repeated` are left out.

    So are the rows of `contradicting` texts, each a tuple of the numbers of its rows, because one of their
    labels is wrong and nobody knows which, and the rows of `rare` words, by word. `near_contradicting` pairs
    of nearly equal texts with different labels stay. `was_near` is false where a file is too long for those.
    """

    read: int
    empty: int = 0
    unlabelled: int = 0
    repeated: int = 0
    contradicting: tuple[tuple[int, ...], ...] = ()
    near_contradicting: tuple[tuple[int, int], ...] = ()
    rare: dict[str, int] = field(default_factory=dict)
    was_near: bool = True


@dataclass(frozen=True)
class OwnRows:
    """Rows to learn from and to judge by, in file order: number in the file, text, class, group.

    Rows of one group are copies or nearly so, and belong on the same side.
    """

    numbers: list[int]
    texts: list[str]
    labels: list[int]
    groups: list[int]
    classes: tuple[str, ...]
    cleaned: Cleaned

    def __len__(self) -> int:
        return len(self.texts)


def clean(numbers: Sequence[int], texts: Sequence[str], cells: Sequence[str], column: str) -> OwnRows:
    """Rows with a text and a class, each text once; `cells` are those of the column of labels.

    Errors: those of `classes_of`; `own_file_few_rows`.
    """
    classes, labels = classes_of(cells, column)
    empty = {row for row, text in enumerate(texts) if _is_empty(text)}
    without = {row for row, label in enumerate(labels) if label < 0}
    usable = [row for row in range(len(texts)) if row not in without and row not in empty]
    kept, contradicting = _once(usable, texts, labels)
    rare = Counter(cells[row].strip() for row in sorted(without) if cells[row].strip())
    _check(kept, labels, classes)
    groups, near = _groups([texts[row] for row in kept], [labels[row] for row in kept])
    cleaned = Cleaned(
        read=len(texts),
        empty=len(empty),
        unlabelled=sum(not cell.strip() for cell in cells),
        repeated=len(usable) - len(kept) - sum(map(len, contradicting)),
        contradicting=tuple(tuple(numbers[row] for row in rows) for rows in contradicting),
        near_contradicting=tuple((numbers[kept[one]], numbers[kept[other]]) for one, other in near),
        rare=dict(rare),
        was_near=len(kept) <= MOST_NEAR,
    )
    return OwnRows(
        [numbers[row] for row in kept],
        [texts[row] for row in kept],
        [labels[row] for row in kept],
        groups,
        classes,
        cleaned,
    )


def _is_empty(text: str) -> bool:
    try:
        readable(text)
    except SentiscopeError:
        return True
    return False


def _once(
    usable: Iterable[int], texts: Sequence[str], labels: Sequence[int]
) -> tuple[list[int], list[list[int]]]:
    """The first row of each text whose rows agree, and the rows of each text whose rows do not."""
    rows_of: defaultdict[str, list[int]] = defaultdict(list)
    for row in usable:
        rows_of[normal(texts[row]) or texts[row].strip()].append(row)  # an emoji has no letters
    agreeing = [rows for rows in rows_of.values() if len({labels[row] for row in rows}) == 1]
    contradicting = [rows for rows in rows_of.values() if len({labels[row] for row in rows}) > 1]
    return sorted(rows[0] for rows in agreeing), contradicting


def _check(kept: Sequence[int], labels: Sequence[int], classes: Sequence[str]) -> None:
    counts = Counter(labels[row] for row in kept)
    fewest = min(counts[label] for label in range(len(classes)))
    if len(kept) < FEWEST_ROWS or fewest < FEWEST_OF_CLASS:
        limits = {"rows": len(kept), "needed": FEWEST_ROWS, "fewest": FEWEST_OF_CLASS}
        raise SentiscopeError("own_file_few_rows", **limits)


def _groups(texts: Sequence[str], labels: Sequence[int]) -> tuple[list[int], list[tuple[int, int]]]:
    """Each text's group, the first text of it by index, and the nearly equal pairs with different labels."""
    groups = list(range(len(texts)))
    if len(texts) > MOST_NEAR:
        return groups, []

    def root(one: int) -> int:
        while groups[one] != one:
            one = groups[one]
        return one

    contradicting = []
    for earlier, later in near_copies(texts):
        first, second = sorted((root(earlier), root(later)))
        groups[second] = first
        if labels[earlier] != labels[later]:
            contradicting.append((earlier, later))
    return [root(one) for one in range(len(texts))], contradicting
