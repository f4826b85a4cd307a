"""Filters of the next-token logits before sampling, from scratch.

Each maps logits (W, V) to logits; a token that is cut gets −∞, hence probability 0. They are applied
in the library's order: repetition penalty, temperature, top-k, top-p, min-p.

Sources: Keskar et al. 2019 (repetition penalty); Fan et al. 2018 (top-k); Holtzman et al. 2020
(top-p, the nucleus); Nguyen et al. 2024 (min-p).
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

NEVER = float("-inf")


@dataclass(frozen=True)
class Filters:
    """The settings; the defaults leave the logits unchanged."""

    repetition_penalty: float = 1.0
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0


@dataclass(frozen=True)
class Stage:
    """The logits after a filter, which cut `cut` tokens whose probability before it was `mass` in all."""

    name: str
    logits: Float[Tensor, "V"]
    cut: int
    mass: float
    entropy: float  # nats


def penalise_repetition(
    logits: Float[Tensor, "W V"], seen: Int[Tensor, "W T"], penalty: float
) -> Float[Tensor, "W V"]:
    """CTRL's penalty: the logit of each token in `seen` is divided if positive, else multiplied by it.

    Source: Keskar et al. 2019, section 4.1; the sign rule is the library's.
    """
    own = logits.gather(1, seen)  # (W, T)
    return logits.scatter(1, seen, torch.where(own < 0, own * penalty, own / penalty))


def scale_temperature(logits: Float[Tensor, "W V"], temperature: float) -> Float[Tensor, "W V"]:
    """Logits / τ: below 1 the distribution sharpens, above 1 it flattens; the ranking stays."""
    return logits / temperature


def keep_top_k(logits: Float[Tensor, "W V"], k: int) -> Float[Tensor, "W V"]:
    """Keep the k most probable tokens, and those tied with the k-th. Source: Fan et al. 2018."""
    threshold = logits.topk(min(k, logits.shape[-1])).values[:, -1:]  # (W, 1)
    return logits.masked_fill(logits < threshold, NEVER)


def keep_top_p(logits: Float[Tensor, "W V"], p: float) -> Float[Tensor, "W V"]:
    """Nucleus: the smallest set of most probable tokens with a total probability of at least p.

    Source: Holtzman et al. 2020, section 3.1.
    """
    ascending, order = logits.sort(dim=-1)  # (W, V)
    tail = ascending.softmax(-1).cumsum(-1) <= 1 - p  # (W, V)
    tail[:, -1] = False  # the most probable token always stays
    return logits.masked_fill(tail.scatter(1, order, tail), NEVER)


def keep_min_p(logits: Float[Tensor, "W V"], min_p: float) -> Float[Tensor, "W V"]:
    """Keep the tokens at least `min_p` times as probable as the most probable one.

    Source: Nguyen et al. 2024.
    """
    probabilities = logits.softmax(-1)  # (W, V)
    threshold = min_p * probabilities.amax(-1, keepdim=True)  # (W, 1)
    return logits.masked_fill(probabilities < threshold, NEVER)


def entropy(probabilities: Float[Tensor, "V"]) -> float:
    """Shannon entropy −Σ p·log p in nats: 0 where a token has probability 1, log V where all are equal."""
    return -torch.special.xlogy(probabilities, probabilities).sum().item()


def apply(
    logits: Float[Tensor, "W V"], seen: Int[Tensor, "W T"], filters: Filters
) -> list[tuple[str, Float[Tensor, "W V"]]]:
    """(name, logits) before any filter ("raw") and after each that its setting switches on."""
    stages = [("raw", logits)]

    def then(name: str, result: Tensor) -> None:
        stages.append((name, result))

    if filters.repetition_penalty != 1:
        then("repetition_penalty", penalise_repetition(logits, seen, filters.repetition_penalty))
    if filters.temperature != 1:
        then("temperature", scale_temperature(stages[-1][1], filters.temperature))
    if filters.top_k:
        then("top_k", keep_top_k(stages[-1][1], filters.top_k))
    if filters.top_p < 1:
        then("top_p", keep_top_p(stages[-1][1], filters.top_p))
    if filters.min_p > 0:
        then("min_p", keep_min_p(stages[-1][1], filters.min_p))
    return stages


def stages(logits: Float[Tensor, "V"], seen: Int[Tensor, "T"], filters: Filters) -> list[Stage]:
    """The distribution after each active filter, with what it cut."""
    result: list[Stage] = []
    before = logits.softmax(-1)  # (V,)
    for name, batch in apply(logits[None], seen[None], filters):
        after = batch[0].softmax(-1)  # (V,)
        gone = (after == 0) & (before > 0)  # (V,)
        result.append(Stage(name, batch[0], int(gone.sum()), before[gone].sum().item(), entropy(after)))
        before = after
    return result


def chi_square(counts: Float[Tensor, "V"], probabilities: Float[Tensor, "V"]) -> Float[Tensor, ""]:
    """Pearson's χ² statistic: Σ (observed − expected)² / expected."""
    expected = counts.sum() * probabilities  # (V,)
    return ((counts - expected) ** 2 / expected).sum()
