"""The words of a text, its pairs of neighbouring words, and their TF-IDF weights; torch is not needed.

Chinese puts no blanks between words; there each character is taken for one.
"""

import math
import re
from collections import Counter
from itertools import pairwise
from typing import Any

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters
WORD = rf"[^\W{HAN}]+"
# Chinese characters one by one; "isn't" → "is", "n't", as SST-2 writes it; words; single marks such as "!".
PATTERN = rf"[{HAN}]|{WORD}?(?=n't)|n't|{WORD}|[^\w\s]"
_TERM = re.compile(PATTERN)


def words(text: str) -> list[str]:
    """Lower-cased words, Chinese characters and punctuation marks, in order."""
    return _TERM.findall(text.lower())


def terms(text: str) -> list[str]:
    """The words of a text and its pairs of neighbouring words."""
    single = words(text)
    return single + [f"{first} {second}" for first, second in pairwise(single)]


def term_weights(text: str, vocabulary: dict[str, int], idf: Any) -> dict[int, float]:
    """TF-IDF of the known terms of a text, scaled to Euclidean length 1: {column: weight}.

    `idf` is a tensor or an array (V,).
    """
    counts = Counter(vocabulary[term] for term in terms(text) if term in vocabulary)
    weights = {column: count * idf[column].item() for column, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {column: weight / length for column, weight in weights.items()}
