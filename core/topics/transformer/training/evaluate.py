"""How many held-out sentences a translator writes without a mistake."""

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Bool
from torch import Tensor

from core.data.vocabulary import PAD, Vocabulary
from core.nn.batches import length_sorted_batches
from core.nn.metrics import wilson_interval
from core.topics.transformer.concept import shift_right
from core.topics.transformer.phrases.pieces import Phrase
from core.topics.transformer.phrases.sentences import LONGER, draw
from core.topics.transformer.translator import NEVER, batch_of
from core.training.small.vocabulary import START

ROWS = 50  # sentences judged at once


@torch.inference_mode()
def exact(network: torch.nn.Module, phrases: Sequence[Phrase], pieces: Vocabulary) -> Bool[Tensor, "N"]:
    """Which sentences greedy search writes exactly right, [END] included.

    It does where the true piece is the likeliest at every place after the true pieces before: greedy search
    then never leaves the true path, and everywhere else it does. So one pass is enough.
    """
    right = torch.zeros(len(phrases), dtype=torch.bool)
    for numbers in length_sorted_batches([len(phrase.chinese) for phrase in phrases], ROWS):
        batch = batch_of([phrases[n] for n in numbers], pieces)
        logits = network(batch.source, batch.real, shift_right(batch.target, START))  # (B, T, V)
        logits[..., list(NEVER)] = -torch.inf
        same = (logits.argmax(-1) == batch.target) | (batch.target == PAD)  # (B, T)
        right[torch.tensor(numbers)] = same.all(dim=1)
    return right


def held_out_section(
    network: torch.nn.Module, pieces: Vocabulary, seed: int, count: int
) -> dict[str, dict[str, Any]]:
    """The card's figures: sentences like those learned from, and longer ones than any of these."""
    sets = {
        "held_out": draw(f"{seed}/judge", count, held_out=True),
        "longer": draw(f"{seed}/longer", count, held_out=True, words=LONGER),
    }
    section = {}
    for name, phrases in sets.items():
        right = int(exact(network, phrases, pieces).sum())
        low, high = wilson_interval(right, count)
        section[name] = {"sentences": count, "exact": right / count, "exact_interval_95": [low, high]}
    return section
