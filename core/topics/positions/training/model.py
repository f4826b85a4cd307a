"""A small causal language model with a switch for how it learns of positions.

Everything but the switch is the same: pre-norm layers, tied embeddings, the same first weights.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from core.nn.attention import mask_scores, scaled_dot_product_scores
from core.nn.masks import causal
from core.topics.positions.concept import angles, learned, rope, sinusoidal
from core.topics.positions.relative_positions import (
    alibi_bias,
    alibi_slopes,
    clipped_index,
    distances,
    shaw_context,
    shaw_scores,
    t5_bias,
    t5_bucket,
)

SCHEMES = ("none", "sinusoidal", "learned", "shaw", "t5", "alibi", "rope")
CLIP = 16  # Shaw's k, as in the paper's experiments
BUCKETS = 32


@dataclass(frozen=True)
class Size:
    """Width, heads, layers; `window` is the length trained on, and the length of a learned table."""

    vocabulary: int
    D: int = 128
    H: int = 4
    L: int = 2
    window: int = 64


class PositionModel(nn.Module):
    """Token ids to logits of the next token, by one of the schemes."""

    def __init__(self, scheme: str, size: Size) -> None:
        super().__init__()
        self.scheme, self.size = scheme, size
        self.tokens = nn.Embedding(size.vocabulary, size.D)
        layers = [Layer(scheme, size) for _ in range(size.L)]
        self.layers = nn.ModuleList(layers)
        self.norm = nn.LayerNorm(size.D)
        self.apply(_first_values)
        # What belongs to a scheme is drawn last, so that all schemes begin with the same other weights.
        if scheme == "learned":
            self.positions = nn.Parameter(torch.randn(size.window, size.D) * 0.02)
        if scheme == "t5":  # one table for all layers, as T5 has it
            self.biases = nn.Parameter(torch.zeros(BUCKETS, size.H))
        if scheme == "shaw":
            for layer in layers:
                layer.add_distances(size.D // size.H)

    @property
    def longest(self) -> int | None:
        """The most tokens it can read; None where no length is too long."""
        return self.size.window if self.scheme == "learned" else None

    def forward(self, ids: Int[Tensor, "B T"]) -> Float[Tensor, "B T V"]:
        """Raises IndexError past `longest`."""
        T = ids.shape[1]
        x = self.tokens(ids) * math.sqrt(self.size.D)  # (B, T, D)
        if self.scheme == "sinusoidal":
            x = x + sinusoidal(torch.arange(T, dtype=x.dtype), self.size.D)
        if self.scheme == "learned":
            # Times √D as the tokens are, so that both learn at the same pace.
            x = x + learned(torch.arange(T), self.positions) * math.sqrt(self.size.D)
        positional = self._positional(T)
        for layer in self.layers:
            x = layer(x, positional)  # (B, T, D)
        return self.norm(x) @ self.tokens.weight.T  # (B, T, V)

    def _positional(self, T: int) -> Tensor | None:
        """What every layer is given of positions: a bias (H T T), an index (T T) or angles (T K/2)."""
        distance = distances(torch.arange(T), torch.arange(T))  # (T, T)
        if self.scheme == "shaw":
            return clipped_index(distance, CLIP)
        if self.scheme == "t5":
            return t5_bias(t5_bucket(distance, bidirectional=False, buckets=BUCKETS), self.biases)
        if self.scheme == "alibi":
            return alibi_bias(distance, alibi_slopes(self.size.H).to(self.norm.weight.dtype))
        if self.scheme == "rope":
            return angles(torch.arange(T, dtype=torch.float64), self.size.D // self.size.H).float()
        return None


class Layer(nn.Module):
    """Norm, attention that looks back only, add; norm, feed-forward, add."""

    def __init__(self, scheme: str, size: Size) -> None:
        super().__init__()
        self.scheme, self.H = scheme, size.H
        self.before_attention, self.before_feed_forward = nn.LayerNorm(size.D), nn.LayerNorm(size.D)
        self.inputs, self.output = nn.Linear(size.D, 3 * size.D), nn.Linear(size.D, size.D)
        self.widen, self.narrow = nn.Linear(size.D, 4 * size.D), nn.Linear(4 * size.D, size.D)

    def add_distances(self, K: int) -> None:
        """Shaw's two tables: vectors of the clipped distances, for keys and for values."""
        self.key_distances = nn.Parameter(torch.randn(2 * CLIP + 1, K) * 0.02)
        self.value_distances = nn.Parameter(torch.randn(2 * CLIP + 1, K) * 0.02)

    def forward(self, x: Float[Tensor, "B T D"], positional: Tensor | None) -> Float[Tensor, "B T D"]:
        x = x + self.output(self._attention(self.before_attention(x), positional))  # (B, T, D)
        return x + self.narrow(F.gelu(self.widen(self.before_feed_forward(x))))  # (B, T, D)

    def _attention(self, x: Float[Tensor, "B T D"], positional: Tensor | None) -> Float[Tensor, "B T D"]:
        B, T, D = x.shape
        split = self.inputs(x).view(B, T, 3, self.H, D // self.H)  # (B, T, 3, H, K)
        queries, keys, values = split.permute(2, 0, 3, 1, 4)  # (B, H, T, K) each
        context = attend(self.scheme, queries, keys, values, positional, self._tables())  # (B, H, T, K)
        return context.transpose(1, 2).reshape(B, T, D)

    def _tables(self) -> tuple[Tensor, ...]:
        return (self.key_distances, self.value_distances) if self.scheme == "shaw" else ()


def attend(
    scheme: str,
    queries: Float[Tensor, "B H T K"],
    keys: Float[Tensor, "B H T K"],
    values: Float[Tensor, "B H T K"],
    positional: Tensor | None,
    tables: tuple[Tensor, ...] = (),
) -> Float[Tensor, "B H T K"]:
    """Causal attention; each scheme acts before, in or after the scores.

    All schemes take the same plain path, without a fused kernel, so that their costs compare.
    """
    back = causal(queries.shape[-2])  # (T, T)
    if scheme == "rope" and positional is not None:
        queries, keys = rope(queries, positional), rope(keys, positional)
    if scheme == "shaw" and positional is not None:
        attention = mask_scores(shaw_scores(queries, keys, tables[0], positional), back).softmax(dim=-1)
        return shaw_context(attention, values, tables[1], positional)
    scores = scaled_dot_product_scores(queries, keys)  # (B, H, T, T)
    if scheme in ("t5", "alibi") and positional is not None:
        scores = scores + positional
    return mask_scores(scores, back).softmax(dim=-1) @ values  # (B, H, T, K)


def _first_values(module: nn.Module) -> None:
    """Linear maps as BERT and GPT-2 begin; tokens so that √D times their vectors has variance 1."""
    if isinstance(module, nn.Embedding):
        nn.init.normal_(module.weight, std=module.embedding_dim**-0.5)
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=0.02)
        nn.init.zeros_(module.bias)
