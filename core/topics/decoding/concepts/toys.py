"""Toy language models: tables of next-token probabilities, small enough for exhaustive search.

A table has a row for every prefix: level t is (V^t, V), and a prefix's row is its tokens as a number
in base V. Two hand-made tables are here too. On screen they are labelled as toys.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.topics.decoding.concepts.search import NextLogProbs, beam, exhaustive

Levels = list[Tensor]  # level t: (V^t, V) log-probabilities


@dataclass(frozen=True)
class Case:
    """A hand-made table: the tokens' names, the number of steps, and its levels."""

    name: str
    tokens: tuple[str, ...]
    levels: Levels


def from_table(levels: Levels) -> NextLogProbs:
    """A table as the function `next_log_probs` that the strategies take."""

    def next_log_probs(prefixes: Int[Tensor, "W T"]) -> Float[Tensor, "W V"]:
        _, T = prefixes.shape
        V = levels[0].shape[1]
        powers = torch.tensor([V ** (T - 1 - t) for t in range(T)], dtype=torch.long)  # (T,)
        return levels[T][(prefixes * powers).sum(1)]  # (W, V)

    return next_log_probs


def random_table(vocabulary: int, steps: int, generator: torch.Generator, spread: float = 1.0) -> Levels:
    """A table of log-softmax of normal numbers with standard deviation `spread`, drawn per prefix."""
    return [
        (
            spread * torch.randn(vocabulary**t, vocabulary, generator=generator, dtype=torch.double)
        ).log_softmax(-1)
        for t in range(steps)
    ]


def misses(vocabulary: int, steps: int, widths: list[int], tables: int, seed: int) -> dict[int, int]:
    """For each beam width, in how many of `tables` random tables it misses the most probable sequence."""
    generator = torch.Generator().manual_seed(seed)
    missed = dict.fromkeys(widths, 0)
    for _ in range(tables):
        levels = random_table(vocabulary, steps, generator)
        optimum = best_log_prob(levels)
        for width in widths:
            log_prob = beam(from_table(levels), width, steps, length_penalty=0.0).best[0].log_prob
            missed[width] += log_prob < optimum - 1e-9
    return missed


def best_log_prob(levels: Levels) -> float:
    """The highest log-probability among all V^T sequences, summed level by level."""
    V = levels[0].shape[1]
    totals = torch.zeros(1, dtype=levels[0].dtype)  # (V^t,)
    for level in levels:
        totals = (totals[:, None] + level).reshape(len(totals) * V)
    return totals.max().item()


def _table(V: int, steps: int, rows: dict[tuple[int, ...], list[float]]) -> Levels:
    """Levels with these probabilities by prefix; every other prefix has the uniform distribution."""
    levels = [torch.full((V**t, V), 1 / V, dtype=torch.double) for t in range(steps)]
    for prefix, row in rows.items():
        index = sum(token * V ** (len(prefix) - 1 - t) for t, token in enumerate(prefix))
        levels[len(prefix)][index] = torch.tensor(row, dtype=torch.double)
    return [level.log() for level in levels]


def two_steps() -> Case:
    """Greedy starts with C (0.5), but A–B (0.4 · 0.9) beats C–D (0.5 · 0.6)."""
    rows = {
        (): [0.4, 0.05, 0.5, 0.05],
        (0,): [0.02, 0.9, 0.05, 0.03],
        (2,): [0.2, 0.1, 0.1, 0.6],
    }
    return Case("two_steps", ("A", "B", "C", "D"), _table(4, 2, rows))


def four_steps() -> Case:
    """0.5·0.4·0.4·0.6 = 0.048 for greedy against 0.5·0.3·0.6·0.6 = 0.054 by way of C at step 2."""
    rows = {
        (): [0.5, 0.2, 0.2, 0.1],
        (0,): [0.1, 0.4, 0.3, 0.2],
        (0, 1): [0.2, 0.2, 0.4, 0.2],
        (0, 2): [0.1, 0.6, 0.2, 0.1],
        (0, 1, 2): [0.1, 0.1, 0.2, 0.6],
        (0, 2, 1): [0.1, 0.2, 0.1, 0.6],
    }
    return Case("four_steps", ("A", "B", "C", "D"), _table(4, 4, rows))


CASES = {"two_steps": two_steps, "four_steps": four_steps}


def optimum(case: Case) -> tuple[list[int], float]:
    """The most probable sequence of a hand-made case and its probability, by exhaustive search."""
    search = exhaustive(from_table(case.levels), len(case.levels), length_penalty=0.0)
    best = search.best[0]
    return search.tree.tokens(best.node), float(torch.tensor(best.log_prob).exp())
