"""A run's state on disk: complete or not there at all."""

import shutil
from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.training import checkpoint
from core.training.checkpoint import (
    RunState,
    load_checkpoint,
    run_identity,
    save_checkpoint,
)
from core.training.recipe import TransformerRecipe

IDENTITY = run_identity(TransformerRecipe(), "some data")


def network_with_moments(seed: int) -> tuple[torch.nn.Module, torch.optim.AdamW]:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = torch.nn.Linear(3, 2)
        optimizer = torch.optim.AdamW(network.parameters(), lr=0.1, fused=True)
        network(torch.randn(4, 3)).square().sum().backward()
        optimizer.step()
    return network, optimizer


def step(network: torch.nn.Module, optimizer: torch.optim.AdamW) -> dict[str, torch.Tensor]:
    optimizer.zero_grad()
    network(torch.randn(4, 3)).square().sum().backward()
    optimizer.step()
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def test_next_step_after_loading_is_the_same_to_the_last_bit(tmp_path: Path) -> None:
    network, optimizer = network_with_moments(1)
    state = RunState(step=3, curve=[{"step": 3, "accuracy": 0.1}], best_accuracy=0.1, best_step=3)
    save_checkpoint(tmp_path, network, optimizer, state, IDENTITY)
    expected = step(network, optimizer)
    torch.randn(7)
    other, other_optimizer = network_with_moments(2)
    assert load_checkpoint(tmp_path, other, other_optimizer, IDENTITY) == state
    for name, tensor in step(other, other_optimizer).items():
        assert torch.equal(tensor, expected[name])


def test_nothing_to_load(tmp_path: Path) -> None:
    network, optimizer = network_with_moments(1)
    before = network.weight.clone()
    assert load_checkpoint(tmp_path, network, optimizer, IDENTITY) is None
    assert torch.equal(network.weight, before)


@pytest.mark.parametrize(
    "identity",
    [
        run_identity(TransformerRecipe(seed=43), "some data"),
        run_identity(TransformerRecipe(learning_rate=1e-5), "some data"),
        run_identity(TransformerRecipe(), "other data"),
    ],
)
def test_another_runs_checkpoint_is_refused_untouched(tmp_path: Path, identity: dict) -> None:
    save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=3), IDENTITY)
    network, optimizer = network_with_moments(2)
    before = network.weight.clone()
    with pytest.raises(SentiscopeError, match="training_other_run"):
        load_checkpoint(tmp_path, network, optimizer, identity)
    assert torch.equal(network.weight, before)
    assert load_checkpoint(tmp_path, network, optimizer, IDENTITY) == RunState(step=3)


def test_only_the_last_checkpoint_is_kept_as_arrays_and_json(tmp_path: Path) -> None:
    for number in (3, 6):
        save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=number), IDENTITY)
    assert {file.name for file in tmp_path.iterdir()} == {"latest", "step-6"}
    assert {file.suffix for file in (tmp_path / "step-6").iterdir()} == {".safetensors", ".json"}


@pytest.mark.parametrize("moment", ["save_file", "write_durably"])
def test_death_while_saving_leaves_the_checkpoint_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=3), IDENTITY)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, moment, die)
        with pytest.raises(KeyboardInterrupt):
            save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=6), IDENTITY)
    assert load_checkpoint(tmp_path, *network_with_moments(2), IDENTITY) == RunState(step=3)
    save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=6), IDENTITY)
    assert load_checkpoint(tmp_path, *network_with_moments(2), IDENTITY) == RunState(step=6)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: cut_off(folder / "step-6" / "model.safetensors"),
        lambda folder: cut_off(folder / "step-6" / "optimizer.safetensors"),
        lambda folder: (folder / "step-6" / "state.json").write_text(""),
        lambda folder: (folder / "step-6" / "state.json").write_text("[]"),
        lambda folder: shutil.rmtree(folder / "step-6"),
        lambda folder: (folder / "latest").write_bytes(b"\xff\xfe"),
    ],
    ids=["weights", "optimizer", "no state", "other state", "no folder", "binary latest"],
)
@pytest.mark.parametrize("earlier", [True, False])
def test_a_damaged_checkpoint_is_passed_over(tmp_path: Path, damage, earlier: bool) -> None:
    save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=3), IDENTITY)
    shutil.copytree(tmp_path / "step-3", tmp_path / "kept")
    save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=6), IDENTITY)
    if earlier:
        (tmp_path / "kept").rename(tmp_path / "step-3")
    damage(tmp_path)
    network, optimizer = network_with_moments(2)
    before = network.weight.clone()
    state = load_checkpoint(tmp_path, network, optimizer, IDENTITY)
    whole = (tmp_path / "latest").read_bytes() == b"\xff\xfe"
    assert state == (RunState(step=6) if whole else RunState(step=3) if earlier else None)
    assert torch.equal(network.weight, before) == (state is None)


def test_an_empty_name_of_the_latest_finds_the_step_itself(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=6), IDENTITY)
    (tmp_path / "latest").write_text("")
    assert load_checkpoint(tmp_path, *network_with_moments(2), IDENTITY) == RunState(step=6)


def test_weights_beside_a_checkpoint_must_be_whole(tmp_path: Path) -> None:
    save_checkpoint(tmp_path, *network_with_moments(1), RunState(step=6), IDENTITY)
    beside = tmp_path / "best.safetensors"
    assert load_checkpoint(tmp_path, *network_with_moments(2), IDENTITY, beside=beside) is None


def test_one_table_under_two_names_is_saved_twice(tmp_path: Path) -> None:
    network = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.Linear(3, 3))
    network[1].weight = network[0].weight
    optimizer = torch.optim.AdamW(network.parameters())
    save_checkpoint(tmp_path, network, optimizer, RunState(step=3), IDENTITY)
    expected = network[0].weight.detach().clone()
    with torch.no_grad():
        network[0].weight.zero_()
    load_checkpoint(tmp_path, network, optimizer, IDENTITY)
    assert torch.equal(network[1].weight, expected)
