"""Which sentences are explained: as long as a measurement can afford, drawn by the seed."""

import re

from core.data.labelled import Split
from core.experiments.samples import draw
from core.models.explaining.words import PATTERN

LEAST_WORDS = 4  # of fewer, ranks say little
_WORD = re.compile(PATTERN, re.IGNORECASE)


def short_sentences(split: Split, count: int, most: int, seed: int) -> list[str]:
    """At most `count` different sentences of 4 to `most` words, in file order."""
    fitting = [text for text in dict.fromkeys(split.sentences) if LEAST_WORDS <= count_words(text) <= most]
    return draw(Split(fitting, [0] * len(fitting)), count, seed).sentences


def count_words(text: str) -> int:
    """How many words the page shows of a text."""
    return sum(1 for _ in _WORD.finditer(text))
