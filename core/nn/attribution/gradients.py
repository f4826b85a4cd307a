"""Attributions by the gradient of the logit difference with respect to the embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.attribution.quadrature import Rule, nodes
from core.nn.attribution.results import Attribution, Cost, Value

STEPS = 50
BATCH = 50  # steps that go through the model together


@dataclass(frozen=True)
class Path:
    """What was met on the straight way from the baseline (α = 0) to the sentence (α = 1), in S steps.

    `slopes[s, t]` is token t's gradient at step s times its whole difference from the baseline, and
    `weights` the quadrature's: Σ over s of weight · slope is the token's attribution.
    """

    alphas: Float[Tensor, "S"]
    weights: Float[Tensor, "S"]
    values: Float[Tensor, "S"]  # the logit difference at each step
    slopes: Float[Tensor, "S T"]

    @property
    def running(self) -> Float[Tensor, "S"]:
        """The sum of all tokens' weighted slopes up to each step; the last is the sum of attributions."""
        return (self.weights[:, None] * self.slopes).sum(dim=1).cumsum(dim=0)  # (S,)


@dataclass(frozen=True)
class IntegratedGradients(Attribution):
    """An attribution with the path that it was summed along."""

    path: Path


def gradient_times_input(value: Value, embeddings: Float[Tensor, "T D"]) -> Attribution:
    """∂value/∂x · x for each token: what a straight line through this point would say about x = 0.

    `nothing` is the value at x = 0, so that `gap` tells how crooked the function is.
    Source: Shrikumar et al. 2016; Denil et al. 2014.
    """
    values, slopes = _slopes(value, embeddings[None], embeddings)
    with torch.no_grad():
        nothing = value(torch.zeros_like(embeddings)[None]).item()
    return Attribution(slopes[0].float(), values.item(), nothing, Cost(forward=2, backward=1))


def integrated_gradients(
    value: Value,
    embeddings: Float[Tensor, "T D"],
    baseline: Float[Tensor, "T D"],
    steps: int = STEPS,
    batch: int = BATCH,
    rule: Rule = "gauss",
) -> IntegratedGradients:
    """(x − x′) · ∫₀¹ ∂value(x′ + α (x − x′))/∂x dα, summed over the D numbers of each token.

    Complete: the values add up to value(x) − value(x′), but for `gap`, the error of the sum over steps.
    Source: Sundararajan, Taly & Yan 2017, equation 1.
    """
    difference = embeddings - baseline  # (T, D)
    alphas, weights = (numbers.to(embeddings) for numbers in nodes(rule, steps))  # (S,), (S,)
    points = baseline + alphas[:, None, None] * difference  # (S, T, D)
    parts = [_slopes(value, part, difference) for part in points.split(batch)]
    values, slopes = (torch.cat(several) for several in zip(*parts, strict=True))  # (S,), (S, T)
    with torch.no_grad():
        whole, nothing = value(torch.stack([embeddings, baseline])).tolist()
    path = Path(*(numbers.float() for numbers in (alphas, weights, values, slopes)))
    summed = (weights[:, None] * slopes).sum(dim=0).float()  # (T,)
    return IntegratedGradients(summed, whole, nothing, Cost(steps + 2, steps), path)


def one_step(
    value: Value, embeddings: Float[Tensor, "B T D"], baselines: Float[Tensor, "B T D"]
) -> Float[Tensor, "B T"]:
    """`integrated_gradients` in a single step, halfway, for each sentence of a batch: one pass and back.

    `value` of a batch gives each sentence's own difference (B,).
    """
    difference = embeddings - baselines  # (B, T, D)
    return _slopes(value, baselines + 0.5 * difference, difference)[1]


def completeness_gaps(
    value: Value,
    embeddings: Float[Tensor, "T D"],
    baseline: Float[Tensor, "T D"],
    counts: Sequence[int],
    rule: Rule = "gauss",
) -> list[float]:
    """The gap that is left with each number of steps."""
    return [integrated_gradients(value, embeddings, baseline, count, rule=rule).gap for count in counts]


def _slopes(
    value: Value, points: Float[Tensor, "N T D"], difference: Float[Tensor, "*N T D"]
) -> tuple[Float[Tensor, "N"], Float[Tensor, "N T"]]:
    """Each point's value, and its gradient times the difference, summed over D."""
    points = points.detach().requires_grad_()
    with torch.enable_grad():
        values = value(points)  # (N,)
        (gradient,) = torch.autograd.grad(values.sum(), points)  # (N, T, D)
    return values.detach(), (gradient * difference).sum(dim=-1)
