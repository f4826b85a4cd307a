"""The same weights in the libraries' modules: torch's Transformer, and Marian's of transformers."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from core.topics.positions.concept import sinusoidal
from core.topics.transformer.concept import EPSILON, Shape, Weights, part_of

POSITIONS = 512  # rows of Marian's table of positions
MARIAN_NAMES = {
    "self_attention.query.": "self_attn.q_proj.",
    "self_attention.key.": "self_attn.k_proj.",
    "self_attention.value.": "self_attn.v_proj.",
    "self_attention.output.": "self_attn.out_proj.",
    "self_norm.": "self_attn_layer_norm.",
    "cross_attention.query.": "encoder_attn.q_proj.",
    "cross_attention.key.": "encoder_attn.k_proj.",
    "cross_attention.value.": "encoder_attn.v_proj.",
    "cross_attention.output.": "encoder_attn.out_proj.",
    "cross_norm.": "encoder_attn_layer_norm.",
    "widen.": "fc1.",
    "narrow.": "fc2.",
    "norm.": "final_layer_norm.",
}


def fill_attention(module: nn.MultiheadAttention, weights: Weights) -> nn.MultiheadAttention:
    """torch keeps the maps of queries, keys and values as one table of 3 D rows."""
    state = {
        f"in_proj_{kind}": torch.cat([weights[f"{part}.{kind}"] for part in ("query", "key", "value")])
        for kind in ("weight", "bias")
    }
    state |= {f"out_proj.{kind}": weights[f"output.{kind}"] for kind in ("weight", "bias")}
    module.load_state_dict(state)
    return module


def fill_layer(module: Any, weights: Weights) -> Any:
    """A layer of either tower; torch numbers the norms in the order of the sublayers."""
    fill_attention(module.self_attn, part_of(weights, "self_attention."))
    norms = ["self_norm.", "norm."]
    if hasattr(module, "multihead_attn"):
        fill_attention(module.multihead_attn, part_of(weights, "cross_attention."))
        norms.insert(1, "cross_norm.")
    for number, name in enumerate(norms, 1):
        getattr(module, f"norm{number}").load_state_dict(part_of(weights, name))
    module.linear1.load_state_dict(part_of(weights, "widen."))
    module.linear2.load_state_dict(part_of(weights, "narrow."))
    return module


def torch_transformer(weights: Weights, shape: Shape) -> nn.Transformer:
    """`nn.Transformer` on these weights.

    torch puts one more LayerNorm behind each tower, which the paper has not; it is taken out.
    """
    F, D = weights["encoder.0.widen.weight"].shape
    module = nn.Transformer(
        D, shape.heads, shape.layers, shape.layers, F, dropout=0.0, batch_first=True, layer_norm_eps=EPSILON
    )
    module.encoder.norm = module.decoder.norm = None
    module.encoder.use_nested_tensor = False  # it would drop padding, and warn
    for tower in ("encoder", "decoder"):
        for number, layer in enumerate(getattr(module, tower).layers):
            fill_layer(layer, part_of(weights, f"{tower}.{number}."))
    return module.to(weights["table.weight"].dtype).eval()


def marian(weights: Mapping[str, Tensor], shape: Shape, start: int, end: int, pad: int) -> Any:
    """`MarianMTModel`, the library's Transformer of 2017, on these weights.

    Its table of positions has all sines first and all cosines after; it gets ours instead.
    """
    from transformers import MarianConfig, MarianMTModel

    F, D = weights["encoder.0.widen.weight"].shape
    towers = {
        f"{tower}_{what}": n for tower in ("encoder", "decoder") for what, n in _sizes(shape, F).items()
    }
    config = MarianConfig(
        vocab_size=len(weights["table.weight"]),
        d_model=D,
        **towers,
        activation_function="relu",
        scale_embedding=True,
        max_position_embeddings=POSITIONS,
        dropout=0.0,
        decoder_start_token_id=start,
        eos_token_id=end,
        pad_token_id=pad,
        forced_eos_token_id=None,
    )
    model = MarianMTModel(config).eval()
    codes = sinusoidal(torch.arange(POSITIONS, dtype=torch.float64), D)
    state = model.state_dict()
    for name in state:
        if "embed_positions" in name:
            state[name] = codes
        elif name.endswith(("shared.weight", "embed_tokens.weight", "lm_head.weight")):
            state[name] = weights["table.weight"]
    for name, tensor in weights.items():
        if name != "table.weight":
            state[marian_name(name)] = tensor
    model.load_state_dict(state)
    return model


def _sizes(shape: Shape, F: int) -> dict[str, int]:
    return {"layers": shape.layers, "attention_heads": shape.heads, "ffn_dim": F}


def marian_name(name: str) -> str:
    """encoder.0.self_attention.query.weight → model.encoder.layers.0.self_attn.q_proj.weight."""
    tower, number, rest = name.split(".", 2)
    ours = next(own for own in MARIAN_NAMES if rest.startswith(own))
    return f"model.{tower}.layers.{number}.{MARIAN_NAMES[ours]}{rest.removeprefix(ours)}"
