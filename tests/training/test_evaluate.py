"""Judging a classifier: the right row for each sentence, the right numbers for the rows."""

from pathlib import Path

import pytest
import torch

from core.models.loading import load_network
from core.nn.metrics import Confusion
from core.training.evaluate import EVALUATION_BATCH, evaluate_logits, logits_of


def test_logits_come_back_in_order(tiny_classifier_folder: Path) -> None:
    network = load_network(tiny_classifier_folder)
    generator = torch.Generator().manual_seed(42)
    lengths = torch.randint(1, 30, (2 * EVALUATION_BATCH + 5,), generator=generator).tolist()
    rows = [torch.randint(5, 200, (length,), generator=generator).tolist() for length in lengths]
    together = logits_of(network, rows, pad_id=0)
    with torch.inference_mode():
        alone = torch.cat([network(input_ids=torch.tensor([row])).logits for row in rows])
    torch.testing.assert_close(together, alone, rtol=1e-5, atol=1e-5)
    assert alone.std(dim=0).min() > 0.01  # rows differ, so an order that is wrong would show


@pytest.mark.parametrize("training", [True, False])
def test_mode_of_the_network_is_restored_and_dropout_is_off(
    tiny_classifier_folder: Path, training: bool
) -> None:
    network = load_network(tiny_classifier_folder).train(training)
    rows = [[2, 40, 50, 3]] * 3
    first = logits_of(network, rows, pad_id=0)
    assert network.training is training
    assert torch.equal(first, logits_of(network, rows, pad_id=0))


def test_random_state_is_left_alone(tiny_classifier_folder: Path) -> None:
    network = load_network(tiny_classifier_folder).train()
    before = torch.get_rng_state()
    logits_of(network, [[2, 40, 3]], pad_id=0)
    assert torch.equal(torch.get_rng_state(), before)


def test_judgement_by_hand() -> None:
    logits = torch.tensor([[0.0, 2.0], [0.0, 2.0], [2.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    dev = evaluate_logits(logits, [1, 0, 0, 1, 1])
    right, wrong = torch.tensor(2.0).neg().exp().log1p().item(), torch.tensor(2.0).exp().log1p().item()
    assert dev.loss == pytest.approx((3 * right + 2 * wrong) / 5)
    assert dev.accuracy == pytest.approx(3 / 5)
    assert dev.f1 == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert dev.confusion == Confusion(2, 1, 1, 1)
    assert dev.metrics() == {"dev_loss": dev.loss, "accuracy": dev.accuracy, "f1": dev.f1}
