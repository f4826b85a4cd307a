"""Pairs of sentences to classify: a real next sentence, one of another review, or one of the same."""

from dataclasses import dataclass

import torch

from core.data.film_reviews import film_reviews
from core.topics.pretraining.concept import sentence_pairs


@dataclass(frozen=True)
class Pair:
    """Two sentences, and whether the second really followed the first."""

    first: str
    second: str
    is_next: bool


def draw_pair(seed: int, harder: bool) -> Pair:
    """One of the pairs that BERT's procedure makes of our small reviews; the same one for the same seed."""
    generator = torch.Generator().manual_seed(seed)
    pairs = sentence_pairs(film_reviews(), generator, harder)
    return Pair(*pairs[int(torch.randint(len(pairs), (), generator=generator))])
