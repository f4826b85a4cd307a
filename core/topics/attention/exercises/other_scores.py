"""What a learner writes about additive attention, which scores by a small network instead of a product."""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property


def additive_scores(
    queries: Float[Tensor, "T K"],
    keys: Float[Tensor, "S K"],
    query_map: Float[Tensor, "A K"],
    key_map: Float[Tensor, "A K"],
    score_vector: Float[Tensor, "A"],
) -> Float[Tensor, "T S"]:
    """v · tanh(W_q q + W_k k) for every query and every key."""
    of_queries = queries @ query_map.T  # (T, A)
    of_keys = keys @ key_map.T  # (S, A)
    hidden = torch.tanh(of_queries[:, None, :] + of_keys[None, :, :])  # (T, S, A)
    return hidden @ score_vector  # (T, S)


def _no_tanh(
    queries: Tensor, keys: Tensor, query_map: Tensor, key_map: Tensor, score_vector: Tensor
) -> Tensor:
    return ((queries @ query_map.T)[:, None] + (keys @ key_map.T)[None]) @ score_vector


def _tanh_of_each(
    queries: Tensor, keys: Tensor, query_map: Tensor, key_map: Tensor, score_vector: Tensor
) -> Tensor:
    hidden = (queries @ query_map.T).tanh()[:, None] + (keys @ key_map.T).tanh()[None]
    return hidden @ score_vector


def _tanh_after(
    queries: Tensor, keys: Tensor, query_map: Tensor, key_map: Tensor, score_vector: Tensor
) -> Tensor:
    return (((queries @ query_map.T)[:, None] + (keys @ key_map.T)[None]) @ score_vector).tanh()


def _product(
    queries: Tensor, keys: Tensor, query_map: Tensor, key_map: Tensor, score_vector: Tensor
) -> Tensor:
    return ((queries @ query_map.T)[:, None] * (keys @ key_map.T)[None]).tanh() @ score_vector


def _keys_by_queries(
    queries: Tensor, keys: Tensor, query_map: Tensor, key_map: Tensor, score_vector: Tensor
) -> Tensor:
    hidden = torch.tanh((queries @ query_map.T)[None] + (keys @ key_map.T)[:, None])
    return hidden @ score_vector


def _sum_without_vector(
    queries: Tensor, keys: Tensor, query_map: Tensor, key_map: Tensor, score_vector: Tensor
) -> Tensor:
    return torch.tanh((queries @ query_map.T)[:, None] + (keys @ key_map.T)[None]).sum(dim=-1)


def _examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for T, S, K, A in ((4, 5, 3, 6), (2, 3, 4, 5)):
        shapes = ((T, K), (S, K), (A, K), (A, K), (A,))
        yield tuple(torch.randn(shape, generator=generator) for shape in shapes)


def _drawn(draw: Draw) -> Arguments:
    T, S, K, A = (draw.size() for _ in "TSKA")
    return (
        draw.numbers(T, K),
        draw.numbers(S, K),
        draw.numbers(A, K),
        draw.numbers(A, K),
        draw.numbers(A),
    )


def _bounded(call: Callable[..., Tensor], *arguments: Tensor) -> bool:
    """tanh lies between −1 and 1, so no score is further from 0 than all of v's numbers together."""
    return bool((call(*arguments).abs() <= arguments[-1].abs().sum() + 1e-4).all())


EXERCISES = (
    Exercise(
        name="attention.additive",
        rung="write",
        solution=additive_scores,
        examples=_examples,
        mistakes=(
            Mistake("no_tanh", _no_tanh),
            Mistake("tanh_of_each", _tanh_of_each),
            Mistake("tanh_after", _tanh_after),
            Mistake("product", _product),
            Mistake("keys_by_queries", _keys_by_queries),
            Mistake("sum_without_vector", _sum_without_vector),
        ),
        properties=(Property("bounded", _bounded),),
        drawn=_drawn,
        twin="additive",
        absolute=1e-5,
        hints=3,
    ),
)
