"""Whatever a loss of power leaves of a training, the same command ends with the same weights."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from core.data.labelled import LabelledData
from core.models.card import CARD
from core.models.catalog import WEIGHTS
from core.models.license import OWN
from core.training.checkpoint import run_identity
from core.training.finetune import finetune
from core.training.model_card import write_card
from core.training.recipe import TransformerRecipe
from core.training.resumable import ResumableRun
from core.training.run_folder import LATEST, is_finished, remove_leftovers
from tests.support.power_loss import (
    Recording,
    Synced,
    names_before_contents,
    names_left_unsafe,
    recorded,
    woken,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the path behind a number: Linux alone")
SETTINGS = TransformerRecipe(epochs=1, evaluations=2, learning_rate=0.1, threads=1)
STEPS, EVERY = 4, 2


class SmallRun(ResumableRun[int]):
    """A line with dropout, whose batches are numbers; a checkpoint at every second of four steps."""

    def __init__(self, folder: Path) -> None:
        torch.manual_seed(SETTINGS.seed)
        network = torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(3, 1))
        super().__init__(network, SETTINGS, STEPS, STEPS, run_identity(SETTINGS, "numbers"), folder)
        self.learned = 0

    def batches(self) -> Iterator[int]:
        yield from range(self.state.step % self.steps_per_epoch, self.steps_per_epoch)

    def loss(self, batch: int) -> torch.Tensor:
        self.learned += 1
        return (self.model(torch.full((4, 3), 1.0 + batch)) - batch).square().mean()

    def evaluate(self) -> dict[str, float]:
        return self.put_on_curve(accuracy=0.5)

    def finish(self) -> None:
        """As the commands do: weights, then the card, then no checkpoint any more."""
        self.run_to_end()
        save_file(dict(self.model.state_dict()), self.folder / WEIGHTS)
        write_card(self.folder, WEIGHTS, license=OWN, curve=self.state.curve)
        self.clear()


def model_of(folder: Path) -> tuple[bytes, dict[str, Any]]:
    return (folder / WEIGHTS).read_bytes(), json.loads((folder / CARD).read_text(encoding="utf-8"))


@pytest.mark.whole
def test_every_state_that_a_loss_of_power_may_leave_ends_with_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.training.model_card.version", lambda name: "1")  # which is slow
    disk = tmp_path / "disk"
    disk.mkdir()
    with recorded(disk) as recording:
        SmallRun(disk).finish()
    expected, found = model_of(disk), 0
    folder = tmp_path / "woken"
    monkeypatch.setattr(os, "fsync", lambda number: None)  # a second loss of power is not played
    for moment in woken(recording, folder):
        found += 1
        if is_finished(folder):
            assert model_of(folder) == expected, f"a wrong model after event {moment}"
            remove_leftovers(folder)
        else:
            run = SmallRun(folder)
            run.finish()
            assert model_of(folder) == expected, f"other weights after event {moment}"
            assert run.learned <= STEPS - EVERY * kept(recording, moment), f"again after event {moment}"
        assert sorted(os.listdir(folder)) == [WEIGHTS, CARD], f"something was left after event {moment}"
    assert found > 60


def kept(recording: Recording, moment: int) -> int:
    """How many checkpoints are safe after so many events: `latest` has named so many for good."""
    named = [
        number
        for number, (call, path) in enumerate(recording.calls)
        if call == "names" and path.endswith(f"/{LATEST}")
    ]
    assert len(named) == STEPS // EVERY
    events = recording.events
    return sum(Synced(events[number].place) in events[number:moment] for number in named)


@pytest.mark.whole
def test_every_file_of_a_fine_tuning_is_on_the_disk_before_the_name_that_makes_it_count(
    recipe: TransformerRecipe, data: LabelledData, tmp_path: Path
) -> None:
    with recorded(tmp_path) as recording:
        finetune(recipe, data, tmp_path / "run")
    calls, events = recording.calls, recording.events
    assert names_before_contents(recording) == []
    assert names_left_unsafe(recording) == []
    names = [number for number, (call, path) in enumerate(calls) if call == "names" and path.endswith(LATEST)]
    names += [number for number, (call, path) in enumerate(calls) if (call, path) == ("names", f"run/{CARD}")]
    assert len(names) > 2
    for number in names:
        folder = calls[number][1].removesuffix(LATEST).removesuffix(CARD)
        written = {path for call, path in calls[:number] if call == "writes" and path.startswith(folder)}
        for path in written:
            last = max(n for n, call in enumerate(calls[:number]) if call == ("writes", path))
            gone = any(
                call == "removes" and (path == p or path.startswith(f"{p}/")) for call, p in calls[last:]
            )
            assert gone or Synced(events[last].place) in events[last:number], f"{path} before {calls[number]}"
