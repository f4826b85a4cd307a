"""Local against global attention as texts grow: time and memory, with the exponents that fit them."""

import math
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, every, exactly, geometric_mean, slope
from core.experiments.peak_memory import peak_bytes
from core.nn.attention import scaled_dot_product_attention
from core.topics.attention.concept import banded_local_attention, masked_local_attention

WIDTH = 32  # K, as in the shipped model
WINDOW = 64  # tokens to either side
LENGTHS: dict[Size, tuple[int, ...]] = {"small": (256, 512, 1024), "full": (256, 512, 1024, 2048, 4096)}
ROUNDS: dict[Size, int] = {"small": 3, "full": 15}
Attend = Callable[[Tensor, Tensor, Tensor], Tensor]
KINDS: dict[str, Attend] = {
    "global": scaled_dot_product_attention,
    "mask": lambda q, k, v: masked_local_attention(q, k, v, WINDOW),
    "band": lambda q, k, v: banded_local_attention(q, k, v, WINDOW),
    "fused": F.scaled_dot_product_attention,  # the library's kernel, global
}
MEASURES = ("seconds", "bytes")
LINEAR, QUADRATIC = 1.3, 1.7  # exponents up to here count as linear, from there as quadratic


@torch.inference_mode()
def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Seconds and peak bytes of one head for each kind and length, the kinds taking turns."""
    generator = torch.Generator().manual_seed(seed)
    lengths, rounds = LENGTHS[size], ROUNDS[size]
    points: dict[str, list[dict[str, Any]]] = {name: [] for name in KINDS}
    with closing(begin(len(lengths) * len(KINDS))) as progress:
        for T in lengths:
            inputs = [torch.randn(1, 1, T, WIDTH, generator=generator) for _ in range(3)]
            times = _times(inputs, rounds)
            for name, attend in KINDS.items():
                peak = peak_bytes(lambda attend=attend, inputs=inputs: attend(*inputs))  # type: ignore[misc]
                points[name].append({"tokens": T, "seconds": times[name], "bytes": peak})
                progress.step()
    kinds = {name: {"points": own, "exponents": _exponents(own)} for name, own in points.items()}
    return {"width": WIDTH, "window": WINDOW, "rounds": rounds, "kinds": kinds}


def _times(inputs: Sequence[Tensor], rounds: int) -> dict[str, float]:
    """The shortest processor time of each kind: what else the machine does can only add to it."""
    taken: dict[str, list[float]] = {name: [] for name in KINDS}
    for _ in range(rounds):
        for name, attend in KINDS.items():
            started = time.process_time()
            attend(*inputs)
            taken[name].append(time.process_time() - started)
    return {name: min(every) for name, every in taken.items()}


def _exponents(points: Sequence[dict[str, Any]]) -> dict[str, float]:
    return {name: exponent([p["tokens"] for p in points], [p[name] for p in points]) for name in MEASURES}


def exponent(lengths: Sequence[float], costs: Sequence[float]) -> float:
    """The b of cost ≈ a · T^b: the slope of a straight line through the logarithms (least squares)."""
    return statistics.linear_regression([math.log(T) for T in lengths], [math.log(c) for c in costs]).slope


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if the band grows linearly, all pairs quadratically, and a mask alone is slower than none.

    Interval of an exponent in time: Student's t of the line's slope; of the mask's times: over the
    lengths, on their logarithms. Bytes are counted, so their exponents have none.
    """
    kinds = numbers["kinds"]
    last = {name: kind["points"][-1] for name, kind in kinds.items()}
    grows = {name: _growth(kinds[name]["points"]) for name in ("global", "band")}
    memory = {name: kinds[name]["exponents"]["bytes"] for name in grows}
    pairs = zip(kinds["mask"]["points"], kinds["global"]["points"], strict=True)
    masked = geometric_mean([mask["seconds"] / whole["seconds"] for mask, whole in pairs])
    verdict = every(
        (
            below(grows["band"], LINEAR),
            above(grows["global"], QUADRATIC),
            exactly(memory["band"] < LINEAR and memory["global"] > QUADRATIC),
            above(masked, 1),
        )
    )
    return verdict, {
        "tokens": last["global"]["tokens"],
        "time_global": grows["global"],
        "time_band": grows["band"],
        "memory_global": memory["global"],
        "memory_band": memory["band"],
        "faster": last["global"]["seconds"] / last["band"]["seconds"],
        "smaller": last["global"]["bytes"] / last["band"]["bytes"],
        "masked": masked,
    }


def _growth(points: Sequence[dict[str, Any]]) -> Estimate:
    """The exponent in time."""
    return slope([math.log(p["tokens"]) for p in points], [math.log(p["seconds"]) for p in points])


EXPERIMENT = Experiment("local_attention", measure, outcome, "student", needs_sst2=False, timed=("seconds",))
