"""The same word in several sentences, and the dev sentences' [CLS] on a plane of each layer."""

from pathlib import Path

import numpy as np
import pytest
import torch

from core.base.errors import SentiscopeError
from core.base.settings import ASSETS
from core.data.labelled import Split
from core.models.bert.weights import OpenedModel, open_network
from core.models.card import read_card
from core.models.catalog import MAIN_MODEL
from core.models.loading import load_network, load_tokenizer
from core.topics.embeddings.cls_map import SHIPPED, build, plane, read, separation, write
from core.topics.embeddings.contextual import occurrences, pairs, similarity
from core.trace.layerwise import stream
from core.trace.trace import trace_forward


@pytest.fixture(scope="module")
def opened(tiny_classifier_folder: Path) -> OpenedModel:
    return open_network(load_network(tiny_classifier_folder), load_tokenizer(tiny_classifier_folder), "tiny")


def test_every_place_of_a_word_is_found(opened: OpenedModel) -> None:
    traces = [trace_forward(opened, line) for line in ("a film , a film", "no", "film")]
    found = occurrences(traces, "film")
    assert [one.sentence for one in found] == [0, 0, 2]
    vectors = stream(traces[2].trace, opened.shape)
    torch.testing.assert_close(found[2].vectors, vectors[:, found[2].position])
    alike = similarity(found)
    assert alike.shape == (opened.shape.layers + 1, 3, 3)
    torch.testing.assert_close(alike.diagonal(dim1=1, dim2=2), torch.ones(3, 3))
    assert pairs(found) == [(0, 1), (0, 2), (1, 2)]
    assert occurrences(traces, "  ") == []


def test_a_plane_places_the_vectors_it_was_made_from() -> None:
    vectors = torch.randn(30, 6, generator=torch.Generator().manual_seed(0)).double()
    points, mean, axes = plane(vectors)
    torch.testing.assert_close((vectors - mean) @ axes.T, points)
    assert plane(torch.ones(5, 4).double())[2].abs().max().item() == 0.0


def test_separation_of_classes_that_lie_apart_and_that_do_not() -> None:
    labels = np.array([0, 1] * 20)
    vectors = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
    assert separation(vectors + torch.tensor(labels)[:, None] * 20, labels, 0) == 1.0
    assert separation(torch.ones(40, 3), labels, 0) == 0.5


def test_a_map_is_read_as_it_was_written(opened: OpenedModel, tmp_path: Path) -> None:
    lines = [f"{word} film {n}" for n in range(5) for word in ("good", "bad")]
    made = build(opened, Split(lines, [1, 0] * 5), 0, "sha")
    write(made, tmp_path / "m.safetensors")
    again = read(tmp_path / "m.safetensors")
    assert again.points.shape == (opened.shape.layers + 1, 10, 2)
    assert again.card == made.card
    assert again.card["model_sha256"] == "sha"
    own = again.project(trace_forward(opened, lines[0]))
    assert own == pytest.approx(again.points[:, 0], abs=0.02)
    (tmp_path / "m.safetensors").write_bytes(b"nonsense")
    with pytest.raises(SentiscopeError, match="cls_map_unreadable"):
        read(tmp_path / "m.safetensors")


def test_the_shipped_map_has_no_texts_and_tells_its_accuracy() -> None:
    made = read(SHIPPED)
    assert made.points.shape == (7, 872, 2)
    assert len(made.card["accuracy"]) == 7
    assert made.card["accuracy"][0] < 0.52 < 0.85 < made.card["accuracy"][-1]
    assert made.card["model_sha256"] == read_card(ASSETS / "models" / MAIN_MODEL)["sha256"]
