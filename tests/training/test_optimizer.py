"""Which weights decay, and how fast each layer learns."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.data.labelled import LabelledData
from core.training.optimizer import freeze, height, make_optimizer
from core.training.recipe import TransformerRecipe
from tests.training.support import new_run


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bert.embeddings.word_embeddings.weight", 0),
        ("bert.embeddings.LayerNorm.bias", 0),
        ("bert.encoder.layer.0.attention.self.query.weight", 1),
        ("bert.encoder.layer.11.output.dense.bias", 12),
        ("model.embed_tokens.weight", 0),
        ("model.layers.4.mlp.up_proj.weight", 5),
        ("bert.pooler.dense.weight", None),
        ("classifier.bias", None),
    ],
)
def test_height_of_a_weight(name: str, expected: int | None) -> None:
    assert height(name) == expected


def test_lower_layers_learn_more_slowly(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    run = new_run(recipe, data, tmp_path)
    groups = make_optimizer(run.model, replace(recipe, layer_decay=0.5)).param_groups
    factors = {id(p): group["rate_factor"] for group in groups for p in group["params"]}
    layers = run.model.config.num_hidden_layers
    for name, parameter in run.model.named_parameters():
        own = height(name)
        assert factors[id(parameter)] == 0.5 ** (layers + 1 - own if own is not None else 0)


def test_without_layer_decay_all_learn_alike(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    groups = make_optimizer(new_run(recipe, data, tmp_path).model, recipe).param_groups
    assert {group["rate_factor"] for group in groups} == {1.0}
    assert len(groups) == 2


@pytest.mark.parametrize(
    ("what", "learning"),
    [
        ("nothing", {"bert.embeddings.word_embeddings.weight", "bert.pooler.dense.weight"}),
        ("words", {"bert.embeddings.LayerNorm.weight", "bert.pooler.dense.weight"}),
        ("encoder", {"bert.pooler.dense.weight", "classifier.weight"}),
    ],
)
def test_what_is_frozen_does_not_learn(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path, what: str, learning: set[str]
) -> None:
    network = new_run(recipe, data, tmp_path).model
    freeze(network, what)
    free = {name for name, parameter in network.named_parameters() if parameter.requires_grad}
    assert learning <= free
    assert ("bert.embeddings.word_embeddings.weight" in free) == (what == "nothing")
    assert ("bert.encoder.layer.0.output.dense.weight" in free) == (what != "encoder")
