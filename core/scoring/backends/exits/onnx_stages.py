"""The int8 graph cut at the exits: one graph for each stage, kept in the user's folder like the whole one."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.models.onnx.kept_graphs import kept_graph
from core.models.onnx.session import open_session
from core.models.transformer import TransformerClassifier
from core.scoring.backends.exits.stages import Array, layers_of, stretches
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.onnx_backend import VERSION, largest_inputs


class OnnxStages:
    """Runs the graphs of the stages; see Stages."""

    def __init__(self, classifier: TransformerClassifier, threads: int, after: Sequence[int]) -> None:
        model, largest = fingerprint_of(classifier.folder)[:24], dict[str, Array]()

        def graph(stage: range) -> bytes:
            largest.update(largest or largest_inputs(classifier))
            return _drawn(classifier, largest, stage)

        self._sessions = []
        for stage in stretches(after, layers_of(classifier.folder)):
            name = f"int8-stage-v{VERSION}-{model}-{stage.start}-{stage.stop}"
            self._sessions.append(open_session(kept_graph(name, partial(graph, stage)), threads))

    def hidden(self, stage: int, x: NDArray[Any], mask: NDArray[np.int64]) -> Array:
        """See Stages."""
        return np.asarray(self._run(stage, x, mask), np.float32)

    def last(self, x: NDArray[Any], mask: NDArray[np.int64]) -> Array:
        """See Stages."""
        return np.asarray(self._run(len(self._sessions) - 1, x, mask), np.float32)

    def _run(self, stage: int, x: NDArray[Any], mask: NDArray[np.int64]) -> NDArray[Any]:
        inputs: Mapping[str, Any] = {"x" if stage else "ids": x, "mask": mask.astype(np.int32)}
        return np.asarray(self._sessions[stage].run(None, inputs)[0])


def _drawn(classifier: TransformerClassifier, largest: Mapping[str, Array], stage: range) -> bytes:
    """The graph of a stage. Raises `not_a_bert`."""
    from core.models.bert.weights import open_network  # needs torch
    from core.scoring.backends.onnx_graph import stage_graph

    opened = open_network(classifier.network, classifier.tokenizer, classifier.name, classifier.positive)
    return stage_graph(opened, largest, stage)
