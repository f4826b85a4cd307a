"""Further sentences made of labelled ones: a part of a sentence is replaced by another of like kind.

SST-2 lists, beside each sentence, parts that a parser cut it into. Two parts that begin with the same word
("a charming journey", "a depressing bore") can mostly replace each other. The label
of the result is not known: a teacher has to predict it. Random, but the same everywhere for the same seed.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Set

from core.data.holdout import full_sentences
from core.data.labelled import Split

SEED = 42
PUNCTUATION = frozenset([".", ",", ";", ":", "!", "?", "...", "--", "'", "``", "''", "(", ")"])
MOST_WORDS = 50
TRIES = 20  # for each sentence to make; small data can run out of new ones

Words = tuple[str, ...]
Kind = tuple[str, str]  # its first word, and its last one if that is punctuation


def exchanged(train: Split, count: int, seed: int = SEED) -> list[str]:
    """At most `count` new sentences, each a full sentence of `train` with one part exchanged."""
    draw = random.Random(seed)
    phrases = [tuple(sentence.split()) for sentence in train.sentences]
    alike = _by_kind(phrases)
    known = set(phrases)
    sentences = [(phrases[row], list(_parts(phrases[row], known, alike))) for row in full_sentences(train)]
    sentences = [(sentence, parts) for sentence, parts in sentences if parts]
    if not sentences:
        return []
    made: list[str] = []
    for _ in range(TRIES * count):
        sentence, parts = draw.choice(sentences)
        start, end = draw.choice(parts)
        new = (*sentence[:start], *draw.choice(alike[_kind(sentence[start:end])]), *sentence[end:])
        if len(new) <= MOST_WORDS and new not in known:
            known.add(new)
            made.append(" ".join(new))
            if len(made) == count:
                break
    return made


def _by_kind(phrases: list[Words]) -> dict[Kind, list[Words]]:
    """The different phrases of at least two words, those that can replace each other together."""
    alike: dict[Kind, list[Words]] = defaultdict(list)
    for phrase in dict.fromkeys(phrases):
        if len(phrase) > 1:
            alike[_kind(phrase)].append(phrase)
    return alike


def _parts(sentence: Words, known: Set[Words], alike: dict[Kind, list[Words]]) -> Iterator[tuple[int, int]]:
    """Where in a sentence, first word and word after the last, phrases stand that others can replace."""
    for start in range(len(sentence)):
        for end in range(start + 2, len(sentence) + 1):
            part = sentence[start:end]
            if part != sentence and part in known and len(alike[_kind(part)]) > 1:
                yield start, end


def _kind(phrase: Words) -> Kind:
    return phrase[0], phrase[-1] if phrase[-1] in PUNCTUATION else ""
