"""The library's own layers, a stage at a time."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.models.transformer import TransformerClassifier
from core.nn.threads import threads
from core.scoring.backends.backend import BF16
from core.scoring.backends.bfloat16 import InLayers, Rounded, seen_by
from core.scoring.backends.exits.stages import Array, stretches


class TorchStages:
    """The library's own layers in float32 or, as under autocast, in bfloat16."""

    def __init__(
        self, classifier: TransformerClassifier, name: str, threads: int, after: Sequence[int]
    ) -> None:
        network = classifier.bare if name == BF16 else classifier.network
        if network.config.model_type != "bert":
            raise SentiscopeError("not_a_bert", name=classifier.name)
        self._name, self._threads = name, threads
        self._layers = (Rounded if name == BF16 else InLayers)(network)
        self._stretches = stretches(after, len(network.bert.encoder.layer))

    def hidden(self, stage: int, x: NDArray[Any], mask: NDArray[np.int64]) -> Array:
        """See Stages."""
        return np.asarray(self._run(stage, x, mask, ends=False), np.float32)

    def last(self, x: NDArray[Any], mask: NDArray[np.int64]) -> Array:
        """See Stages."""
        return np.asarray(self._run(len(self._stretches) - 1, x, mask, ends=True), np.float32)

    def _run(self, stage: int, x: NDArray[Any], mask: NDArray[np.int64], ends: bool) -> NDArray[Any]:
        with (
            threads(self._threads),
            torch.inference_mode(),
            torch.autocast("cpu", torch.bfloat16, enabled=self._name == BF16),
        ):
            state, seen = torch.from_numpy(x), seen_by(torch.from_numpy(mask))
            if stage == 0:
                state = self._layers.embedded(state)  # (B, T, D)
            compute = self._layers.last if ends else self._layers.hidden
            return np.asarray(compute(state, seen, self._stretches[stage]).float().numpy())
