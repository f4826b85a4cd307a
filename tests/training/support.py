"""Helpers of the training tests."""

import hashlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest
import torch

from core.base.settings import REPOSITORY
from core.data.labelled import LabelledData
from core.models.classifiers import load_classifier
from core.models.loading import load_network, load_tokenizer
from core.training.evaluate import Evaluation
from core.training.finetune import LABELS, finetune
from core.training.loop import Run
from core.training.recipe import TransformerRecipe

WAIT_SECONDS = 300  # for a first checkpoint, where the machine does much else


@dataclass(frozen=True)
class Finished:
    """The folder of a finished run, its model card, and what `finetune` returned."""

    folder: Path
    card: dict[str, Any]
    evaluation: Evaluation


def finish(recipe: TransformerRecipe, data: LabelledData, folder: Path) -> Finished:
    """A run to the end."""
    evaluation = finetune(recipe, data, folder)
    return Finished(folder, json.loads((folder / "model_card.json").read_text("utf-8")), evaluation)


def accuracy_on_dev(folder: Path, data: LabelledData) -> float:
    """The dev accuracy of the model in a folder, loaded as the app loads it."""
    predictions = load_classifier(str(folder)).classify(data.dev.sentences)
    right = [
        prediction.label == ("negative", "positive")[number]
        for prediction, number in zip(predictions, data.dev.labels, strict=True)
    ]
    return sum(right) / len(right)


def new_run(recipe: TransformerRecipe, data: LabelledData, folder: Path, *, dropout: bool = True) -> Run:
    """A run on the recipe's model, as `finetune` builds it."""
    torch.manual_seed(recipe.seed)
    network = load_network(Path(recipe.model), labels=LABELS)
    if not dropout:
        for module in network.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
    return Run(recipe, data, load_tokenizer(Path(recipe.model)), network, folder)


def shell_options(recipe: TransformerRecipe, data: Path, output: Path) -> list[str]:
    """The recipe as options of `python -m core.training`."""
    options = ["--data", str(data), "-o", str(output)]
    for field in fields(recipe):
        value = getattr(recipe, field.name)
        if value != field.default:
            options += [f"--{field.name.replace('_', '-')}", str(value)]
    return options


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def break_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many steps the loss is NaN."""
    real, calls = Run.loss, iter(range(10_000))

    def loss(run: Run, *arguments: Any) -> torch.Tensor:
        return real(run, *arguments) * (math.nan if next(calls) >= steps else 1.0)

    monkeypatch.setattr(Run, "loss", loss)


def kill_after_first_checkpoint(module: str, options: list[str], output: Path) -> int:
    """Start the command, kill it hard as soon as it has one checkpoint, and return how it ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *options],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: os.nice(10),
    )
    deadline = time.monotonic() + WAIT_SECONDS
    while not (output / "checkpoint" / "latest").is_file() and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode
