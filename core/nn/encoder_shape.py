"""What the weights of an encoder do not contain; torch is not needed to know it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EncoderShape:
    """How many layers and heads, and LayerNorm's ε."""

    layers: int
    heads: int
    epsilon: float = 1e-12
