"""Each architecture trains, goes on after a stop with the same numbers, and scores as its card says."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.base.errors import SentiscopeError
from core.data.labelled import LabelledData
from core.models.loading import load_network
from core.training.loop import Run
from core.training.recipe import TransformerRecipe
from tests.support.architectures import ARCHITECTURES, write_tiny
from tests.training.support import accuracy_on_dev, break_after, finish

TRAINED = [name for name in ARCHITECTURES if name != "convbert"]
RECIPE = TransformerRecipe(epochs=1, evaluations=2, batch_size=10, max_length=64, threads=1)


@pytest.mark.whole
@pytest.mark.parametrize("name", TRAINED)
def test_trained_stopped_and_scored(
    name: str, data: LabelledData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    padding = name not in ("bert", "gpt2", "qwen2")  # these can do without a token for it
    recipe = replace(RECIPE, model=str(write_tiny(tmp_path / "tiny", name, padding=padding)))
    whole = finish(recipe, data, tmp_path / "whole")
    with monkeypatch.context() as patch:
        break_after(4, patch)  # evaluated, and so saved, after 3 of 6
        with pytest.raises(SentiscopeError, match="training_diverged"):
            finish(recipe, data, tmp_path / "stopped")
    finish(recipe, data, tmp_path / "stopped")
    one, other = (load_network(tmp_path / run).state_dict() for run in ("whole", "stopped"))
    assert all(torch.equal(tensor, other[key]) for key, tensor in one.items())
    assert accuracy_on_dev(whole.folder, data) == whole.card["dev"]["accuracy"]


def test_what_padding_changes_is_refused(data: LabelledData, tmp_path: Path) -> None:
    # Its convolution reads on into the padding.
    recipe = replace(RECIPE, model=str(write_tiny(tmp_path / "tiny", "convbert")))
    with pytest.raises(SentiscopeError, match="training_needs_padding"):
        finish(recipe, data, tmp_path / "out")


def test_a_window_is_that_of_the_architecture(data: LabelledData, tmp_path: Path) -> None:
    recipe = replace(RECIPE, model=str(write_tiny(tmp_path / "tiny", "roberta")), max_length=66)
    with pytest.raises(SentiscopeError) as caught:
        finish(recipe, data, tmp_path / "out")
    assert (caught.value.key, caught.value.parameters["window"]) == ("training_too_long", 64)


def test_a_damaged_run_starts_over_and_says_so(
    data: LabelledData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = replace(RECIPE, model=str(write_tiny(tmp_path / "tiny", "bert")))
    with monkeypatch.context() as patch:
        break_after(4, patch)
        with pytest.raises(SentiscopeError):
            finish(recipe, data, tmp_path / "out")
    (tmp_path / "out" / "best.safetensors").write_bytes(b"")
    steps: list[int] = []
    learn = Run.learn
    monkeypatch.setattr(Run, "learn", lambda run, batch: steps.append(run.state.step) or learn(run, batch))
    finish(recipe, data, tmp_path / "out")
    assert steps == list(range(6))
    assert str(tmp_path / "out") in capsys.readouterr().out
