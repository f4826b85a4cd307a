"""Pairs to classify, of pieces of our small reviews: really next, of another review, or of the same."""

from dataclasses import dataclass

import torch

from core.data.film_reviews import film_reviews
from core.topics.pretraining.concept import sentence_pairs

PIECE = 2  # sentences: nearer to the pieces that the network learned from than a single one is
CLEAR = 2  # the review by whose first two pieces the shipped network tells both orders apart


@dataclass(frozen=True)
class Pair:
    """Two pieces of text, and whether the second really followed the first."""

    first: str
    second: str
    is_next: bool


def pieces() -> tuple[tuple[str, ...], ...]:
    """Each of our small reviews in pieces of two sentences; the last piece of each is its last sentence."""
    return tuple(
        tuple(" ".join(review[at : at + PIECE]) for at in range(0, len(review), PIECE))
        for review in film_reviews()
    )


def clear_pair() -> Pair:
    """A pair that really follows and that the shipped network is sure of, to begin with."""
    first, second, *_ = pieces()[CLEAR]
    return Pair(first, second, True)


def draw_pair(seed: int, harder: bool) -> Pair:
    """One of the pairs that BERT's procedure makes of those pieces; the same one for the same seed."""
    generator = torch.Generator().manual_seed(seed)
    pairs = sentence_pairs(pieces(), generator, harder)
    return Pair(*pairs[int(torch.randint(len(pairs), (), generator=generator))])
