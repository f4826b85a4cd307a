"""The class words of a file: which there are, how they are ordered, which of two means positive."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from core.base.errors import SentiscopeError
from core.base.shortened import shortened
from core.data.labels import folded, parse_label
from core.models.prediction import LABELS
from core.models.reading.class_order import meaning

MOST_CLASSES = 20  # more are prices, names or free words rather than classes
FEWEST_OF_CLASS = 5  # rows: one to judge by, and enough to learn and to choose the regularisation by
NEUTRAL = frozenset(("neutral", "mixed", "neither", "中性", "中立", "一般"))
WORDS_TOLD, LONGEST_TOLD = 5, 40


def classes_of(cells: Sequence[str], column: str) -> tuple[tuple[str, ...], list[int]]:
    """The class words of a column in order, and the class of each cell; −1 of a blank one and of a rare word.

    Words are spelt as most rows spell them. Of a pair that says negative and positive, the negative one comes
    first; ones and zeros of such a pair are named by what they mean. Numbers are in their order, others in
    the alphabet's, with negative before neutral before positive.

    Errors: `own_file_no_labels` where all cells are blank, `own_file_one_class`, `own_file_many_classes`.
    """
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        if word := folded(cell):
            spellings[word][cell.strip()] += 1
    counts = {word: spelt.total() for word, spelt in spellings.items()}
    column = shortened(column, LONGEST_TOLD)
    if not counts:
        raise SentiscopeError("own_file_no_labels", column=column)
    kept = [word for word, count in counts.items() if count >= FEWEST_OF_CLASS]
    if len(kept) > MOST_CLASSES or (len(counts) > MOST_CLASSES and len(kept) < 2):
        raise SentiscopeError("own_file_many_classes", column=column, count=len(counts), most=MOST_CLASSES)
    if len(kept) < 2:
        told = ", ".join(shortened(word, LONGEST_TOLD) for word in list(counts)[:WORDS_TOLD])
        raise SentiscopeError("own_file_one_class", column=column, words=told, fewest=FEWEST_OF_CLASS)
    order = sorted(kept, key=_place)
    number = {word: place for place, word in enumerate(order)}
    names = tuple(spellings[word].most_common(1)[0][0] for word in order)
    return _named(names), [number.get(folded(cell), -1) for cell in cells]


def is_sentiment(classes: Sequence[str]) -> bool:
    """Whether two classes say negative and positive, in this order, so that a shipped model answers them."""
    return len(classes) == 2 and [_says(word) for word in classes] == [0, 1]


def _named(names: tuple[str, ...]) -> tuple[str, ...]:
    """Numbers for negative and positive by what they mean: nobody reads 0 and 1 on a page."""
    is_numbers = all(_number(name) is not None for name in names)
    return LABELS if is_numbers and is_sentiment(names) else names


def _place(word: str) -> tuple[int, float, str]:
    number, said = _number(word), _says(word)
    if number is not None:
        return 0, number, word
    return 1, 0.5 if word in NEUTRAL or said is None else float(said), word


def _says(word: str) -> int | None:
    """1 for a word that means positive, 0 for negative, None for any other."""
    known = parse_label(word)
    return meaning(word) if known is None else known


def _number(word: str) -> float | None:
    try:
        return float(word)
    except ValueError:
        return None
