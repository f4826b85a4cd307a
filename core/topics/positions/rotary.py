"""SmolLM2 opened just as far as its rotation: one layer's queries and keys, and its frequencies."""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.models.loading import load_tokenizer
from core.models.locate import locate
from core.models.text_checks import readable
from core.models.transformers_library import quiet_transformers

MODEL = "smollm2"
MOST_TOKENS = 64


@dataclass(frozen=True)
class Rotary:
    """The loaded network with its tokenizer, and what its rotation turns by."""

    network: Any
    tokenizer: Any
    frequencies: Float[Tensor, "P"]
    base: float
    layers: int
    heads: int
    window: int


@dataclass(frozen=True)
class Unrotated:
    """A sentence's queries and keys of one layer and head, before any position was told."""

    tokens: tuple[str, ...]
    queries: Float[Tensor, "T K"]
    keys: Float[Tensor, "T K"]


def load_rotary() -> Rotary:
    """SmolLM2 from wherever the catalog finds it; raises SentiscopeError where it is not on this machine."""
    folder = locate(MODEL).folder
    transformers = quiet_transformers()
    network = transformers.LlamaModel.from_pretrained(
        folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
    ).eval()
    config = network.config
    return Rotary(
        network,
        load_tokenizer(folder),
        network.rotary_emb.inv_freq.clone(),
        float(config.rope_parameters["rope_theta"]),
        config.num_hidden_layers,
        config.num_attention_heads,
        config.max_position_embeddings,
    )


@torch.inference_mode()
def unrotated(rotary: Rotary, sentence: str, layer: int, head: int) -> Unrotated:
    """What the layer's two projections yield for a sentence, caught by hooks; layer and head from 0.

    Several heads of queries share one head of keys (grouped-query attention).
    """
    ids = rotary.tokenizer(readable(sentence), return_tensors="pt")["input_ids"][:, :MOST_TOKENS]  # (1, T)
    caught: dict[str, Tensor] = {}
    attention = rotary.network.layers[layer].self_attn
    hooks = [
        getattr(attention, name).register_forward_hook(
            lambda module, inputs, output, name=name: caught.__setitem__(name, output[0])
        )
        for name in ("q_proj", "k_proj")
    ]
    try:
        rotary.network(input_ids=ids, use_cache=False)
    finally:
        for hook in hooks:
            hook.remove()
    K, config = attention.head_dim, rotary.network.config
    group = config.num_attention_heads // config.num_key_value_heads
    queries = caught["q_proj"].view(ids.shape[1], -1, K)[:, head]  # (T, K)
    keys = caught["k_proj"].view(ids.shape[1], -1, K)[:, head // group]  # (T, K)
    pieces = [rotary.tokenizer.decode([number]) for number in ids[0].tolist()]
    return Unrotated(tuple(pieces), queries, keys)
