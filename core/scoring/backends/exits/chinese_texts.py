"""The Chinese texts that the exits of a network of both languages learn from, choose on, and are judged on.

Reviews are short, so that a whole one is a text as well as each of its sentences; a long text runs on from
one review into the next. There are no phrases as SST-2 has them.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from random import Random

from core.data.documents import Document, read_documents, split
from core.data.near_copies import near_copies
from core.data.overlap import without
from core.scoring.backends.exits.texts import LONGEST, SEED, WORDS, Sizes, Texts, drawn, glued

PER_WORD = 1.94  # Chinese characters that come to as many tokens of this network as an English word
HELD_OUT = 0.6  # of the reviews, half to choose on and half to be judged on
LONG_CHARACTERS = round(200 * PER_WORD)  # of a text to be judged on


def chinese_texts(file: Path, excluded: Sequence[str], train: Sizes, choose: Sizes, judge: Sizes) -> Texts:
    """So many short and long texts for each purpose, at most, from a file of Chinese reviews.

    Those of each purpose are from other reviews, of which none is nearly another, or one of the `excluded`.
    Errors: those of `read_documents` and `split`.
    """
    reviews = distinct(read_documents(file), excluded)
    learned, rest = split(reviews, int(HELD_OUT * len(reviews)), SEED)
    chosen, judged = rest[::2], rest[1::2]
    sets = _apart([_short(some) for some in (learned, chosen, judged)])
    draw = Random(SEED)
    sizes = [round(words * PER_WORD) for words in WORDS]
    long_texts = [
        [*stretches(learned, sizes, draw, 2), *glued(sets[0], draw, between="")],
        stretches(chosen, sizes, draw),
        stretches(judged, [LONG_CHARACTERS], draw),
    ]
    counts = train, choose, judge
    short = [drawn(draw, some, count[0]) for some, count in zip(sets, counts, strict=True)]
    long = [drawn(draw, some, count[1]) for some, count in zip(long_texts, counts, strict=True)]
    return Texts(*chain.from_iterable(zip(short, long, strict=True)))


def distinct(reviews: Sequence[Document], excluded: Sequence[str]) -> list[Document]:
    """The reviews that are nearly none of the `excluded` texts, nor an earlier review."""
    texts = [*excluded, *map("".join, reviews)]
    copies = {later for _, later in near_copies(texts)}
    return [review for number, review in enumerate(reviews, len(excluded)) if number not in copies]


def stretches(reviews: Sequence[Document], sizes: Sequence[int], draw: Random, times: int = 1) -> list[str]:
    """Stretches of so many characters, from one review on into the next; a short end is left out.

    Reviews are gone through so many times, each time in another order.
    """
    found = []
    for _ in range(times):
        running, start = "".join(chain.from_iterable(draw.sample(reviews, len(reviews)))), 0
        while start < len(running) - min(sizes):
            size = draw.choice(sizes)
            found.append(running[start : start + size])
            start += size
    return found


def _short(reviews: Sequence[Document]) -> list[str]:
    texts = {text for review in reviews for text in [*review, "".join(review)]}
    return sorted(text for text in texts if len(text) <= LONGEST)


def _apart(sets: Sequence[list[str]]) -> list[list[str]]:
    """Each without what stands in one before it, however it is spelt."""
    found: list[list[str]] = []
    for texts in sets:
        known = [text for earlier in found for text in earlier]
        found.append([texts[number] for number in without(texts, known)])
    return found
