"""One traced forward pass, with all that went into it."""

from dataclasses import dataclass

import torch

from core.models.bert.weights import Inputs, OpenedModel
from core.trace.encoder_trace import Trace, trace_classifier


@dataclass(frozen=True)
class TracedForward:
    """A sentence (B = 1) on its way through an opened classifier, every step kept."""

    opened: OpenedModel
    inputs: Inputs
    trace: Trace


@torch.inference_mode()
def trace_forward(opened: OpenedModel, first: str, second: str | None = None) -> TracedForward:
    """Run a sentence, or a pair, and keep every step. Raises SentiscopeError("text_empty")."""
    inputs = opened.batch(first, second)
    trace = trace_classifier(inputs.ids, inputs.mask, opened.weights, opened.shape, inputs.segments)
    return TracedForward(opened, inputs, trace)
