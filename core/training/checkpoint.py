"""A run's state on disk: enough to continue to the very numbers of an uninterrupted run.

Only safetensors and JSON. A checkpoint is written beside the old one and then named in
`latest`, so that a kill at any moment leaves one complete checkpoint.
"""

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.training.average import PREFIX, Average

LATEST = "latest"


@dataclass
class RunState:
    """How far a run is: steps done, the curve so far, and the best evaluation."""

    step: int = 0
    curve: list[dict[str, float]] = field(default_factory=list)
    best_accuracy: float = -1.0
    best_step: int = 0
    loss_sum: float = 0.0  # since the last evaluation
    loss_steps: int = 0
    seconds: float = 0.0


def save_checkpoint(
    folder: Path,
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    state: RunState,
    identity: dict,
    average: Average | None = None,
) -> None:
    """Write everything the next step depends on: weights, AdamW's moments, random state, counters."""
    target = folder / f"step-{state.step}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    own = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(own | (average.state() if average else {}), target / "model.safetensors")
    save_file(_moments(optimizer) | {"random": torch.get_rng_state()}, target / "optimizer.safetensors")
    (target / "state.json").write_text(json.dumps({"identity": identity, "state": asdict(state)}), "utf-8")
    write_durably(folder / LATEST, target.name)
    for old in folder.glob("step-*"):
        if old != target:
            shutil.rmtree(old)


def load_checkpoint(
    folder: Path,
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    identity: dict,
    average: Average | None = None,
) -> RunState | None:
    """Restore the last complete checkpoint, or None if there is none; refuses another run's."""
    if not (folder / LATEST).is_file():
        return None
    source = folder / (folder / LATEST).read_text("utf-8")
    saved = json.loads((source / "state.json").read_text("utf-8"))
    if saved["identity"] != identity:
        raise SentiscopeError("training_other_run", folder=folder.parent)
    state, weights = RunState(**saved["state"]), load_file(source / "model.safetensors")
    if average:
        average.restore(weights, state.step)
    model.load_state_dict({k: v for k, v in weights.items() if not k.startswith(PREFIX)})
    tensors = load_file(source / "optimizer.safetensors")
    torch.set_rng_state(tensors.pop("random"))
    _restore_moments(optimizer, tensors)
    return state


class Settings(Protocol):
    """Settings that distinguish one run from another."""

    def identity(self) -> dict[str, Any]:
        """The settings that must be equal in two runs for one to continue the other; JSON can hold it."""
        ...


def run_identity(recipe: Settings, data: str) -> dict[str, Any]:
    """What must be equal in two runs for one to continue the other; `data` is a fingerprint."""
    return {"recipe": recipe.identity(), "data": data}


def _moments(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    state = optimizer.state_dict()["state"]
    return {f"{number}.{name}": tensor for number, values in state.items() for name, tensor in values.items()}


def _restore_moments(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        number, name = key.split(".")
        state.setdefault(int(number), {})[name] = tensor
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
