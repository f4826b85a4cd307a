"""Any classifier by name; the files in its folder decide which class reads it."""

import logging
from typing import Any

from core.base.errors import SentiscopeError
from core.models.bag_of_words import ARRAYS, BagOfWordsClassifier
from core.models.locate import locate
from core.models.prediction import Classifier

log = logging.getLogger(__name__)


def load_classifier(
    name: str, *, network: bool = False, positive: str | None = None, deferred: bool = False
) -> Any:
    """The classifier of a catalog name, folder or hub id; fetches from the hub only if `network`.

    `positive` names the class of a Transformer that means positive; by default its names say it. With
    `deferred` the network of a shipped BERT is loaded only where something asks for it.
    """
    located = locate(name, network=network)
    if deferred and positive is None and located.origin == "shipped":
        from core.models.onnx.deferred import DeferredClassifier, can_defer

        if can_defer(located.folder):
            return DeferredClassifier(located.folder, name)
    if (located.folder / ARRAYS).is_file():
        _take_no_order(name, positive)
        return BagOfWordsClassifier(located.folder, name)
    # Here, because these need torch, and a command is checked before that is imported.
    from core.models.recurrent.classifier import SHAPE, RecurrentClassifier
    from core.models.transformer import TransformerClassifier

    if (located.folder / SHAPE).is_file():
        _take_no_order(name, positive)
        return RecurrentClassifier(located.folder, name)
    return TransformerClassifier(located.folder, name, positive)


def _take_no_order(name: str, positive: str | None) -> None:
    """Raise `positive_is_known` where somebody orders the classes of a kind of model that we alone make."""
    if positive is not None:
        raise SentiscopeError("positive_is_known", name=name)


def load_quick_classifier(name: str) -> Classifier:
    """A classifier that gives the same predictions and, where it is a shipped BERT, does not import torch.

    Whatever stands in its way (no onnxruntime, a full disk) goes into the log, and `load_classifier` answers.
    """
    located = locate(name)
    if located.origin == "shipped" and (located.folder / "config.json").is_file():
        try:
            from core.models.onnx.classifier import OnnxClassifier

            return OnnxClassifier(located.folder, name)
        except Exception:
            log.warning("%s is loaded with torch, as ONNX Runtime cannot run it", name, exc_info=True)
    answering: Classifier = load_classifier(name)
    return answering
