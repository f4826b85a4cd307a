"""ONNX Runtime in int8: the network exported once from the checkpoint into the user's folder."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.errors import SentiscopeError
from core.models.onnx.kept_graphs import kept_graph
from core.models.onnx.session import open_session
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import INT8
from core.scoring.backends.model_fingerprint import fingerprint_of

VERSION = 2  # of the graph that onnx_graph.py draws; another one is exported anew


class Onnx:
    """Runs the exported graph; see Backend."""

    name = INT8

    def __init__(self, classifier: TransformerClassifier, threads: int) -> None:
        self._session = open_session(exported(classifier), threads)
        self._positive = classifier.positive

    def logits(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """See Backend."""
        return np.asarray(self._session.run(None, {"ids": ids, "mask": mask.astype(np.int32)})[0])

    def probability(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """See Backend."""
        return probability_of(logits, self._positive)


def probability_of(logits: NDArray[Any], positive: int) -> NDArray[np.float32]:
    """The probability of the class `positive`, from logits (B, 2). (B,)"""
    margin = logits[:, positive] - logits[:, 1 - positive]  # (B,)
    return (1 / (1 + np.exp(-margin.astype(np.float64)))).astype(np.float32)


def exported(classifier: TransformerClassifier) -> Path:
    """The int8 graph of a classifier, made where there is none. Raises `not_a_bert`, `backend_missing`."""
    name = f"int8-v{VERSION}-{fingerprint_of(classifier.folder)[:24]}"
    return kept_graph(name, lambda: graph_of(classifier))


def graph_of(classifier: TransformerClassifier) -> bytes:
    """The int8 graph, serialised; the same bytes each time."""
    try:
        from core.models.bert.weights import open_network  # needs torch
        from core.scoring.backends.onnx_graph import int8_graph
    except ModuleNotFoundError as error:
        raise SentiscopeError("backend_missing", name=INT8, package=error.name) from error
    opened = open_network(classifier.network, classifier.tokenizer, classifier.name, classifier.positive)
    return int8_graph(opened, largest_inputs(classifier))


def largest_inputs(classifier: TransformerClassifier) -> dict[str, NDArray[np.float32]]:
    """How large each input of each matrix product gets, dimension by dimension, on our own sentences.

    The keys are the weights' names, such as `bert.encoder.layer.0.output.dense`; each array is (D,) or (F,).
    """
    import torch

    from core.data.film_sentences import film_sentences

    largest: dict[str, NDArray[np.float32]] = {}

    def note(name: str) -> Any:
        def look(_module: Any, inputs: Any) -> None:
            seen = inputs[0].abs().flatten(0, -2).amax(0).numpy()
            largest[name] = np.maximum(largest.get(name, seen), seen)

        return look

    layers = {name: module for name, module in classifier.network.named_modules() if ".layer." in name}
    hooks = [
        module.register_forward_pre_hook(note(name))
        for name, module in layers.items()
        if isinstance(module, torch.nn.Linear)
    ]
    try:
        classifier.classify(list(film_sentences()))
    finally:
        for hook in hooks:
            hook.remove()
    return largest
