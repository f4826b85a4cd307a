"""A library model's own attention maps."""

import copy
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.errors import SentiscopeError
from core.models.bert.weights import Inputs

CALL = "model(**inputs, output_attentions=True).attentions"

_eager: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # a network and its copy, while that is there
_lock = Lock()


@torch.inference_mode()
def library_attention(network: Any, inputs: Inputs, name: str) -> Float[Tensor, "L H T T"]:
    """What the network itself gives for `output_attentions=True`, from a copy that keeps its maps.

    Raises SentiscopeError("attention_empty"): the fused kernels (SDPA, flash) never form the matrix,
    so a model that cannot leave them returns nothing.
    """
    with _lock:
        own = _eager.get(network)
        if own is None:  # transformers hangs its hooks into every new module, which takes a while
            own = _eager[network] = _copy(network)
    output = own(
        input_ids=inputs.ids,
        attention_mask=inputs.mask,
        token_type_ids=inputs.segments,
        output_attentions=True,
    )
    maps = getattr(output, "attentions", None)
    if not maps or any(layer_map is None for layer_map in maps):
        raise SentiscopeError("attention_empty", name=name)
    return torch.cat(tuple(maps))  # (L, H, T, T)


def _copy(network: Any) -> Any:
    """One that shares the weights and forms the matrices."""
    shared = {id(tensor): tensor for tensor in (*network.parameters(), *network.buffers())}
    own = copy.deepcopy(network, shared).eval()
    if hasattr(own, "set_attn_implementation"):
        own.set_attn_implementation("eager")
    return own
