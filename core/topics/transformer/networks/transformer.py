"""The Transformer as torch modules, for training: the same weights and numbers as `concept.transformer`."""

import math
from collections.abc import Callable
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from core.nn.masks import causal
from core.topics.positions.concept import sinusoidal

Order = Literal["post", "pre"]  # where LayerNorm stands: after an addition (2017), or before each part
SHIFTS = 16  # while it learns, a sentence begins at one of so many positions more


class Attention(nn.Module):
    """Linear maps of queries, keys, values and the heads' output."""

    def __init__(self, D: int, H: int) -> None:
        super().__init__()
        self.H = H
        self.query, self.key, self.value, self.output = (nn.Linear(D, D) for _ in range(4))

    def forward(
        self, x: Float[Tensor, "B T D"], source: Float[Tensor, "B S D"], allowed: Bool[Tensor, "..."]
    ) -> Float[Tensor, "B T D"]:
        """Queries of `x`, keys and values of `source`."""
        queries, keys, values = (
            part(stream).unflatten(-1, (self.H, -1)).transpose(1, 2)  # (B, H, T or S, K)
            for part, stream in ((self.query, x), (self.key, source), (self.value, source))
        )
        context = F.scaled_dot_product_attention(queries, keys, values, attn_mask=allowed)  # (B, H, T, K)
        return self.output(context.transpose(1, 2).flatten(-2))  # (B, T, D)


class Layer(nn.Module):
    """Of the encoder, or of the decoder where it looks at a memory."""

    def __init__(self, D: int, H: int, F: int, cross: bool, order: Order = "post") -> None:
        super().__init__()
        self.order = order
        self.self_attention, self.self_norm = Attention(D, H), nn.LayerNorm(D)
        if cross:
            self.cross_attention, self.cross_norm = Attention(D, H), nn.LayerNorm(D)
        self.widen, self.narrow, self.norm = nn.Linear(D, F), nn.Linear(F, D), nn.LayerNorm(D)

    def forward(
        self,
        x: Float[Tensor, "B T D"],
        allowed: Bool[Tensor, "..."],
        memory: Float[Tensor, "B S D"] | None = None,
        real: Bool[Tensor, "..."] | None = None,
    ) -> Float[Tensor, "B T D"]:
        """One layer of either tower."""
        x = self._joined(x, self.self_norm, lambda part: self.self_attention(part, part, allowed))
        if memory is not None:
            x = self._joined(x, self.cross_norm, lambda part: self.cross_attention(part, memory, real))
        return self._joined(x, self.norm, lambda part: self.narrow(torch.relu(self.widen(part))))

    def _joined(self, x: Tensor, norm: nn.Module, part: Callable[[Tensor], Tensor]) -> Tensor:
        """What a part gives is added to what came in. Source for "pre": Xiong et al. 2020, table 1."""
        joined: Tensor = norm(x + part(x)) if self.order == "post" else x + part(norm(x))
        return joined


class Transformer(nn.Module):
    """Both towers and the one table of pieces read and written."""

    def __init__(
        self, vocabulary: int, D: int = 128, H: int = 4, L: int = 3, F: int = 256, order: Order = "post"
    ) -> None:
        super().__init__()
        self.table = nn.Embedding(vocabulary, D)
        self.encoder = nn.ModuleList(Layer(D, H, F, False, order) for _ in range(L))
        self.decoder = nn.ModuleList(Layer(D, H, F, True, order) for _ in range(L))
        # Before each part alone, the sums of all layers would go out as long as they have become.
        ends = (nn.LayerNorm(D) if order == "pre" else nn.Identity() for _ in range(2))
        self.encoder_end, self.decoder_end = ends
        for weights in self.parameters():
            if weights.dim() > 1:
                nn.init.xavier_uniform_(weights)
        nn.init.normal_(self.table.weight, std=D**-0.5)

    def forward(
        self, source: Int[Tensor, "B S"], real: Bool[Tensor, "B S"], written: Int[Tensor, "B T"]
    ) -> Float[Tensor, "B T V"]:
        """Logits of the piece after each piece written."""
        return self.decode(written, self.encode(source, real), real)

    def encode(self, source: Int[Tensor, "B S"], real: Bool[Tensor, "B S"]) -> Float[Tensor, "B S D"]:
        """The memory."""
        x, allowed = self._embed(source), real[:, None, None, :]
        for layer in self.encoder:
            x = layer(x, allowed)  # (B, S, D)
        memory: Tensor = self.encoder_end(x)
        return memory

    def decode(
        self, written: Int[Tensor, "B T"], memory: Float[Tensor, "B S D"], real: Bool[Tensor, "B S"]
    ) -> Float[Tensor, "B T V"]:
        """Logits, each from the pieces up to its place and the memory."""
        x, back, allowed = self._embed(written), causal(written.shape[1]), real[:, None, None, :]
        for layer in self.decoder:
            x = layer(x, back, memory, allowed)  # (B, T, D)
        return self.decoder_end(x) @ self.table.weight.T  # (B, T, V)

    def _embed(self, ids: Int[Tensor, "B T"]) -> Float[Tensor, "B T D"]:
        """While it learns, each sentence begins at a position drawn anew: so late ones are known, too."""
        (B, T), D = ids.shape, self.table.embedding_dim
        codes = sinusoidal(torch.arange(T + SHIFTS, dtype=torch.float64), D).to(self.table.weight)
        start = torch.randint(0, SHIFTS + 1, (B, 1)) if self.training else torch.zeros(B, 1, dtype=torch.long)
        return self.table(ids) * math.sqrt(D) + codes[start + torch.arange(T)]  # (B, T, D)
