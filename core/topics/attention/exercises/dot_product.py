"""What a learner writes about scaled dot-product attention, in five rungs."""

import math
from collections.abc import Callable, Iterator

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.exercises.real_model import example
from core.topics.attention.twins import TWINS


def attention(
    queries: Float[Tensor, "... T K"], keys: Float[Tensor, "... S K"], values: Float[Tensor, "... S V"]
) -> Float[Tensor, "... T V"]:
    """softmax(Q Kᵀ / √K) V: for each query the mean of the values, weighted."""
    scores = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])  # (..., T, S)
    weights = scores.softmax(dim=-1)  # (..., T, S)
    return weights @ values  # (..., T, V)


def masked_attention(
    queries: Float[Tensor, "... T K"],
    keys: Float[Tensor, "... S K"],
    values: Float[Tensor, "... S V"],
    allowed: Bool[Tensor, "..."],
) -> Float[Tensor, "... T V"]:
    """Attention in which query t looks at key s only where `allowed`, broadcast to (..., T, S), is True."""
    scores = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])  # (..., T, S)
    scores = scores.masked_fill(~allowed, torch.finfo(scores.dtype).min)  # (..., T, S)
    return scores.softmax(dim=-1) @ values  # (..., T, V)


def _no_root(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return (queries @ keys.transpose(-1, -2)).softmax(dim=-1) @ values


def _no_square_root(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return (queries @ keys.transpose(-1, -2) / queries.shape[-1]).softmax(dim=-1) @ values


def _root_of_tokens(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return (queries @ keys.transpose(-1, -2) / math.sqrt(keys.shape[-2])).softmax(dim=-1) @ values


def _over_queries(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return (queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])).softmax(dim=-2) @ values


def _no_softmax(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1]) @ values


def _weights_alone(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return (queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])).softmax(dim=-1)


def _root_after(queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
    return (queries @ keys.transpose(-1, -2)).softmax(dim=-1) @ values / math.sqrt(queries.shape[-1])


def _masked_after(queries: Tensor, keys: Tensor, values: Tensor, allowed: Tensor) -> Tensor:
    scores = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])  # (..., T, S)
    weights = scores.softmax(dim=-1)  # (..., T, S)
    return weights.masked_fill(~allowed, 0.0) @ values  # (..., T, V)


def _masked_with_zero(queries: Tensor, keys: Tensor, values: Tensor, allowed: Tensor) -> Tensor:
    scores = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~allowed, 0.0).softmax(dim=-1) @ values


def _mask_upside_down(queries: Tensor, keys: Tensor, values: Tensor, allowed: Tensor) -> Tensor:
    scores = queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])
    return scores.masked_fill(allowed, torch.finfo(scores.dtype).min).softmax(dim=-1) @ values


def _no_mask(queries: Tensor, keys: Tensor, values: Tensor, allowed: Tensor) -> Tensor:
    return attention(queries, keys, values)


def _examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for T, S, K, V in ((4, 5, 3, 6), (2, 3, 8, 2)):
        shapes = ((2, T, K), (2, S, K), (2, S, V))
        yield tuple(torch.randn(shape, generator=generator) for shape in shapes)


def _masked_examples() -> Iterator[Arguments]:
    for queries, keys, values in _examples():
        T, S = queries.shape[-2], keys.shape[-2]
        yield queries, keys, values, torch.ones(T, S, dtype=torch.bool).tril(S - T)


def _drawn(draw: Draw) -> Arguments:
    T, S, K, V = (draw.size() for _ in "TSKV")
    return draw.numbers(T, K), draw.numbers(S, K), draw.numbers(S, V)


def _drawn_masked(draw: Draw) -> Arguments:
    queries, keys, values = _drawn(draw)
    allowed = draw.truths(queries.shape[0], keys.shape[0])
    allowed[:, 0] = True  # nobody looks at nothing
    return queries, keys, values, allowed


def _mean_of_values(call: Callable[..., Tensor], *arguments: Tensor) -> bool:
    """Where all values are 1, so is every mean of them: the weights of a row add up to 1."""
    queries, keys, values, *mask = arguments
    result = call(queries, keys, torch.ones_like(values), *mask)
    return torch.allclose(result, torch.ones_like(result), atol=1e-4)


def _order_of_keys(call: Callable[..., Tensor], queries: Tensor, keys: Tensor, values: Tensor) -> bool:
    """Keys in another order, their values with them: the same result."""
    turned = call(queries, keys.flip(-2), values.flip(-2))
    return torch.allclose(turned, call(queries, keys, values), atol=1e-4)


ROWS = Property("mean", _mean_of_values)
CALL = next(twin.call for twin in TWINS if twin.name == "scaled_dot_product")

EXERCISES = (
    Exercise(
        name="attention.library",
        rung="choose",
        options=(
            Option("cosine", "F.cosine_similarity(queries, keys)"),
            Option("fused", CALL),
            Option("plain", "(queries @ keys.transpose(-1, -2)).softmax(dim=-1) @ values"),
            Option("module", "nn.MultiheadAttention(384, 12)(queries, keys, values)"),
        ),
        proof=lambda: CALL,
        twin="scaled_dot_product",
        hints=1,
    ),
    Exercise(
        name="attention.three_pieces",
        rung="fill",
        solution=attention,
        examples=_examples,
        blanks=("keys.transpose(-1, -2)", "math.sqrt(queries.shape[-1])", "dim=-1"),
        mistakes=(
            Mistake("no_square_root", _no_square_root),
            Mistake("root_of_tokens", _root_of_tokens),
            Mistake("over_queries", _over_queries),
        ),
        properties=(ROWS,),
        drawn=_drawn,
        twin="scaled_dot_product",
        hints=2,
    ),
    Exercise(
        name="attention.scaled_dot_product",
        rung="write",
        solution=attention,
        examples=_examples,
        mistakes=(
            Mistake("no_root", _no_root),
            Mistake("no_square_root", _no_square_root),
            Mistake("root_of_tokens", _root_of_tokens),
            Mistake("root_after", _root_after),
            Mistake("over_queries", _over_queries),
            Mistake("no_softmax", _no_softmax),
            Mistake("weights_alone", _weights_alone),
        ),
        properties=(ROWS, Property("order", _order_of_keys)),
        drawn=_drawn,
        twin="scaled_dot_product",
        hints=3,
    ),
    Exercise(
        name="attention.masked",
        rung="repair",
        solution=masked_attention,
        examples=_masked_examples,
        wrong="masked_after",
        mistakes=(
            Mistake("masked_after", _masked_after),
            Mistake("masked_with_zero", _masked_with_zero),
            Mistake("upside_down", _mask_upside_down),
            Mistake("no_mask", _no_mask),
        ),
        properties=(ROWS,),
        drawn=_drawn_masked,
        twin="causal",
        adapted=lambda queries, keys, values: (
            queries,
            keys,
            values,
            torch.ones(queries.shape[-2], keys.shape[-2], dtype=torch.bool).tril(),
        ),
        hints=2,
    ),
    Exercise(
        name="attention.in_the_model",
        rung="use",
        solution=masked_attention,
        examples=lambda: iter((example(),)),
        mistakes=(
            Mistake("masked_after", _masked_after),
            Mistake("upside_down", _mask_upside_down),
            Mistake("no_mask", _no_mask),
        ),
        harness="core.exercises.real_model:ATTENTION",
        absolute=1e-5,
        hints=2,
    ),
)
