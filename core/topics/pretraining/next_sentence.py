"""Pairs to classify, of pieces of our small reviews: really next, of another review, or of the same."""

from dataclasses import dataclass

import torch

from core.data.film_reviews import chinese_reviews, film_reviews
from core.data.labelled import Language
from core.topics.pretraining.concept import sentence_pairs

# Sentences in a piece. The English network learned from pieces of many, to which two are nearer than one is;
# the Chinese one learned from single sentences.
PIECE: dict[Language, int] = {"en": 2, "zh": 1}
# The review whose first two pieces are shown first; of the English one the network tells both orders apart.
FIRST: dict[Language, int] = {"en": 2, "zh": 0}


@dataclass(frozen=True)
class Pair:
    """Two pieces of text, and whether the second really followed the first."""

    first: str
    second: str
    is_next: bool


def pieces(language: Language = "en") -> tuple[tuple[str, ...], ...]:
    """Each of our small reviews in pieces of so many sentences; the last piece of each may be shorter."""
    size, reviews = PIECE[language], chinese_reviews() if language == "zh" else film_reviews()
    between = "" if language == "zh" else " "
    return tuple(
        tuple(between.join(review[at : at + size]) for at in range(0, len(review), size))
        for review in reviews
    )


def first_pair(language: Language = "en") -> Pair:
    """A pair that really follows, to begin with; of the English one the shipped network is sure."""
    first, second, *_ = pieces(language)[FIRST[language]]
    return Pair(first, second, True)


def draw_pair(seed: int, harder: bool, language: Language = "en") -> Pair:
    """One of the pairs that BERT's procedure makes of those pieces; the same one for the same seed."""
    generator = torch.Generator().manual_seed(seed)
    pairs = sentence_pairs(pieces(language), generator, harder)
    return Pair(*pairs[int(torch.randint(len(pairs), (), generator=generator))])
