"""What LayerNorm's guesses come to."""

from core.app.models.reader import reader
from core.topics.normalization.views import shared

BLOCK = (4, 32, 384)  # sentences, tokens, dimensions of the block in the question
BATCH = 4  # sentences


def layer_means(text: str) -> str:
    """How many means LayerNorm works out for a block."""
    import torch

    from core.topics.normalization.concept import statistics

    return str(statistics(torch.zeros(BLOCK), "layer").mean.numel())


def padding_share(text: str) -> float:
    """What share of a batch of four sentences is padding, if it is no wider than it must be, in per cent."""
    name = reader()
    real = shared.own(name, text).batch(shared.others(name, text), BATCH).real  # (B, T)
    return 100 - real.float().mean().item() * 100
