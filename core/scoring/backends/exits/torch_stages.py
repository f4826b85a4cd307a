"""The library's own layers, a stage at a time."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import BF16
from core.scoring.backends.exits.stages import Array, stretches


class TorchStages:
    """The library's own layers, in float32 or, under autocast, in bfloat16."""

    def __init__(
        self, classifier: TransformerClassifier, name: str, threads: int, after: Sequence[int]
    ) -> None:
        if classifier.network.config.model_type != "bert":
            raise SentiscopeError("not_a_bert", name=classifier.name)
        self._name, self._threads = name, threads
        self._network = classifier.network
        self._stretches = stretches(after, len(self._network.bert.encoder.layer))

    def hidden(self, stage: int, x: NDArray[Any], mask: NDArray[np.int64]) -> Array:
        """See Stages."""
        return np.asarray(self._run(stage, x, mask, ends=False), np.float32)

    def last(self, x: NDArray[Any], mask: NDArray[np.int64]) -> Array:
        """See Stages."""
        return np.asarray(self._run(len(self._stretches) - 1, x, mask, ends=True), np.float32)

    def _run(self, stage: int, x: NDArray[Any], mask: NDArray[np.int64], ends: bool) -> NDArray[Any]:
        import torch

        from core.nn.threads import threads

        network = self._network
        with (
            threads(self._threads),
            torch.inference_mode(),
            torch.autocast("cpu", torch.bfloat16, enabled=self._name == BF16),
        ):
            state = torch.from_numpy(x)
            if stage == 0:
                state = network.bert.embeddings(input_ids=state)  # (B, T, D)
            # As the library has it: no mask at all where nothing is padding.
            allowed = None if mask.all() else torch.from_numpy(mask).bool()[:, None, None]  # (B, 1, 1, S)
            for layer in self._stretches[stage]:
                state = network.bert.encoder.layer[layer](state, allowed)
            if ends:
                state = network.classifier(network.bert.pooler(state))  # (B, 2)
            return np.asarray(state.float().numpy())
