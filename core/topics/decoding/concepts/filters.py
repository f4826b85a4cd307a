"""What is done to the next-token scores before a token is drawn: each filter from scratch.

A filter takes logits (W, V) and gives logits; what it cuts becomes −∞, probability 0. They are
applied in the library's order: repetition penalty, temperature, top-k, top-p, min-p.

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
    """The settings; these values change nothing."""

    repetition_penalty: float = 1.0
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0


@dataclass(frozen=True)
class Stage:
    """The scores after one filter; `cut` tokens with together `mass` of the probability before it fell."""

    name: str
    logits: Float[Tensor, "V"]
    cut: int
    mass: float
    entropy: float  # nats


def penalise_repetition(
    logits: Float[Tensor, "W V"], seen: Int[Tensor, "W T"], penalty: float
) -> Float[Tensor, "W V"]:
    """Every token that stands in the text already: positive scores divided, negative ones multiplied."""
    own = logits.gather(1, seen)  # (W, T)
    return logits.scatter(1, seen, torch.where(own < 0, own * penalty, own / penalty))


def scale_temperature(logits: Float[Tensor, "W V"], temperature: float) -> Float[Tensor, "W V"]:
    """Below 1 sharpens, above 1 flattens; the order of the tokens stays."""
    return logits / temperature


def keep_top_k(logits: Float[Tensor, "W V"], k: int) -> Float[Tensor, "W V"]:
    """Only the k most probable tokens; ties with the last of them stay too."""
    weakest = logits.topk(min(k, logits.shape[-1])).values[:, -1:]  # (W, 1)
    return logits.masked_fill(logits < weakest, NEVER)


def keep_top_p(logits: Float[Tensor, "W V"], p: float) -> Float[Tensor, "W V"]:
    """The smallest set of most probable tokens that holds at least p: the nucleus."""
    rising, order = logits.sort(dim=-1)  # (W, V), the least probable first
    below = rising.softmax(-1).cumsum(-1) <= 1 - p  # (W, V): the tail that can go
    below[:, -1] = False  # one token always stays
    return logits.masked_fill(below.scatter(1, order, below), NEVER)


def keep_min_p(logits: Float[Tensor, "W V"], share: float) -> Float[Tensor, "W V"]:
    """Only tokens at least `share` times as probable as the most probable one."""
    probabilities = logits.softmax(-1)  # (W, V)
    least = share * probabilities.amax(-1, keepdim=True)  # (W, 1)
    return logits.masked_fill(probabilities < least, NEVER)


def entropy(probabilities: Float[Tensor, "V"]) -> float:
    """−Σ p·log p in nats; 0 where one token is certain, log V where all are alike."""
    return -torch.special.xlogy(probabilities, probabilities).sum().item()


def apply(
    logits: Float[Tensor, "W V"], seen: Int[Tensor, "W T"], filters: Filters
) -> list[tuple[str, Float[Tensor, "W V"]]]:
    """The logits as they are, then after each filter that is switched on, by its name."""
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
    """One distribution after each filter, with what each cut."""
    found: list[Stage] = []
    before = logits.softmax(-1)  # (V,)
    for name, batch in apply(logits[None], seen[None], filters):
        after = batch[0].softmax(-1)  # (V,)
        gone = (after == 0) & (before > 0)  # (V,)
        found.append(Stage(name, batch[0], int(gone.sum()), before[gone].sum().item(), entropy(after)))
        before = after
    return found


def chi_square(counts: Float[Tensor, "V"], probabilities: Float[Tensor, "V"]) -> Float[Tensor, ""]:
    """Σ (observed − expected)² / expected: how far counts lie from what the probabilities promise."""
    expected = counts.sum() * probabilities  # (V,)
    return ((counts - expected) ** 2 / expected).sum()
