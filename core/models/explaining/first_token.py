"""What an encoder of BERT's plan need not compute where the head looks at the first token alone.

Behind the last attention nobody looks at the other tokens: their queries, and their last feed-forward
network, an eighth of all work in six layers, are left out. The answer and its gradients stay what they were.
"""

from functools import partial
from typing import Any

from torch import Tensor

from core.nn.attention import join_heads, split_heads

FIRST_TOKEN_ONLY = frozenset(("bert", "roberta", "xlm-roberta", "camembert", "electra", "ernie"))
# How transformers ends the names of a layer's attention, and of what stands behind it.
ATTENTION, BEHIND_ATTENTION = "SelfAttention", "SelfOutput"


def spare_the_others(network: Any) -> None:
    """Change a network of FIRST_TOKEN_ONLY, and how it keeps its attention maps.

    The last layer's map has one row, the first token's: (B, H, 1, T).
    """
    layers = _named(network, ATTENTION)
    for layer in layers:
        layer.forward = partial(_attention, layer, 1 if layer is layers[-1] else None)
    behind = _named(network, BEHIND_ATTENTION)[-1]
    behind.register_forward_pre_hook(lambda _module, inputs: tuple(states[:, :1] for states in inputs))


def _named(network: Any, ending: str) -> list[Any]:
    return [module for module in network.modules() if type(module).__name__.endswith(ending)]


def _attention(
    layer: Any, queries: int | None, hidden_states: Tensor, attention_mask: Tensor | None = None, **_: Any
) -> tuple[Tensor, Tensor]:
    """The contexts (B, S, D) and the weights (B, H, S, T) of the first S = `queries` tokens, or of all.

    As the library's plain attention, with fewer tensors of the size of a map.
    """
    H = layer.num_attention_heads
    asking = layer.query(hidden_states[:, :queries]) * layer.attention_head_size**-0.5  # (B, S, D)
    keys, values = layer.key(hidden_states), layer.value(hidden_states)  # (B, T, D)
    scores = split_heads(asking, H) @ split_heads(keys, H).transpose(-1, -2)  # (B, H, S, T)
    if attention_mask is not None:
        scores += attention_mask[:, :, :queries]
    weights = scores.softmax(dim=-1)  # (B, H, S, T)
    return join_heads(weights @ split_heads(values, H)), weights
