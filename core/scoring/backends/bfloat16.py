"""BERT's layers in bfloat16: what autocast computes, with the weights rounded once and not at every call.

Autocast rounds the weights of every product anew; with batches of 512 tokens that is a fifth of the time.
Here each layer keeps its own in bfloat16, and asks for queries, keys and values in one product. What is
summed in float32 under autocast is so here, too (residuals, LayerNorm), so that the verdicts are the same.
"""

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

ROUNDED = torch.bfloat16
# oneDNN compiles a kernel for each shape of a product. It keeps 1,024 of them, and torch's layer above it as
# many again: with texts of all lengths they came to 290 MB. So many serve as well. Both are read at the first
# product.
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "256")
os.environ.setdefault("LRU_CACHE_CAPACITY", "64")


def seen_by(mask: Tensor) -> Tensor | None:
    """Where there are tokens, as attention takes it; as the library has it, None where nothing is padding."""
    return None if bool(mask.all()) else mask.bool()[:, None, None]  # (B, 1, 1, T)


class InLayers:
    """A `BertForSequenceClassification`, some layers at a time, as the library computes them."""

    def __init__(self, network: Any) -> None:
        self._network = network
        self._layers: Sequence[Callable[..., Tensor]] = network.bert.encoder.layer

    def embedded(self, ids: Tensor) -> Tensor:
        """The hidden states (B, T, D) before the first layer, of token ids (B, T)."""
        return self._network.bert.embeddings(input_ids=ids)

    def hidden(self, x: Tensor, seen: Tensor | None, layers: range) -> Tensor:
        """Hidden states (B, T, D) behind these layers; `seen` as of `seen_by`."""
        for number in layers:
            x = self._layers[number](x, seen)
        return x

    def last(self, x: Tensor, seen: Tensor | None, layers: range) -> Tensor:
        """The logits (B, C), from hidden states before these layers."""
        return self._answered(self.hidden(x, seen, layers))

    def _answered(self, x: Tensor) -> Tensor:
        return self._network.classifier(self._network.bert.pooler(x))


class Rounded(InLayers):
    """The same under autocast to bfloat16; a layer's weights are rounded when it is first needed."""

    def __init__(self, network: Any) -> None:
        super().__init__(network)
        heads = network.config.num_attention_heads
        self._layers = [_Layer(layer, heads) for layer in network.bert.encoder.layer]

    def logits(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Of token ids (B, T), where the mask (B, T) is 1 for a token and 0 for padding. (B, C)"""
        return self.last(self.embedded(ids), seen_by(mask), range(len(self._layers)))

    def last(self, x: Tensor, seen: Tensor | None, layers: range) -> Tensor:
        """See InLayers. The last layer computes the first token only: nothing is read of the others."""
        x = self.hidden(x, seen, layers[:-1])
        return self._answered(self._layers[layers[-1]](x, seen, tokens=1))


class _Layer:
    """One layer as the library has it: attention and then a network of two, each added and normalised."""

    def __init__(self, layer: Any, heads: int) -> None:
        self._layer, self._heads = layer, heads

    def __call__(self, x: Tensor, seen: Tensor | None, tokens: int | None = None) -> Tensor:
        """Hidden states (B, T, D) one layer on; of the first so many tokens only, if asked for."""
        attention, joined, inner, outer = self._weights
        batch, length, _ = x.shape
        queries, keys, values = (
            part.view(batch, length, self._heads, -1).transpose(1, 2)  # (B, H, T, D / H)
            for part in functional.linear(x.to(ROUNDED), *attention).chunk(3, dim=-1)
        )
        x, queries = x[:, :tokens], queries[:, :, :tokens]
        found = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=seen)
        found = found.transpose(1, 2).reshape(*x.shape)
        x = self._layer.attention.output.LayerNorm(functional.linear(found, *joined) + x)
        wide = self._layer.intermediate.intermediate_act_fn(functional.linear(x.to(ROUNDED), *inner))
        return self._layer.output.LayerNorm(functional.linear(wide, *outer) + x)

    @cached_property
    def _weights(self) -> list[tuple[Tensor, Tensor]]:
        """Weights and biases: of queries, keys and values together (3D, D), and of the products after."""
        own, dense = self._layer.attention.self, self._layer.attention.output.dense
        parts = [_rounded(each) for each in (own.query, own.key, own.value)]
        together = torch.cat([weight for weight, _ in parts]), torch.cat([bias for _, bias in parts])
        return [
            together,
            *map(_rounded, (dense, self._layer.intermediate.dense, self._layer.output.dense)),
        ]


def _rounded(product: Any) -> tuple[Tensor, Tensor]:
    return product.weight.detach().to(ROUNDED), product.bias.detach().to(ROUNDED)
