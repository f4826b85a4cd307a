"""AdamW over groups of weights: which of them decay, and how fast each layer learns."""

import re
from typing import Any

import torch

from core.training.recipe import Recipe

NO_DECAY = ("bias", "LayerNorm.weight")
LAYER = re.compile(r"\.(?:layers?|h|block|albert_layer_groups)\.(\d+)\.")  # also GPT-2's, T5's and ALBERT's
EMBEDDINGS = re.compile(r"\bembed|word_embedding|\b(?:wte|wpe|shared)\b")


def make_optimizer(model: torch.nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW that decays matrices only: biases and LayerNorm's γ are left to the data.

    A group's `rate_factor` on the learning rate is `layer_decay` to the power of its distance from the
    head: lower layers, which hold more general knowledge, then change less. Source: Howard & Ruder
    2018, section 3.2.
    """
    heights = {name: height(name) for name, _ in model.named_parameters()}
    top = max((h for h in heights.values() if h is not None), default=0) + 1
    groups: dict[tuple[float, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        own = heights[name]
        factor = recipe.layer_decay ** (top - (top if own is None else own))
        groups.setdefault((factor, not name.endswith(NO_DECAY)), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "rate_factor": factor,
                "weight_decay": recipe.weight_decay if decays else 0.0,
            }
            for (factor, decays), parameters in groups.items()
        ],
        lr=recipe.learning_rate,
        fused=True,
    )


def freeze(model: Any, what: str) -> None:
    """Leave as it was: the table of `words`, all but pooler and head (`encoder`), or `nothing`."""
    if what == "words":
        model.get_input_embeddings().requires_grad_(False)
    if what == "encoder":
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(height(name) is None)


def height(name: str) -> int | None:
    """How high a weight stands: 0 for the embeddings, 1 for the first layer, None for pooler and head."""
    layer = LAYER.search(name)
    if layer:
        return int(layer[1]) + 1
    return 0 if EMBEDDINGS.search(name) else None
