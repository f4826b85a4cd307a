"""What the Transformer page's guesses come to."""

import math

from core.topics.transformer.views import shared

EPSILON = 0.1


def decoder_share(text: str) -> float:
    """What share of the parameters is the decoder's layers, in per cent."""
    sizes = {name: tensor.numel() for name, tensor in shared.model("transformer").weights().items()}
    own = sum(size for name, size in sizes.items() if name.startswith("decoder."))
    return own / sum(sizes.values()) * 100


def smoothing_floor(text: str) -> float:
    """The entropy of the smoothed target over all pieces, in nats."""
    V = len(shared.model("transformer").pieces)
    high, low = 1 - EPSILON + EPSILON / V, EPSILON / V
    return -high * math.log(high) - (V - 1) * low * math.log(low)
