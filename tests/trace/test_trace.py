"""A walk holds every step of one forward pass, and all that went into it."""

from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.models.bert.weights import OpenedModel
from core.models.loading import load_network
from core.trace.encoder_trace import EMBEDDING_STEPS, HEAD_STEPS, LAYER_STEPS
from core.trace.trace import TracedForward, trace_forward


def test_every_step_of_every_layer_is_kept(traced: TracedForward) -> None:
    within = {f"{layer}.{step}" for layer in range(traced.opened.shape.layers) for step in LAYER_STEPS}
    assert set(traced.trace.tensors) == {*EMBEDDING_STEPS, *within, *HEAD_STEPS}


@torch.inference_mode()
def test_the_end_of_the_walk_is_the_library_s(traced: TracedForward, tiny_classifier_folder: Path) -> None:
    network, inputs = load_network(tiny_classifier_folder), traced.inputs
    logits = network(inputs.ids, inputs.mask, token_type_ids=inputs.segments).logits
    torch.testing.assert_close(traced.trace.of("logits"), logits, rtol=1e-5, atol=1e-6)


def test_a_blank_sentence_goes_nowhere(opened: OpenedModel) -> None:
    with pytest.raises(SentiscopeError, match="text_empty"):
        trace_forward(opened, " ")
