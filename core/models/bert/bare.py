"""A BERT classifier's weights under the library's names, without the library.

Importing transformers' BERT takes seconds and a quarter of a gigabyte, of which one that only computes layer
by layer needs nothing. What is called here gives the same numbers, to the bit.
"""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from torch import Tensor
from torch.nn import functional

from core.models.catalog import WEIGHTS
from core.models.damage import damage_as

Weights = dict[str, Tensor]


class Linear:
    """A linear map: `weight` (O, I) and `bias` (O,)."""

    def __init__(self, weights: Weights, name: str) -> None:
        self.weight, self.bias = (weights[f"{name}.{part}"].float() for part in ("weight", "bias"))

    def __call__(self, x: Tensor) -> Tensor:
        """(..., I) to (..., O)."""
        return functional.linear(x, self.weight, self.bias)


class LayerNorm(Linear):
    """Normalises the last dimension (D,)."""

    def __init__(self, weights: Weights, name: str, epsilon: float) -> None:
        super().__init__(weights, name)
        self._epsilon = epsilon

    def __call__(self, x: Tensor) -> Tensor:
        """(..., D) to (..., D)."""
        return functional.layer_norm(x, self.weight.shape, self.weight, self.bias, self._epsilon)


def bare_network(folder: Path) -> Any:
    """What `core.scoring.backends.bfloat16` needs of a `BertForSequenceClassification`, from its folder.

    Tables and products' weights are of the precision they are stored in, and stay on the disk until they are
    read; all that is called computes in float32. Error: `weights_unreadable`, also where the network is
    none that is written here (`can_be_bare`).
    """
    from safetensors import safe_open

    with damage_as("weights_unreadable", folder):
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        with safe_open(folder / WEIGHTS, "pt") as file:
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        epsilon = config["layer_norm_eps"]
        layers = [_layer(weights, number, epsilon) for number in range(config["num_hidden_layers"])]
        embeddings, pooled = _embeddings(weights, epsilon), Linear(weights, "bert.pooler.dense")
        return SimpleNamespace(
            config=SimpleNamespace(**config),
            bert=SimpleNamespace(
                embeddings=embeddings,
                encoder=SimpleNamespace(layer=layers),
                pooler=lambda x: pooled(x[:, 0]).tanh(),
            ),
            classifier=Linear(weights, "classifier"),
        )


def can_be_bare(config: dict[str, Any]) -> bool:
    """Whether a network of these settings is written here: BERT's own activation and positions."""
    positions = config.get("position_embedding_type", "absolute")
    return config["hidden_act"] == "gelu" and positions == "absolute"


def _layer(weights: Weights, number: int, epsilon: float) -> Any:
    name = f"bert.encoder.layer.{number}"
    own = {part: _stored(weights, f"{name}.attention.self.{part}") for part in ("query", "key", "value")}
    return SimpleNamespace(
        attention=SimpleNamespace(
            self=SimpleNamespace(**own), output=_output(weights, f"{name}.attention.output", epsilon)
        ),
        intermediate=SimpleNamespace(
            dense=_stored(weights, f"{name}.intermediate.dense"), intermediate_act_fn=functional.gelu
        ),
        output=_output(weights, f"{name}.output", epsilon),
    )


def _output(weights: Weights, name: str, epsilon: float) -> Any:
    norm = LayerNorm(weights, f"{name}.LayerNorm", epsilon)
    return SimpleNamespace(dense=_stored(weights, f"{name}.dense"), LayerNorm=norm)


def _stored(weights: Weights, name: str) -> Any:
    return SimpleNamespace(weight=weights[f"{name}.weight"], bias=weights[f"{name}.bias"])


def _embeddings(weights: Weights, epsilon: float) -> Any:
    words, positions, segments = (
        weights[f"bert.embeddings.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")
    )
    norm = LayerNorm(weights, "bert.embeddings.LayerNorm", epsilon)

    def embedded(input_ids: Tensor) -> Tensor:
        """The hidden states (B, T, D) before the first layer, of token ids (B, T)."""
        found = functional.embedding(input_ids, words).float() + segments[0].float()
        return norm(found + positions[: input_ids.shape[1]].float())

    return embedded
