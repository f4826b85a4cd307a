"""A training step by hand equals torch's, and leaves the network as it was."""

from pathlib import Path

import pytest
import torch

from core.models.loading import load_network
from core.topics.workshop.training_step import Chosen, backward, work_out

INPUTS = {"input_ids": torch.tensor([[2, 5, 6, 7, 3]]), "attention_mask": torch.ones(1, 5, dtype=torch.long)}


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("clip", [1e-3, 1e3])
def test_every_number_is_torchs(tiny_classifier_folder: Path, label: int, clip: float) -> None:
    network = load_network(tiny_classifier_folder)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    step = work_out(network, backward(network, INPUTS, label), Chosen(label, 1, 3, 0.01, clip))
    for name, gap in step.gaps.items():
        assert gap.ours == pytest.approx(gap.torch, rel=1e-4, abs=1e-7), name
    assert (step.factor < 1) is (clip == 1e-3)
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters())


def test_the_weight_moves_as_a_whole_step_of_torch_moves_it(tiny_classifier_folder: Path) -> None:
    network = load_network(tiny_classifier_folder)
    step = work_out(network, backward(network, INPUTS, 1), Chosen(1, 0, 5, 0.01, 0.05))
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.01, weight_decay=0.01)
    network(**INPUTS, labels=torch.tensor([1])).loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), 0.05)
    optimizer.step()
    assert step.after == pytest.approx(network.classifier.weight[0, 5].item(), abs=1e-6)
    assert step.before != step.after
    assert step.before + step.moved == pytest.approx(step.after)
