"""Additive attention's weights, fitted to scores that another kind of attention gave."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from core.topics.attention.concept import additive_scores

ROUNDS = 40
SPREAD = 0.3  # of the first weights


@dataclass(frozen=True)
class AdditiveFit:
    """Fitted weights, their scores, and how much of the target's variance those explain (1: all)."""

    query_map: Float[Tensor, "A K"]
    key_map: Float[Tensor, "A K"]
    score_vector: Float[Tensor, "A"]
    scores: Float[Tensor, "T S"]
    explained: float

    @property
    def weights(self) -> int:
        """How many numbers were free to be fitted."""
        return self.query_map.numel() + self.key_map.numel() + self.score_vector.numel()


@torch.inference_mode(mode=False)
@torch.enable_grad()
def fit_additive(
    queries: Float[Tensor, "T K"],
    keys: Float[Tensor, "S K"],
    target: Float[Tensor, "T S"],
    width: int | None = None,
    seed: int = 42,
) -> AdditiveFit:
    """Least squares by L-BFGS from random weights; the same seed gives the same fit.

    `width` is A, the hidden numbers (as many as K where not given). What is fitted are these very
    T · S scores: a good fit shows that the form can express them, not that it would be learned.
    """
    queries, keys, target = (tensor.detach().clone() for tensor in (queries, keys, target))
    A, K = width or queries.shape[-1], queries.shape[-1]
    generator = torch.Generator().manual_seed(seed)
    shapes = ((A, K), (A, K), (A,))
    free = [
        (torch.randn(shape, generator=generator) * SPREAD).to(target).requires_grad_() for shape in shapes
    ]
    optimizer = torch.optim.LBFGS(free, max_iter=ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        error = ((additive_scores(queries, keys, *free) - target) ** 2).mean()
        error.backward()
        return error

    optimizer.step(loss)
    query_map, key_map, score_vector = (tensor.detach() for tensor in free)
    scores = additive_scores(queries, keys, query_map, key_map, score_vector)  # (T, S)
    return AdditiveFit(query_map, key_map, score_vector, scores, _explained(scores, target))


def _explained(scores: Float[Tensor, "T S"], target: Float[Tensor, "T S"]) -> float:
    """R²: 1 − squared error / variance; 1 where there is nothing to explain."""
    around = ((target - target.mean()) ** 2).sum().item()
    return 1 - ((scores - target) ** 2).sum().item() / around if around > 0 else 1.0
