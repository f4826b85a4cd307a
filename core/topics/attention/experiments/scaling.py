"""Why attention divides by √K: softmax and its gradient on random queries and keys of growing width."""

import math
from contextlib import closing

import torch
from jaxtyping import Float
from torch import Tensor

from core.data.labelled import LabelledData
from core.experiments.experiment import Begin, Experiment, Numbers, Size
from core.nn.attention import scaled_dot_product_scores
from core.nn.layers import softmax
from core.topics.attention.concept import dot_product_scores

WIDTHS = (2, 4, 8, 16, 32, 64, 128, 256, 512)  # K
KEYS = 32
QUERIES: dict[Size, int] = {"small": 500, "full": 20_000}
SCORES = {"plain": dot_product_scores, "scaled": scaled_dot_product_scores}
COLLAPSED, STEADY = 0.25, 0.9  # of what the narrowest width has


def measure(begin: Begin, seed: int, size: Size, data: LabelledData | None, /) -> Numbers:
    """Mean entropy and gradient norm of softmax over `KEYS` keys, for each width and way to score."""
    generator = torch.Generator().manual_seed(seed)
    points: dict[str, list[dict[str, float]]] = {name: [] for name in SCORES}
    with closing(begin(len(WIDTHS))) as progress:
        for K in WIDTHS:
            queries = torch.randn(QUERIES[size], 1, K, generator=generator)  # (N, 1, K)
            keys = torch.randn(KEYS, K, generator=generator)  # (S, K)
            for name, score in SCORES.items():
                scores = score(queries, keys)[:, 0]  # (N, S)
                points[name].append({"width": K, "spread": scores.std().item(), **sharpness(scores)})
            progress.step()
    return {"keys": KEYS, "queries": QUERIES[size], "most_entropy": math.log(KEYS), "points": points}


def sharpness(scores: Float[Tensor, "N S"]) -> dict[str, float]:
    """Mean entropy (nats) of each row's softmax, and mean norm of its derivative ∂A/∂z.

    The derivative is diag(A) − A Aᵀ; its squared Frobenius norm is Σ A² − 2 Σ A³ + (Σ A²)².
    """
    weights = softmax(scores.double())  # (N, S)
    entropy = -torch.special.xlogy(weights, weights).sum(dim=-1)  # (N,)
    squares, cubes = (weights**2).sum(dim=-1), (weights**3).sum(dim=-1)
    gradient = (squares - 2 * cubes + squares**2).clamp(min=0).sqrt()  # (N,)
    return {"entropy": entropy.mean().item(), "gradient": gradient.mean().item()}


def outcome(numbers: Numbers) -> tuple[bool, dict[str, object]]:
    """Held if, from K = 2 to K = 512, entropy falls to a quarter without √K and stays above 90 % with it."""
    first, last = ({name: points[n] for name, points in numbers["points"].items()} for n in (0, -1))
    ratio = {name: last[name]["entropy"] / first[name]["entropy"] for name in SCORES}
    return ratio["plain"] < COLLAPSED and ratio["scaled"] > STEADY, {
        "width": last["plain"]["width"],
        "most": numbers["most_entropy"],
        "plain": last["plain"]["entropy"],
        "scaled": last["scaled"]["entropy"],
        "gradient_plain": last["plain"]["gradient"],
        "gradient_scaled": last["scaled"]["gradient"],
    }


EXPERIMENT = Experiment("scaling", measure, outcome, needs_sst2=False)
