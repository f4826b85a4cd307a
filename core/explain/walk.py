"""One traced forward pass, with all that went into it."""

from dataclasses import dataclass

import torch

from core.concepts.encoder import Trace, bert_classifier
from core.models.opened import Inputs, Opened


@dataclass(frozen=True)
class Walk:
    """A sentence (B = 1) on its way through an opened classifier, every step kept."""

    opened: Opened
    inputs: Inputs
    trace: Trace


@torch.inference_mode()
def walk_through(opened: Opened, first: str, second: str | None = None) -> Walk:
    """Run a sentence, or a pair, and keep every step. Raises SentiscopeError("text_empty")."""
    inputs, trace = opened.batch(first, second), Trace()
    bert_classifier(
        inputs.ids, inputs.mask, opened.weights, opened.shape, segments=inputs.segments, note=trace.note
    )
    return Walk(opened, inputs, trace)
