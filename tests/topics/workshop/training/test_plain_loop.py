"""The twenty lines: order, groups, and what each line that is left out changes."""

from pathlib import Path

import pytest
import torch

from core.data.labelled import LabelledData
from core.topics.workshop.training.plain_loop import LINES, decay_groups, in_order
from core.topics.workshop.training.trainer_comparison import (
    Setting,
    Task,
    by_our_loop,
    by_trainer,
    compare,
    make_task,
)

SETTING = Setting(steps=5, batch_size=4, learning_rate=2e-3, seed=42)


@pytest.fixture(scope="module")
def task(tiny_classifier_folder: Path, small_sst2: Path) -> Task:
    from core.data.sst2 import load_sst2

    return make_task(tiny_classifier_folder, load_sst2(small_sst2).train)


def test_every_loss_and_weight_is_trainers_to_the_last_bit(task: Task) -> None:
    told: list[int] = []
    result = compare(task, SETTING, (), lambda: told.append(1))
    assert len(result["ours"]) == len(result["trainer"]) == SETTING.steps
    assert result["ours"] == result["trainer"]
    assert len(set(result["ours"])) == SETTING.steps
    assert result["largest_difference"] == result["largest_weight_difference"] == 0.0
    assert (len(told), result["changed"]) == (2, [])


@pytest.mark.parametrize("line", LINES)
def test_a_line_left_out_changes_the_weights(task: Task, line: str) -> None:
    losses, whole = by_our_loop(task, SETTING)
    others, without = by_our_loop(task, SETTING, (line,))
    pairs = list(zip(whole.parameters(), without.parameters(), strict=True))
    assert any(not torch.equal(ours, other) for ours, other in pairs)
    if line in ("zero_grad", "clip"):  # both act after the first loss
        assert losses[0] == others[0]
    if line == "train_mode":
        assert losses[0] != others[0]


def test_another_seed_gives_other_losses(task: Task) -> None:
    other = Setting(SETTING.steps, SETTING.batch_size, SETTING.learning_rate, seed=1)
    assert by_our_loop(task, SETTING)[0] != by_our_loop(task, other)[0] == by_trainer(task, other)[0]


def test_order_is_one_shuffle_after_another() -> None:
    order = in_order(5, 12, 42)
    first = torch.randperm(5, generator=torch.Generator().manual_seed(42)).tolist()
    assert order[:5] == first
    assert sorted(order[5:10]) == list(range(5))
    assert (len(order), in_order(0, 3, 42)) == (12, [])


def test_groups_hold_every_weight_once(task: Task) -> None:
    network = task.network(42)
    decayed, plain = decay_groups(network, 0.01)
    assert (decayed["weight_decay"], plain["weight_decay"]) == (0.01, 0.0)
    assert {parameter.ndim for parameter in decayed["params"]} == {2}
    assert {parameter.ndim for parameter in plain["params"]} == {1}
    assert len(decayed["params"]) + len(plain["params"]) == len(list(network.parameters()))


def test_data_is_the_one_given(task: Task, data: LabelledData) -> None:
    assert [row["labels"] for row in task.rows] == data.train.labels
