"""Weights that become random from the top."""

from pathlib import Path

import pytest
import torch

from core.models.transformer import TransformerClassifier
from core.topics.why.measuring.random_network import part_of, randomised


@pytest.fixture
def model(tiny_classifier_folder: Path) -> TransformerClassifier:
    return TransformerClassifier(tiny_classifier_folder, "tiny")


def test_parts_by_a_parameter_s_name() -> None:
    names = {
        "bert.embeddings.LayerNorm.bias": "embeddings",
        "bert.encoder.layer.0.attention.self.query.weight": "layer_1",
        "bert.encoder.layer.11.output.dense.bias": "layer_12",
        "bert.pooler.dense.weight": "head",
        "classifier.bias": "head",
    }
    assert {name: part_of(name) for name in names} == names


def test_each_step_changes_its_own_part_and_those_before_stay_random(model: TransformerClassifier) -> None:
    before = {name: value.clone() for name, value in model.network.named_parameters()}
    matrices = [name for name, value in before.items() if value.ndim > 1]
    done: list[str] = []
    for part, changed in randomised(model, seed=1):
        done.append(part)
        now = dict(changed.network.named_parameters())
        for name in matrices:
            assert torch.equal(now[name], before[name]) is (part_of(name) not in done)
    assert done == ["head", "layer_2", "layer_1", "embeddings"]
    assert all(torch.equal(value, before[name]) for name, value in model.network.named_parameters())


def test_weights_are_drawn_as_a_new_network_s(model: TransformerClassifier) -> None:
    *_, (_, changed) = randomised(model, seed=1)
    drawn = dict(changed.network.named_parameters())
    table = drawn["bert.embeddings.word_embeddings.weight"]
    assert table.std().item() == pytest.approx(changed.network.config.initializer_range, rel=0.1)
    assert drawn["classifier.bias"].eq(0).all()
    assert drawn["bert.embeddings.LayerNorm.weight"].eq(1).all()
