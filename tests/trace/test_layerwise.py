"""How a verdict forms, against the library's own hidden states and head."""

from pathlib import Path

import pytest
import torch

from core.models.bert.weights import OpenedModel
from core.models.loading import load_network
from core.trace.encoder_trace import Trace, trace_classifier
from core.trace.layerwise import moves, probability_by_layer, stream_norms, turns


@pytest.fixture
def trace(opened: OpenedModel) -> Trace:
    inputs = opened.batch("a fine film")
    return trace_classifier(inputs.ids, inputs.mask, opened.weights, opened.shape, inputs.segments)


@torch.inference_mode()
def test_each_layer_is_read_by_the_library_s_head(
    opened: OpenedModel, trace: Trace, tiny_classifier_folder: Path
) -> None:
    network, inputs = load_network(tiny_classifier_folder), opened.batch("a fine film")
    states = network.bert(inputs.ids, output_hidden_states=True).hidden_states
    assert len(states) == opened.shape.layers + 1
    expected = [network.classifier(network.bert.pooler(state)).softmax(-1)[0, 1] for state in states]
    formed = probability_by_layer(trace, opened.weights, opened.shape)
    torch.testing.assert_close(formed, torch.stack(expected), rtol=1e-5, atol=1e-6)
    flipped = probability_by_layer(trace, opened.weights, opened.shape, positive=0)
    torch.testing.assert_close(flipped, 1 - formed)
    norms = torch.stack([state[0].norm(dim=-1) for state in states])
    torch.testing.assert_close(stream_norms(trace, opened.shape), norms, rtol=1e-5, atol=1e-5)


def test_moves_and_turns_by_hand(opened: OpenedModel, trace: Trace) -> None:
    before, after = trace.of("embedding_norm")[0, 0], trace.of("output", 0)[0, 0]
    assert moves(trace, opened.shape)[0, 0].item() == pytest.approx((after - before).norm().item(), rel=1e-5)
    cosine = (before @ after / before.norm() / after.norm()).item()
    assert turns(trace, opened.shape)[0, 0].item() == pytest.approx(1 - cosine, abs=1e-5)
