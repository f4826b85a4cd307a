"""What each position scheme costs in time and memory, against the same model without any, as texts grow."""

import statistics
import time
import weakref
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from core.base.numbers import Estimate
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, every, geometric_mean, mapped
from core.topics.positions.training import model as position_model
from core.topics.positions.training.model import SCHEMES, PositionModel

VOCABULARY, D, H, L = 1000, 256, 8, 2
CHEAP = 1.1  # a tenth more time than without any positions
LONGEST = 3  # lengths that decide


@dataclass(frozen=True)
class Plan:
    """The lengths of text, and how often each model reads each of them."""

    lengths: tuple[int, ...]
    rounds: int


PLANS: dict[Size, Plan] = {
    "small": Plan((32, 64, 128), 7),
    "full": Plan((64, 128, 256, 512, 1024, 2048), 15),
}


@torch.inference_mode()
def measure(begin: Begin, seed: int, size: Size, data: None, /) -> Numbers:
    """Milliseconds (median, the schemes taking turns) and the peak of memory of a forward pass."""
    plan = PLANS[size]
    seconds: dict[str, list[float]] = {scheme: [] for scheme in SCHEMES}
    peaks: dict[str, list[int]] = {scheme: [] for scheme in SCHEMES}
    with closing(begin(len(plan.lengths) * (plan.rounds + 1))) as progress:
        for length in plan.lengths:
            work = {scheme: _reading(scheme, length, seed) for scheme in SCHEMES}
            for scheme, read in work.items():  # the first pass, which also warms up
                peaks[scheme].append(peak_bytes(read))
            progress.step()
            taken: dict[str, list[float]] = {scheme: [] for scheme in SCHEMES}
            for _ in range(plan.rounds):
                for scheme, read in work.items():
                    taken[scheme].append(_seconds(read))
                progress.step()
            for scheme in SCHEMES:
                seconds[scheme].append(statistics.median(taken[scheme]))
    counts = {scheme: _parameters(scheme, plan.lengths[-1]) for scheme in SCHEMES}
    return {"lengths": list(plan.lengths), "seconds": seconds, "peaks": peaks, "parameters": counts}


def _model(scheme: str, window: int) -> PositionModel:
    return PositionModel(scheme, position_model.Size(VOCABULARY, D, H, L, window)).eval()


def _reading(scheme: str, length: int, seed: int) -> Callable[[], Any]:
    """A forward pass over a text of that length."""
    torch.manual_seed(seed)
    model = _model(scheme, length)
    ids = torch.randint(0, VOCABULARY, (1, length))
    return lambda: model(ids)


def _parameters(scheme: str, window: int) -> int:
    """How many numbers the scheme adds to those of a model without positions."""
    own, plain = (sum(p.numel() for p in _model(name, window).parameters()) for name in (scheme, "none"))
    return own - plain


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def peak_bytes(work: Callable[[], Any]) -> int:
    """The most bytes of new tensors that live at once during the work."""
    with Meter() as meter:
        work()
    return meter.peak


class Meter(TorchDispatchMode):
    """Sees every operation's results, and when their memory is given back."""

    def __init__(self) -> None:
        super().__init__()
        self.live = self.peak = 0
        self._living: WeakSet[Any] = WeakSet()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        before = {id(leaf.untyped_storage()) for leaf in tree_leaves((args, kwargs)) if _is_tensor(leaf)}
        for leaf in tree_leaves(result):
            if _is_tensor(leaf) and id(leaf.untyped_storage()) not in before:
                self._note(leaf.untyped_storage())
        return result

    def _note(self, storage: Any) -> None:
        if storage in self._living:
            return
        self._living.add(storage)
        size = storage.nbytes()
        self.live += size
        self.peak = max(self.peak, self.live)
        weakref.finalize(storage, self._give_back, size)

    def _give_back(self, size: int) -> None:
        self.live -= size


def _is_tensor(leaf: Any) -> bool:
    return isinstance(leaf, torch.Tensor)


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if no scheme takes a tenth more time than none on long texts.

    Interval: Student's t on the logarithms over the three longest texts, length by length. Bytes are counted.
    """
    lengths, seconds = numbers["lengths"][-LONGEST:], numbers["seconds"]

    def times(scheme: str) -> Estimate:
        pairs = zip(seconds[scheme][-LONGEST:], seconds["none"][-LONGEST:], strict=True)
        return geometric_mean([own / plain for own, plain in pairs])

    ratios = {scheme: times(scheme) for scheme in SCHEMES if scheme != "none"}
    memory = {scheme: numbers["peaks"][scheme][-1] / numbers["peaks"]["none"][-1] for scheme in ratios}
    dearest = max(ratios.values(), key=lambda ratio: ratio.value)
    return every(below(ratio, CHEAP) for ratio in ratios.values()), {
        "shortest": lengths[0],
        "length": lengths[-1],
        "dear": sum(ratio.low > CHEAP for ratio in ratios.values()),
        "most": mapped(dearest, lambda ratio: ratio - 1),
        "memory": max(memory.values()) - 1,
        **{scheme: mapped(ratio, lambda times: times - 1) for scheme, ratio in ratios.items()},
    }


EXPERIMENT = Experiment("position_cost", measure, outcome, "student", needs_sst2=False, timed=("seconds",))
