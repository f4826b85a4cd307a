"""Switching heads off: against zeroed weights, against gradients one by one, and by the verdict."""

from pathlib import Path

import pytest
import torch

from core.experiments.record import Record
from core.models.loading import load_network
from core.nn.classification import cross_entropy
from core.nn.encoder import EncoderShape, bert_classifier
from core.topics.attention.experiments.heads import Batch, GatedEncoder, importance, outcome


@pytest.fixture
def model(tiny_classifier_folder: Path) -> GatedEncoder:
    return GatedEncoder(load_network(tiny_classifier_folder).state_dict(), EncoderShape(2, 2))


@pytest.fixture
def batch() -> Batch:
    ids = torch.tensor([[2, 20, 30, 40, 3], [2, 50, 3, 0, 0]])
    return ids, (ids != 0).long(), torch.tensor([1, 0])


def test_a_shut_head_is_one_whose_columns_of_the_output_map_are_zero(
    model: GatedEncoder, batch: Batch
) -> None:
    seen = 0
    for layer, head, logits in model.without_each(batch):
        name = f"bert.encoder.layer.{layer}.attention.output.dense.weight"
        zeroed = model.weights[name].clone()
        zeroed[:, head * 8 : (head + 1) * 8] = 0
        expected = bert_classifier(batch[0], batch[1], {**model.weights, name: zeroed}, model.shape)
        torch.testing.assert_close(logits, expected, rtol=1e-5, atol=1e-6)
        seen += 1
    assert seen == 4
    whole = bert_classifier(batch[0], batch[1], model.weights, model.shape)
    torch.testing.assert_close(model.logits(batch, torch.ones(2, 2)), whole)


def test_importance_is_each_sentence_s_own_slope(model: GatedEncoder, batch: Batch) -> None:
    total = torch.zeros(2, 2)
    for row, length in enumerate((5, 3)):
        gates = torch.ones(2, 2, requires_grad=True)
        one = tuple(part[row : row + 1, :length] for part in batch[:2])
        loss = cross_entropy(model.logits((*one, batch[2][row : row + 1]), gates), batch[2][row : row + 1])
        total += torch.autograd.grad(loss, gates)[0].abs()
    torch.testing.assert_close(importance(model, [batch], torch.ones(2, 2)), total, rtol=1e-4, atol=1e-6)


def test_a_small_measurement_has_every_head(records: dict[str, Record]) -> None:
    numbers = records["heads"].numbers
    assert [len(row) for row in numbers["off"]] == [2, 2]
    assert [one["heads"] for one in numbers["kept"]] == [4, 0]
    assert numbers["whole"] == {key: numbers["kept"][0][key] for key in ("accuracy", "interval")}


def numbers(*kept: float) -> dict:
    return {
        "sentences": 100,
        "whole": {"accuracy": 0.9, "interval": [0.89, 0.91]},
        "off": [[0.9, 0.91], [0.8, 0.89]],
        "kept": [
            {"heads": 4 - n, "accuracy": accuracy, "interval": [accuracy - 0.01, accuracy + 0.01]}
            for n, accuracy in enumerate(kept)
        ],
    }


def test_few_heads_are_enough_where_every_larger_number_is_too() -> None:
    verdict, told = outcome(numbers(0.9, 0.9, 0.9, 0.895, 0.5))
    assert verdict == "undecided"  # 0.895 ± 0.01 against 0.891 ± 0.01
    assert (told["few"], told["spare"].value) == (1, pytest.approx(0.4))
    assert (told["enough"], told["harmless"], told["none"]) == (1, 2, 0.5)
    assert (told["layer"], told["head"], told["worst"]) == (2, 1, 0.8)
    _, told = outcome(numbers(0.9, 0.8, 0.9, 0.9, 0.5))  # a lucky 0.9 after a fall counts for nothing
    assert told["enough"] == 4


@pytest.mark.parametrize(("few", "verdict"), [(0.92, "held"), (0.9, "undecided"), (0.87, "failed")])
def test_the_largest_number_below_half_decides(few: float, verdict: str) -> None:
    assert outcome(numbers(0.9, 0.9, 0.9, few, 0.5))[0] == verdict
