"""A classifier whose weights are made random from the top, layer by layer."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import torch

HEAD, EMBEDDINGS = "head", "embeddings"
_LAYER = re.compile(r"\.layer\.(\d+)\.")


def randomised(model: Any, seed: int) -> Iterator[tuple[str, Any]]:
    """The classifier after each part, from the head down to the embeddings, lost what it had learned.

    Weights are drawn as a new network's are: matrices from N(0, initializer_range²), biases 0, LayerNorm's
    factors 1. What was randomised stays so ("cascading"). Yields the part's name and one model, which
    changes with each step. Source: Adebayo et al. 2018, section 3.1.
    """
    own = copy.copy(model)
    own.network = copy.deepcopy(model.network)
    generator = torch.Generator().manual_seed(seed)
    layers = own.network.config.num_hidden_layers
    for part in (HEAD, *(f"layer_{number}" for number in range(layers, 0, -1)), EMBEDDINGS):
        for name, parameter in own.network.named_parameters():
            if part_of(name) == part:
                _draw(name, parameter, own.network.config.initializer_range, generator)
        yield part, own


def part_of(name: str) -> str:
    """The part that a parameter belongs to: `embeddings`, `layer_1`, …, or the `head`."""
    if found := _LAYER.search(name):
        return f"layer_{int(found[1]) + 1}"
    return EMBEDDINGS if "embeddings." in name else HEAD


@torch.no_grad()
def _draw(name: str, parameter: torch.Tensor, spread: float, generator: torch.Generator) -> None:
    if parameter.ndim > 1:
        parameter.copy_(torch.randn(parameter.shape, generator=generator) * spread)
    else:
        parameter.fill_(1.0 if name.endswith("LayerNorm.weight") else 0.0)
