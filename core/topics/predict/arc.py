"""The sentences of a text, each to be judged by itself: how a verdict goes along the text."""

import math
import re
from itertools import pairwise

# Where a sentence ends: a full stop before a blank, a Chinese one anywhere, the end of a line. Each run of
# stops is looked at once, from its start, so that a text of nothing else takes no longer.
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)|(?<![。！？…])[。！？…]++[”’』」）\"']*+|[\r\n]+|$"
)
_GOES_ON = re.compile(r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Jr|vs|e\.g|i\.e)\.)$")  # "Mr." ends no sentence
FEWEST, MOST = 3, 60  # parts of a text that make an arc, and that one is drawn of


def sentences_of(text: str) -> list[str]:
    """The sentences of a text in order; nothing but blanks between them is left out.

    What holds no letter or digit belongs to the sentence before it, or at the start to the next.
    """
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        piece, start = text[start : match.end()].strip(), match.end()
        if not piece:
            continue
        begins = not found or not any(map(str.isalnum, found[-1])) or _GOES_ON.search(found[-1])
        if found and (begins or not any(map(str.isalnum, piece))):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return found


def parts_of(text: str, most: int = MOST) -> list[str]:
    """The sentences of a text, neighbours put together where there are more than `most`."""
    sentences = sentences_of(text)
    size = max(1, math.ceil(len(sentences) / most))
    return [" ".join(sentences[start : start + size]) for start in range(0, len(sentences), size)]


def sharpest_turn(probabilities: list[float]) -> int:
    """Behind which part, counted from 1, the next differs most from it; there must be two at least."""
    moves = [abs(after - before) for before, after in pairwise(probabilities)]
    return 1 + moves.index(max(moves))
