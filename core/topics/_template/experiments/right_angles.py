"""A claim, measured: do random directions come closer to right angles as dimensions are added?"""

import itertools
import math
from contextlib import closing
from typing import Any

import torch

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import below, difference, every
from core.topics._template.concept import cosine_similarity

DIMENSIONS = (2, 8, 32, 128, 512)
PAIRS: dict[Size, int] = {"small": 200, "full": 20_000}
SURE = 1.96  # standard errors to either side: 95 % of a normal distribution


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """The mean |cosine| of random Gaussian vectors with one direction, and its standard error."""
    generator = torch.Generator().manual_seed(seed)
    points = []
    with closing(begin(len(DIMENSIONS))) as progress:
        for D in DIMENSIONS:
            rows = torch.randn(PAIRS[size], D, generator=generator, dtype=torch.float64)
            cosines = cosine_similarity(rows, torch.ones(D, dtype=torch.float64)).abs()  # (N,)
            error = cosines.std().item() / math.sqrt(len(cosines))
            expected = math.sqrt(2 / (math.pi * D))  # for large D
            points.append(
                {"dimension": D, "measured": cosines.mean().item(), "error": error, "expected": expected}
            )
            progress.step()
    return {"points": points}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, Any]]:
    """Held if each step lowers the mean |cosine|.

    Interval: 1.96 standard errors, of two dimensions together (MOVER).
    """
    points = numbers["points"]
    means = [_estimate(point) for point in points]
    steps = (below(difference(after, before), 0) for before, after in itertools.pairwise(means))
    return every(steps), {
        "low": points[0]["dimension"],
        "high": points[-1]["dimension"],
        "before": means[0],
        "after": means[-1],
    }


def _estimate(point: dict[str, Any]) -> Estimate:
    margin = SURE * point["error"]
    return Estimate(point["measured"], point["measured"] - margin, point["measured"] + margin)


EXPERIMENT = Experiment("right_angles", measure, outcome, "apart", needs_sst2=False)
