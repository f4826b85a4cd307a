"""What a learner writes about absolute positions: the library's call, a learned table, sinusoids."""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.topics.positions.twins import TWINS


def add_positions(x: Float[Tensor, "... T D"], table: Float[Tensor, "P D"]) -> Float[Tensor, "... T D"]:
    """The vectors of the words, each with the learned vector of its place added."""
    T = x.shape[-2]
    positions = torch.arange(T)  # (T,)
    return x + table[positions]  # (..., T, D)


def sinusoidal(positions: Float[Tensor, "T"], D: int, base: float) -> Float[Tensor, "T D"]:
    """Even dimensions the sine, odd ones the cosine, of pair i's angle: position / base^(2i / D)."""
    speeds = base ** (-torch.arange(0, D, 2) / D)  # (D/2,): for 2i = 0, 2, 4, …
    angles = positions[:, None] * speeds[None, :]  # (T, D/2)
    pairs = torch.stack([angles.sin(), angles.cos()], dim=-1)  # (T, D/2, 2)
    return pairs.flatten(1)  # (T, D)


def _from_one(x: Tensor, table: Tensor) -> Tensor:
    return x + table[torch.arange(1, x.shape[-2] + 1)]


def _one_row_for_all(x: Tensor, table: Tensor) -> Tensor:
    return x + table[x.shape[-2]]


def _backwards(x: Tensor, table: Tensor) -> Tensor:
    return x + table[torch.arange(x.shape[-2] - 1, -1, -1)]


def _numbers_of_places(x: Tensor, table: Tensor) -> Tensor:
    return x + torch.arange(x.shape[-2])[:, None]


def _angles(positions: Tensor, exponent: Tensor, base: float) -> Tensor:
    return positions[:, None] * base**-exponent


def _paired(sines: Tensor, cosines: Tensor) -> Tensor:
    return torch.stack([sines, cosines], dim=-1).flatten(1)


def _all_sines_first(positions: Tensor, D: int, base: float) -> Tensor:
    angles = _angles(positions, torch.arange(0, D, 2) / D, base)
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


def _cosine_first(positions: Tensor, D: int, base: float) -> Tensor:
    angles = _angles(positions, torch.arange(0, D, 2) / D, base)
    return _paired(angles.cos(), angles.sin())


def _half_the_exponent(positions: Tensor, D: int, base: float) -> Tensor:
    angles = _angles(positions, torch.arange(D // 2) / D, base)
    return _paired(angles.sin(), angles.cos())


def _ever_faster(positions: Tensor, D: int, base: float) -> Tensor:
    angles = _angles(positions, -torch.arange(0, D, 2) / D, base)
    return _paired(angles.sin(), angles.cos())


def _speed_of_each_dimension(positions: Tensor, D: int, base: float) -> Tensor:
    angles = _angles(positions, torch.arange(D) / D, base)
    even = torch.arange(D) % 2 == 0
    return torch.where(even, angles.sin(), angles.cos())


def _base_times_exponent(positions: Tensor, D: int, base: float) -> Tensor:
    angles = positions[:, None] / (base * torch.arange(0, D, 2) / D).clamp(min=1)
    return _paired(angles.sin(), angles.cos())


def _table_examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for B, T, P, D in ((2, 4, 9, 3), (3, 5, 6, 4)):
        yield torch.randn(B, T, D, generator=generator), torch.randn(P, D, generator=generator)


def _sinusoidal_examples() -> Iterator[Arguments]:
    yield torch.arange(1.0, 7.0), 8, 10_000.0
    yield torch.tensor([3.0, 5.0, 12.0]), 6, 100.0


def _drawn_table(draw: Draw) -> Arguments:
    T, D = draw.size(), draw.size()
    return draw.numbers(draw.size(high=2), T, D), draw.numbers(T + draw.size(low=0), D)


def _drawn_sinusoidal(draw: Draw) -> Arguments:
    return draw.numbers(draw.size(), high=3), 2 * draw.size(), draw.one_of((10_000.0, 100.0))


def _same_for_all_sentences(call: Callable[..., Tensor], x: Tensor, table: Tensor) -> bool:
    """What is added at a place does not depend on the words there."""
    return torch.allclose(call(x, table) - x, call(2 * x, table) - 2 * x, atol=1e-4)


def _length(call: Callable[..., Tensor], positions: Tensor, D: int, base: float) -> bool:
    """sin² + cos² = 1 in each of D / 2 pairs: every code is as long as every other."""
    squares = call(positions, D, base).square().sum(dim=-1)
    return torch.allclose(squares, torch.full_like(squares, D / 2), atol=1e-3)


def _distance_alone(call: Callable[..., Tensor], positions: Tensor, D: int, base: float) -> bool:
    """Products of codes depend on how far apart they are, not on where."""
    here, there = call(positions, D, base), call(positions + 3, D, base)
    return torch.allclose(here @ here.T, there @ there.T, atol=1e-3)


CALL = next(twin.call for twin in TWINS if twin.name == "learned")

EXERCISES = (
    Exercise(
        name="positions.library",
        rung="choose",
        options=(
            Option("exchanged", "nn.Embedding(384, 512)(positions)"),
            Option("linear", "nn.Linear(1, 384)(positions)"),
            Option("lookup", CALL),
            Option("one_hot", "F.one_hot(positions, 384)"),
        ),
        proof=lambda: CALL,
        twin="learned",
        hints=1,
    ),
    Exercise(
        name="positions.learned",
        rung="fill",
        solution=add_positions,
        examples=_table_examples,
        blanks=("torch.arange(T)", "table[positions]"),
        mistakes=(
            Mistake("from_one", _from_one),
            Mistake("one_row", _one_row_for_all),
            Mistake("backwards", _backwards),
            Mistake("numbers", _numbers_of_places),
        ),
        properties=(Property("same", _same_for_all_sentences),),
        drawn=_drawn_table,
        twin="learned",
        adapted=lambda positions, table: (torch.zeros(len(positions), table.shape[1]), table),
        hints=2,
    ),
    Exercise(
        name="positions.sinusoidal",
        rung="write",
        solution=sinusoidal,
        examples=_sinusoidal_examples,
        mistakes=(
            Mistake("sines_first", _all_sines_first),
            Mistake("cosine_first", _cosine_first),
            Mistake("half_the_exponent", _half_the_exponent),
            Mistake("ever_faster", _ever_faster),
            Mistake("each_dimension", _speed_of_each_dimension),
            Mistake("times_exponent", _base_times_exponent),
        ),
        properties=(Property("length", _length), Property("distance", _distance_alone)),
        drawn=_drawn_sinusoidal,
        twin="sinusoidal",
        absolute=1e-4,  # angles in float32
        hints=3,
    ),
)
