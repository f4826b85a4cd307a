"""A small random BERT of the library's, and what a test of ours needs of it."""

import torch
from torch import Tensor

from core.models.transformers_library import quiet_transformers
from core.nn.encoder import EncoderShape


def shape_of(network) -> EncoderShape:
    config = network.config
    return EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)


def largest(ours: Tensor, theirs: Tensor) -> float:
    return (ours - theirs).abs().max().item()


def small_network(seed: int, layers: int = 2, heads: int = 2, width: int = 8, inner: int = 12):
    transformers = quiet_transformers()
    torch.manual_seed(seed)
    config = transformers.BertConfig(
        vocab_size=40,
        hidden_size=width * heads,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=20,
        attn_implementation="eager",
    )
    network = transformers.BertForSequenceClassification(config).eval()
    with torch.no_grad():  # as drawn, all biases are 0 and all gains 1, which would hide a mistake
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.2)
    return network
