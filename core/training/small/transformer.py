"""A small Transformer to try things on: any norm, before or after the addition, with or without a mask.

Unlike the encoder of `core/nn/encoder.py`, which runs weights that are given, this one is
trained. It uses torch's modules where a twin shows that ours gives the same numbers.
"""

import math
from dataclasses import dataclass
from typing import Literal, cast

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

Norm = Literal["none", "layer", "batch", "rms"]
Order = Literal["pre", "post"]
STANDARD_DEVIATION = 0.02  # of the embeddings' first values, as in BERT and GPT-2


@dataclass(frozen=True)
class SmallShape:
    """Sizes, and what is tried: which norm, and whether it stands before a sublayer or after the addition."""

    vocabulary: int
    width: int = 64
    heads: int = 4
    layers: int = 4
    window: int = 32
    norm: Norm = "layer"
    order: Order = "post"


class TokenBatchNorm(nn.BatchNorm1d):
    """BatchNorm over the tokens of a batch that are no padding."""

    def forward(self, x: Float[Tensor, "B T D"], real: Bool[Tensor, "B T"]) -> Float[Tensor, "B T D"]:  # type: ignore[override]
        out = torch.zeros_like(x)
        out[real] = super().forward(x[real])  # (N, D)
        return out


def make_norm(norm: Norm, width: int) -> nn.Module:
    """The module of a kind; only "batch" takes a mask of the padding."""
    made = {"none": nn.Identity, "layer": nn.LayerNorm, "batch": TokenBatchNorm, "rms": nn.RMSNorm}[norm]
    return cast(nn.Module, made(width))


class Block(nn.Module):
    """One layer: attention and a feed-forward network, each added to what came in and normalised."""

    def __init__(self, shape: SmallShape) -> None:
        super().__init__()
        D, self.heads, self.order = shape.width, shape.heads, shape.order
        self.qkv, self.out = nn.Linear(D, 3 * D), nn.Linear(D, D)
        self.widen, self.narrow = nn.Linear(D, 4 * D), nn.Linear(4 * D, D)
        self.norms = nn.ModuleList(make_norm(shape.norm, D) for _ in range(2))

    def forward(
        self, x: Float[Tensor, "B T D"], allowed: Bool[Tensor, "B 1 T S"], real: Bool[Tensor, "B T"]
    ) -> Float[Tensor, "B T D"]:
        x = self._sublayer(0, x, allowed, real)
        return self._sublayer(1, x, allowed, real)

    def _sublayer(self, number: int, x: Tensor, allowed: Tensor, real: Tensor) -> Tensor:
        """Post-norm: norm(x + f(x)), as in 2017. Pre-norm: x + f(norm(x)), as since GPT-2."""

        def change(x: Tensor) -> Tensor:
            return self.attend(x, allowed) if number == 0 else self.feed_forward(x)

        if self.order == "pre":
            return x + change(self.normed(number, x, real))
        return self.normed(number, x + change(x), real)

    def normed(self, number: int, x: Tensor, real: Tensor) -> Tensor:
        norm = self.norms[number]
        return cast(Tensor, norm(x, real) if isinstance(norm, TokenBatchNorm) else norm(x))

    def attend(self, x: Float[Tensor, "B T D"], allowed: Bool[Tensor, "B 1 T S"]) -> Float[Tensor, "B T D"]:
        B, T, D = x.shape
        parts = self.qkv(x).view(B, T, 3, self.heads, D // self.heads)  # (B, T, 3, H, K)
        queries, keys, values = parts.permute(2, 0, 3, 1, 4)  # (B, H, T, K) each
        context = F.scaled_dot_product_attention(queries, keys, values, attn_mask=allowed)
        return cast(Tensor, self.out(context.transpose(1, 2).reshape(B, T, D)))

    def feed_forward(self, x: Float[Tensor, "B T D"]) -> Float[Tensor, "B T D"]:
        return cast(Tensor, self.narrow(F.gelu(self.widen(x))))


class SmallTransformer(nn.Module):
    """Embeddings and blocks; what is made of the vectors is left to `classify` and `next_words`."""

    def __init__(self, shape: SmallShape, classes: int = 0) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.window, shape.width)
        for table in (self.words, self.positions):
            nn.init.normal_(table.weight, std=STANDARD_DEVIATION)
        self.first = make_norm(shape.norm, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.last = make_norm(shape.norm if shape.order == "pre" else "none", shape.width)
        self.head = nn.Linear(shape.width, classes) if classes else None

    def forward(
        self,
        ids: Int[Tensor, "B T"],
        real: Bool[Tensor, "B T"],
        allowed: Bool[Tensor, "B 1 T S"] | None = None,
    ) -> Float[Tensor, "B T D"]:
        """One vector for each token; without `allowed` everyone may look at every token but padding."""
        allowed = real[:, None, None, :] if allowed is None else allowed
        x = self.words(ids) * math.sqrt(self.shape.width)  # (B, T, D), of the size that a norm would give
        x = x + self.positions(torch.arange(ids.shape[1]))  # (B, T, D)
        x = self._with(self.first, x, real) if self.shape.order == "post" else x
        for block in self.blocks:
            x = block(x, allowed, real)  # (B, T, D)
        return self._with(self.last, x, real)

    def classify(self, ids: Int[Tensor, "B T"], real: Bool[Tensor, "B T"]) -> Float[Tensor, "B C"]:
        """Logits from the mean of the tokens' vectors."""
        assert self.head is not None, "made without classes"
        x = self(ids, real) * real[..., None]  # (B, T, D), padding is 0
        return cast(Tensor, self.head(x.sum(dim=1) / real.sum(dim=1, keepdim=True)))

    def next_words(
        self, ids: Int[Tensor, "B T"], real: Bool[Tensor, "B T"], allowed: Bool[Tensor, "B 1 T S"]
    ) -> Float[Tensor, "B T V"]:
        """Logits of the word after each token; the table of words serves again as their weights."""
        return F.linear(self(ids, real, allowed), self.words.weight)

    @staticmethod
    def _with(norm: nn.Module, x: Tensor, real: Tensor) -> Tensor:
        return cast(Tensor, norm(x, real) if isinstance(norm, TokenBatchNorm) else norm(x))
