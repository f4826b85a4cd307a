"""What a learner writes about RoPE: the rotation, and where in attention it belongs."""

import math
from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property


def rope(x: Float[Tensor, "... T K"], angles: Float[Tensor, "T P"]) -> Float[Tensor, "... T K"]:
    """Turn each pair (x_i, x_{i + K/2}) of a query or key at place t by `angles[t, i]`, P = K/2."""
    first, second = x.chunk(2, dim=-1)  # (..., T, P) each
    cos, sin = angles.cos(), angles.sin()  # (T, P) each
    turned = (first * cos - second * sin, first * sin + second * cos)  # (..., T, P) each
    return torch.cat(turned, dim=-1)  # (..., T, K)


def rotary_scores(
    queries: Float[Tensor, "... T K"], keys: Float[Tensor, "... T K"], angles: Float[Tensor, "T P"]
) -> Float[Tensor, "... T T"]:
    """Scores q · k / √K that know of positions only how far apart two tokens are."""
    queries = rope(queries, angles)  # (..., T, K)
    keys = rope(keys, angles)  # (..., T, K)
    return queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])  # (..., T, T)


def _neighbours(x: Tensor, angles: Tensor) -> Tensor:
    even, odd = x[..., 0::2], x[..., 1::2]
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1).flatten(-2)


def _other_way_round(x: Tensor, angles: Tensor) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos(), angles.sin()
    return torch.cat([first * cos + second * sin, second * cos - first * sin], dim=-1)


def _no_minus(x: Tensor, angles: Tensor) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos(), angles.sin()
    return torch.cat([first * cos + second * sin, first * sin + second * cos], dim=-1)


def _sine_and_cosine_exchanged(x: Tensor, angles: Tensor) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos(), angles.sin()
    return torch.cat([first * sin - second * cos, first * cos + second * sin], dim=-1)


def _put_back_in_turn(x: Tensor, angles: Tensor) -> Tensor:
    first, second = x.chunk(2, dim=-1)
    cos, sin = angles.cos(), angles.sin()
    return torch.stack([first * cos - second * sin, first * sin + second * cos], dim=-1).flatten(-2)


def _angle_added(x: Tensor, angles: Tensor) -> Tensor:
    return x + torch.cat([angles, angles], dim=-1)


def _only_queries(queries: Tensor, keys: Tensor, angles: Tensor) -> Tensor:
    queries = rope(queries, angles)  # (..., T, K)
    return queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])  # (..., T, T)


def _against_each_other(queries: Tensor, keys: Tensor, angles: Tensor) -> Tensor:
    queries, keys = rope(queries, angles), rope(keys, -angles)
    return queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])


def _only_keys(queries: Tensor, keys: Tensor, angles: Tensor) -> Tensor:
    keys = rope(keys, angles)
    return queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])


def _no_rotation(queries: Tensor, keys: Tensor, angles: Tensor) -> Tensor:
    return queries @ keys.transpose(-1, -2) / math.sqrt(queries.shape[-1])


def _queries_twice(queries: Tensor, keys: Tensor, angles: Tensor) -> Tensor:
    queries = rope(queries, angles)
    return queries @ queries.transpose(-1, -2) / math.sqrt(queries.shape[-1])


def _of_shape(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(5))


def _angles(T: int, K: int) -> Tensor:
    return torch.arange(1.0, T + 1)[:, None] * 100.0 ** (-torch.arange(0, K, 2) / K)


def _rope_examples() -> Iterator[Arguments]:
    yield _of_shape(2, 5, 6), _angles(5, 6)
    yield _of_shape(3, 8), _angles(3, 8)


def _score_examples() -> Iterator[Arguments]:
    for shape in ((2, 5, 6), (4, 8)):
        queries, keys = _of_shape(2, *shape)
        yield queries, keys, _angles(*shape[-2:])


def _drawn_rope(draw: Draw) -> Arguments:
    T, P = draw.size(), draw.size()
    return draw.numbers(T, 2 * P), draw.numbers(T, P)


def _drawn_scores(draw: Draw) -> Arguments:
    T, P = draw.size(), draw.size()
    return draw.numbers(T, 2 * P), draw.numbers(T, 2 * P), draw.numbers(T, P)


def _length(call: Callable[..., Tensor], x: Tensor, angles: Tensor) -> bool:
    """A rotation keeps the length of every vector."""
    return torch.allclose(call(x, angles).norm(dim=-1), x.norm(dim=-1), atol=1e-4)


def _no_angle(call: Callable[..., Tensor], x: Tensor, angles: Tensor) -> bool:
    """Turned by 0, a vector stays as it is."""
    return torch.allclose(call(x, torch.zeros_like(angles)), x, atol=1e-4)


def _shift(call: Callable[..., Tensor], queries: Tensor, keys: Tensor, angles: Tensor) -> bool:
    """All tokens moved on alike: no score changes."""
    return torch.allclose(call(queries, keys, angles + 1.0), call(queries, keys, angles), atol=1e-3)


EXERCISES = (
    Exercise(
        name="positions.rope",
        rung="write",
        solution=rope,
        examples=_rope_examples,
        mistakes=(
            Mistake("neighbours", _neighbours),
            Mistake("other_way_round", _other_way_round),
            Mistake("no_minus", _no_minus),
            Mistake("exchanged", _sine_and_cosine_exchanged),
            Mistake("put_back_in_turn", _put_back_in_turn),
            Mistake("angle_added", _angle_added),
        ),
        properties=(Property("length", _length), Property("no_angle", _no_angle)),
        drawn=_drawn_rope,
        twin="rope",
        absolute=1e-5,
        hints=3,
    ),
    Exercise(
        name="positions.rotary_scores",
        rung="repair",
        solution=rotary_scores,
        examples=_score_examples,
        given=(rope,),
        wrong="only_queries",
        mistakes=(
            Mistake("only_queries", _only_queries),
            Mistake("only_keys", _only_keys),
            Mistake("against_each_other", _against_each_other),
            Mistake("no_rotation", _no_rotation),
            Mistake("queries_twice", _queries_twice),
        ),
        properties=(Property("shift", _shift),),
        drawn=_drawn_scores,
        absolute=1e-5,
        hints=2,
    ),
)
