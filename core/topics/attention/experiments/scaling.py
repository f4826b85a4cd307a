"""Why attention divides by √K: softmax and its gradient on random queries and keys of growing width."""

import math
from contextlib import closing
from statistics import fmean
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.base.numbers import Estimate
from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size, Verdict
from core.experiments.intervals import above, below, every, mean, ratio
from core.nn.attention import scaled_dot_product_scores
from core.nn.layers import softmax
from core.topics.attention.concept import dot_product_scores

WIDTHS = (2, 4, 8, 16, 32, 64, 128, 256, 512)  # K
KEYS = 32
QUERIES: dict[Size, int] = {"small": 100, "full": 1000}  # of each draw of keys
DRAWS: dict[Size, int] = {"small": 5, "full": 20}
SCORES = {"plain": dot_product_scores, "scaled": scaled_dot_product_scores}
COLLAPSED, HALVED, STEADY = 0.25, 0.5, 0.9  # of what the narrowest width has


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Mean entropy and gradient norm of softmax over `KEYS` keys, for each width and way to score."""
    generator = torch.Generator().manual_seed(seed)
    points: dict[str, list[dict[str, Any]]] = {name: [] for name in SCORES}
    with closing(begin(len(WIDTHS))) as progress:
        for K in WIDTHS:
            drawn: dict[str, list[dict[str, float]]] = {name: [] for name in SCORES}
            for _ in range(DRAWS[size]):
                queries = torch.randn(QUERIES[size], 1, K, generator=generator)  # (N, 1, K)
                keys = torch.randn(KEYS, K, generator=generator)  # (S, K)
                for name, score in SCORES.items():
                    scores = score(queries, keys)[:, 0]  # (N, S)
                    drawn[name].append({"spread": scores.std().item(), **sharpness(scores)})
            for name, draws in drawn.items():
                points[name].append(_point(K, draws))
            progress.step()
    facts = {"keys": KEYS, "queries": QUERIES[size], "draws": DRAWS[size]}
    return {**facts, "most_entropy": math.log(KEYS), "points": points}


def _point(width: int, draws: list[dict[str, float]]) -> dict[str, Any]:
    """The means over the draws of keys, and what each draw gave."""
    means = {key: fmean(draw[key] for draw in draws) for key in draws[0]}
    return {"width": width, **means, "draws": [[draw["entropy"], draw["gradient"]] for draw in draws]}


def sharpness(scores: Float[Tensor, "N S"]) -> dict[str, float]:
    """Mean entropy (nats) of each row's softmax, and mean norm of its derivative ∂A/∂z.

    The derivative is diag(A) − A Aᵀ; its squared Frobenius norm is Σ A² − 2 Σ A³ + (Σ A²)².
    """
    weights = softmax(scores.double())  # (N, S)
    entropy = -torch.special.xlogy(weights, weights).sum(dim=-1)  # (N,)
    squares, cubes = (weights**2).sum(dim=-1), (weights**3).sum(dim=-1)
    gradient = (squares - 2 * cubes + squares**2).clamp(min=0).sqrt()  # (N,)
    return {"entropy": entropy.mean().item(), "gradient": gradient.mean().item()}


def outcome(numbers: Numbers) -> tuple[Verdict, dict[str, object]]:
    """Held if from K = 2 to K = 512, without √K, entropy falls to a quarter and the derivative to a half.

    With √K both keep more than 90 %. Interval: Student's t over the draws of keys, a ratio of two widths from
    both (MOVER).
    """
    first, last = ({name: _means(points[n]) for name, points in numbers["points"].items()} for n in (0, -1))
    falls = {name: [ratio(b, a) for a, b in zip(first[name], last[name], strict=True)] for name in SCORES}
    verdict = every(
        (
            below(falls["plain"][0], COLLAPSED),
            below(falls["plain"][1], HALVED),
            *(above(kept, STEADY) for kept in falls["scaled"]),
        )
    )
    return verdict, {
        "narrow": numbers["points"]["plain"][0]["width"],
        "width": numbers["points"]["plain"][-1]["width"],
        "most": numbers["most_entropy"],
        "plain": last["plain"][0],
        "scaled": last["scaled"][0],
        "gradient_plain": last["plain"][1],
        "gradient_scaled": last["scaled"][1],
        "fall": falls["plain"][1],
    }


def _means(point: dict[str, Any]) -> list[Estimate]:
    """Entropy and derivative, each as a mean over the draws."""
    return [mean(column) for column in zip(*point["draws"], strict=True)]


EXPERIMENT = Experiment("scaling", measure, outcome, "student", needs_sst2=False)
