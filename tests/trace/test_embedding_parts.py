"""The three embeddings apart, against the library's network with a table set to zero."""

from pathlib import Path

import pytest
import torch

from core.models.loading import load_network
from core.trace.embedding_parts import norms, position_similarity, segment_vectors, without
from core.trace.trace import TracedForward


@pytest.mark.parametrize(
    ("part", "table"), [("positions", "position_embeddings"), ("segments", "token_type_embeddings")]
)
@torch.inference_mode()
def test_without_a_table_the_library_says_the_same(
    traced: TracedForward, tiny_classifier_folder: Path, part: str, table: str
) -> None:
    network, inputs = load_network(tiny_classifier_folder), traced.inputs
    getattr(network.bert.embeddings, table).weight.zero_()
    logits = network(inputs.ids, inputs.mask, token_type_ids=inputs.segments).logits
    assert without(traced, part) == pytest.approx(logits.softmax(-1)[0, 1].item(), abs=1e-6)
    assert without(traced, part) != pytest.approx(traced.trace.of("probabilities")[0, 1].item(), abs=1e-6)


def test_lengths_of_all_four_parts(traced: TracedForward) -> None:
    lengths = norms(traced)
    assert lengths.shape == (4, len(traced.inputs.tokens))
    by_hand = traced.trace.of("sum")[0, 1].square().sum().sqrt()
    assert lengths[3, 1].item() == pytest.approx(by_hand.item())


def test_positions_are_like_themselves(traced: TracedForward) -> None:
    similarity = position_similarity(traced, step=128)  # positions 0, 128, 256, 384
    table = traced.opened.weights["bert.embeddings.position_embeddings.weight"]
    assert similarity.shape == (4, 4)
    torch.testing.assert_close(similarity.diagonal(), torch.ones(4))
    expected = torch.cosine_similarity(table[0], table[128], dim=0)
    assert similarity[0, 1].item() == pytest.approx(expected.item(), abs=1e-6)


def test_two_segment_vectors(traced: TracedForward) -> None:
    assert segment_vectors(traced).shape == (2, traced.trace.of("sum").shape[-1])
