"""A Llama opened at its rotation: one layer's queries and keys before it, and its frequencies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.models.language_model import LanguageModel
from core.models.text_checks import readable

MOST_TOKENS = 64


@dataclass(frozen=True)
class Rotary:
    """The network without its head (a LlamaModel), its tokenizer, and the frequencies of its rotation."""

    network: Any
    tokenizer: Any
    piece: Callable[[int], str]  # a token as text; a byte of a character as `<E5>`
    frequencies: Float[Tensor, "P"]
    base: float
    layers: int
    heads: int
    window: int


@dataclass(frozen=True)
class Unrotated:
    """A sentence's queries and keys of one layer and head, before the rotation by position."""

    tokens: tuple[str, ...]
    queries: Float[Tensor, "T K"]
    keys: Float[Tensor, "T K"]


def rotary_of(model: LanguageModel) -> Rotary:
    """The parts of a language model of the Llama family; its network is shared, not loaded again."""
    network, config = model.network.model, model.network.config
    return Rotary(
        network,
        model.tokenizer,
        model.piece,
        network.rotary_emb.inv_freq.clone(),
        float(config.rope_parameters["rope_theta"]),
        config.num_hidden_layers,
        config.num_attention_heads,
        config.max_position_embeddings,
    )


@torch.inference_mode()
def unrotated(rotary: Rotary, sentence: str, layer: int, head: int) -> Unrotated:
    """What the layer's two projections yield for a sentence; layer and head from 0.

    Several heads of queries share one head of keys (grouped-query attention).
    """
    ids = rotary.tokenizer(readable(sentence), return_tensors="pt")["input_ids"][:, :MOST_TOKENS]  # (1, T)
    # No hook on the projections: the network is shared, and another thread may be decoding with it.
    states = rotary.network(input_ids=ids, use_cache=False, output_hidden_states=True).hidden_states
    block, config = rotary.network.layers[layer], rotary.network.config
    normed, attention = block.input_layernorm(states[layer][0]), block.self_attn  # (T, D)
    T, K = len(normed), attention.head_dim
    group = config.num_attention_heads // config.num_key_value_heads
    queries = attention.q_proj(normed).view(T, -1, K)[:, head]  # (T, K)
    keys = attention.k_proj(normed).view(T, -1, K)[:, head // group]  # (T, K)
    pieces = [rotary.piece(number) for number in ids[0].tolist()]
    return Unrotated(tuple(pieces), queries, keys)
