"""A run's state on disk: enough to continue to the very numbers of an uninterrupted run.

Only safetensors and JSON. A checkpoint is written beside the old one and then named in
`latest`, so that a kill at any moment leaves one complete checkpoint.
"""

import json
import logging
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.base.atomic_write import sync_contents, write_durably
from core.base.errors import SentiscopeError
from core.training.average import PREFIX, Average
from core.training.run_folder import LATEST

DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, SafetensorError)
log = logging.getLogger(__name__)


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
    weights = apart(model.state_dict()) | (average.state() if average else {})
    save_file(weights, target / "model.safetensors")
    save_file(_moments(optimizer) | {"random": torch.get_rng_state()}, target / "optimizer.safetensors")
    (target / "state.json").write_text(json.dumps({"identity": identity, "state": asdict(state)}), "utf-8")
    sync_contents(target)  # all of it before its name: the machine may lose its power in between
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
    beside: Path | None = None,
) -> RunState | None:
    """Restore the last whole checkpoint, or None if there is none; refuses another run's.

    `beside` is a file of weights outside the checkpoint that must be whole too. Of a checkpoint that is cut
    off or damaged nothing is restored.
    """
    if not (folder / LATEST).is_file():
        return None
    for source in _newest_first(folder):
        try:
            saved = _read(source, beside)
        except DAMAGE:
            log.warning("%s cannot be read", source, exc_info=True)
            continue
        if saved.identity != identity:
            raise SentiscopeError("training_other_run", folder=folder.parent)
        _restore(saved, model, optimizer, average)
        return saved.state
    return None


@dataclass(frozen=True)
class _Saved:
    identity: dict[str, Any]
    state: RunState
    weights: dict[str, Tensor]
    optimizer: dict[str, Tensor]
    random: Tensor


def _newest_first(folder: Path) -> list[Path]:
    """The checkpoint that `latest` names, then others that may be there."""
    try:
        named = (folder / LATEST).read_text("utf-8").strip()
    except (OSError, ValueError):
        named = ""
    steps = sorted(folder.glob("step-*"), key=lambda step: (step.name == named, len(step.name), step.name))
    return steps[::-1]


def _read(source: Path, beside: Path | None) -> _Saved:
    """All of a checkpoint. Raises one of DAMAGE."""
    saved = json.loads((source / "state.json").read_text("utf-8"))
    tensors = load_file(source / "optimizer.safetensors")
    if beside:
        load_file(beside)
    return _Saved(
        saved["identity"],
        RunState(**saved["state"]),
        load_file(source / "model.safetensors"),
        {name: tensor for name, tensor in tensors.items() if name != "random"},
        tensors["random"],
    )


def _restore(
    saved: _Saved, model: torch.nn.Module, optimizer: torch.optim.Optimizer, average: Average | None
) -> None:
    if average:
        average.restore(saved.weights, saved.state.step)
    model.load_state_dict({k: v for k, v in saved.weights.items() if not k.startswith(PREFIX)})
    torch.set_rng_state(saved.random)
    _restore_moments(optimizer, saved.optimizer)


def apart(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Tensors as safetensors takes them: contiguous, and each in memory of its own.

    BART and T5 have one table under several names.
    """
    taken: set[int] = set()
    own = {}
    for name, tensor in tensors.items():
        place = tensor.untyped_storage().data_ptr()
        own[name] = tensor.clone().contiguous() if place in taken else tensor.contiguous()
        taken.add(place)
    return own


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
