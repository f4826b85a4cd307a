"""Whether tokens that were drawn fit the distribution they were drawn from: Pearson's chi-square test."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.topics.decoding.concepts.filters import chi_square
from core.topics.decoding.concepts.search import draw_many

EXPECTED = 5.0  # a class needs at least this many (Cochran 1954); rarer tokens are put together


@dataclass(frozen=True)
class Fit:
    """Chi-square with its degrees of freedom, and how likely as large a one is by chance."""

    statistic: float
    degrees: int
    p_value: float


def pool_rare(
    counts: Float[Tensor, "V"], probabilities: Float[Tensor, "V"], least: float = EXPECTED
) -> tuple[Float[Tensor, "C"], Float[Tensor, "C"]]:
    """Classes of which each is expected at least `least` times: tokens by themselves, the rest together.

    Where even the rest together is expected less often, the rarest of the others joins it. What has no
    probability at all makes no class.
    """
    possible = probabilities > 0
    counts, probabilities = counts[possible], probabilities[possible]
    order = probabilities.argsort(descending=True)
    counts, probabilities = counts[order], probabilities[order]
    total = counts.sum()
    alone = int((probabilities * total >= least).sum())
    if alone < len(counts) and alone and probabilities[alone:].sum() * total < least:
        alone -= 1
    rest = counts[alone:].sum()[None], probabilities[alone:].sum()[None]
    classes = torch.cat([counts[:alone], rest[0]]), torch.cat([probabilities[:alone], rest[1]])
    return classes if alone < len(counts) else (counts, probabilities)


def fit(counts: Int[Tensor, "V"], probabilities: Float[Tensor, "V"]) -> Fit | None:
    """The test on pooled classes; None where there is one class only, and so nothing to test."""
    from scipy.stats import chi2

    seen, expected = pool_rare(counts.double(), probabilities.double())
    if len(seen) < 2:
        return None
    statistic, degrees = chi_square(seen, expected / expected.sum()).item(), len(seen) - 1
    return Fit(statistic, degrees, float(chi2.sf(statistic, degrees)))


def draws_from_top(
    logits: Float[Tensor, "V"], k: int, count: int, seed: int
) -> tuple[Float[Tensor, "K"], Float[Tensor, "K"]]:
    """The k likeliest tokens with their probabilities made to add up to 1, and how often each was drawn."""
    best = logits.softmax(-1).topk(k).values.double()  # (K,)
    best = best / best.sum()
    drawn = draw_many(best, count, torch.Generator().manual_seed(seed))
    return drawn.bincount(minlength=k).double(), best
