"""What a learner writes about positions in the scores: their shape, T5's buckets, ALiBi's slopes and bias."""

import math
from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.topics.positions.relative_positions import t5_bias


def t5_bucket(
    distance: Int[Tensor, "T S"], bidirectional: bool, buckets: int, furthest: int
) -> Int[Tensor, "T S"]:
    """T5's bucket of each distance, key minus query: near ones have one each, far ones ever wider ones.

    With `bidirectional`, keys ahead have the second half of the buckets; without, they count as distance 0.
    Of n buckets in a direction, d steps have bucket d if d < n/2. From there on it is
    n/2 + (n − n/2) · log(d / (n/2)) / log(furthest / (n/2)), rounded down, and at most n − 1.
    """
    n = buckets // 2 if bidirectional else buckets
    ahead = (distance > 0).long() * n if bidirectional else torch.zeros_like(distance)  # (T, S)
    steps = distance.abs() if bidirectional else (-distance).clamp(min=0)  # (T, S)
    near = n // 2
    growth = (steps.clamp(min=1) / near).log() / math.log(furthest / near)  # (T, S)
    far = (near + (growth * (n - near)).long()).clamp(max=n - 1)  # (T, S)
    return ahead + torch.where(steps < near, steps, far)  # (T, S)


def alibi_slopes(H: int) -> Float[Tensor, "H"]:
    """ALiBi's slopes: 2^(−8/n), 2^(−16/n), … 2^(−8) for n heads, the power of two at or below H.

    Heads left over take every second slope of 2n heads, from the first.
    """
    n = 2 ** math.floor(math.log2(H))
    first = [2 ** (-8 * h / n) for h in range(1, n + 1)]
    rest = [2 ** (-8 * h / (2 * n)) for h in range(1, 2 * (H - n), 2)]
    return torch.tensor(first + rest)  # (H,)


def alibi_attention(scores: Float[Tensor, "B H T T"], slopes: Float[Tensor, "H"]) -> Float[Tensor, "B H T T"]:
    """Causal attention weights; every step back takes the head's slope from a score."""
    places = torch.arange(scores.shape[-1])  # (T,)
    distance = places[:, None] - places[None, :]  # (T, T): steps back, negative ahead
    scores = scores - slopes[:, None, None] * distance  # (B, H, T, T)
    scores = scores.masked_fill(distance < 0, -torch.inf)  # (B, H, T, T)
    return scores.softmax(dim=-1)  # (B, H, T, T)


def _same_on_both_sides(distance: Tensor, bidirectional: bool, buckets: int, furthest: int) -> Tensor:
    n, steps = buckets // 2, distance.abs()
    near = n // 2
    growth = (steps.clamp(min=1) / near).log() / math.log(furthest / near)
    far = (near + (growth * (n - near)).long()).clamp(max=n - 1)
    return torch.where(steps < near, steps, far)


def _sides_exchanged(distance: Tensor, bidirectional: bool, buckets: int, furthest: int) -> Tensor:
    n, steps = buckets // 2, distance.abs()
    near = n // 2
    growth = (steps.clamp(min=1) / near).log() / math.log(furthest / near)
    far = (near + (growth * (n - near)).long()).clamp(max=n - 1)
    return (distance < 0).long() * n + torch.where(steps < near, steps, far)


def _no_clamp(distance: Tensor, bidirectional: bool, buckets: int, furthest: int) -> Tensor:
    n, steps = buckets // 2, distance.abs()
    near = n // 2
    growth = (steps.clamp(min=1) / near).log() / math.log(furthest / near)
    far = near + (growth * (n - near)).long()
    return (distance > 0).long() * n + torch.where(steps < near, steps, far)


def _rounded(distance: Tensor, bidirectional: bool, buckets: int, furthest: int) -> Tensor:
    n, steps = buckets // 2, distance.abs()
    near = n // 2
    growth = (steps.clamp(min=1) / near).log() / math.log(furthest / near)
    far = (near + (growth * (n - near)).round().long()).clamp(max=n - 1)
    return (distance > 0).long() * n + torch.where(steps < near, steps, far)


def _no_logarithm(distance: Tensor, bidirectional: bool, buckets: int, furthest: int) -> Tensor:
    n = buckets // 2
    return (distance > 0).long() * n + distance.abs().clamp(max=n - 1)


def _logarithm_from_one(distance: Tensor, bidirectional: bool, buckets: int, furthest: int) -> Tensor:
    n, steps = buckets // 2, distance.abs()
    near = n // 2
    growth = steps.clamp(min=1).log() / math.log(furthest)
    far = (near + (growth * (n - near)).long()).clamp(max=n - 1)
    return (distance > 0).long() * n + torch.where(steps < near, steps, far)


def _slopes_of_all(H: int) -> Tensor:
    return torch.tensor([2 ** (-8 * h / H) for h in range(1, H + 1)])


def _from_head_zero(H: int) -> Tensor:
    n = 2 ** math.floor(math.log2(H))
    first = [2 ** (-8 * h / n) for h in range(n)]
    rest = [2 ** (-8 * h / (2 * n)) for h in range(1, 2 * (H - n), 2)]
    return torch.tensor(first + rest)


def _growing(H: int) -> Tensor:
    n = 2 ** math.floor(math.log2(H))
    first = [2 ** (8 * h / n) for h in range(1, n + 1)]
    rest = [2 ** (-8 * h / (2 * n)) for h in range(1, 2 * (H - n), 2)]
    return torch.tensor(first + rest)


def _rest_in_a_row(H: int) -> Tensor:
    n = 2 ** math.floor(math.log2(H))
    first = [2 ** (-8 * h / n) for h in range(1, n + 1)]
    rest = [2 ** (-8 * h / (2 * n)) for h in range(1, H - n + 1)]
    return torch.tensor(first + rest)


def _distance(scores: Tensor) -> Tensor:
    places = torch.arange(scores.shape[-1])
    return places[:, None] - places[None, :]


def _masked(scores: Tensor) -> Tensor:
    return scores.masked_fill(_distance(scores) < 0, -torch.inf).softmax(dim=-1)


def _far_is_liked(scores: Tensor, slopes: Tensor) -> Tensor:
    return _masked(scores + slopes[:, None, None] * _distance(scores))


def _no_mask(scores: Tensor, slopes: Tensor) -> Tensor:
    return (scores - slopes[:, None, None] * _distance(scores).abs()).softmax(dim=-1)


def _after_softmax(scores: Tensor, slopes: Tensor) -> Tensor:
    return _masked(scores) - slopes[:, None, None] * _distance(scores).clamp(min=0)


def _one_slope(scores: Tensor, slopes: Tensor) -> Tensor:
    return _masked(scores - slopes.mean() * _distance(scores))


def _no_penalty(scores: Tensor, slopes: Tensor) -> Tensor:
    return _masked(scores)


def _multiplied(scores: Tensor, slopes: Tensor) -> Tensor:
    return _masked(scores * -slopes[:, None, None] * _distance(scores))


def _bucket_examples() -> Iterator[Arguments]:
    for T, buckets, furthest in ((60, 16, 32), (90, 32, 64)):
        places = torch.arange(T)
        yield places[None, :] - places[:, None], True, buckets, furthest


def _alibi_examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    yield torch.randn(2, 4, 5, 5, generator=generator), torch.tensor([0.25, 0.0625, 0.5, 0.125])
    yield torch.randn(1, 2, 4, 4, generator=generator), torch.tensor([0.5, 0.25])


def _drawn_bucket(draw: Draw) -> Arguments:
    distance = draw.whole(draw.size(), draw.size(), low=-12, high=12)
    return distance, draw.one_of((True, False)), draw.one_of((8, 16)), draw.one_of((10, 20))


def _drawn_alibi(draw: Draw) -> Arguments:
    H, T = draw.size(), draw.size()
    return draw.numbers(1, H, T, T), draw.numbers(H, low=0) / 2


def _never_falls(call: Callable[..., Tensor], distance: Tensor, *settings: int) -> bool:
    """Looking back, a further key never has a lower bucket than a nearer one."""
    back = call(-torch.arange(40)[None], *settings)[0]
    return bool((back.diff() >= 0).all())


def _rows(call: Callable[..., Tensor], scores: Tensor, slopes: Tensor) -> bool:
    """Each row of weights adds up to 1."""
    total = call(scores, slopes).sum(dim=-1)
    return torch.allclose(total, torch.ones_like(total), atol=1e-4)


def _alike(call: Callable[..., Tensor], scores: Tensor, slopes: Tensor) -> bool:
    """Where all scores are alike, of two keys the nearer gets at least as much."""
    weights = call(torch.zeros_like(scores), slopes)
    last = weights[..., -1, :]
    return bool((last.diff(dim=-1) >= -1e-4).all())


def _shape_of_bias() -> str:
    return str(tuple(t5_bias(torch.zeros(9, 9, dtype=torch.int64), torch.zeros(32, 12)).shape))


EXERCISES = (
    Exercise(
        name="positions.shape_of_bias",
        rung="choose",
        options=(
            Option("vectors", "(9, 384)"),
            Option("table", "(32, 12)"),
            Option("heads_last", "(9, 9, 12)"),
            Option("heads_first", "(12, 9, 9)"),
        ),
        proof=_shape_of_bias,
        twin="t5_bias",
        hints=1,
    ),
    Exercise(
        name="positions.t5_bucket",
        rung="write",
        solution=t5_bucket,
        examples=_bucket_examples,
        mistakes=(
            Mistake("same_on_both_sides", _same_on_both_sides),
            Mistake("sides_exchanged", _sides_exchanged),
            Mistake("no_clamp", _no_clamp),
            Mistake("rounded", _rounded),
            Mistake("no_logarithm", _no_logarithm),
            Mistake("logarithm_from_one", _logarithm_from_one),
        ),
        properties=(Property("rising", _never_falls),),
        drawn=_drawn_bucket,
        twin="t5_bucket",
        hints=4,
    ),
    Exercise(
        name="positions.alibi_slopes",
        rung="fill",
        solution=alibi_slopes,
        examples=lambda: iter(((6,), (12,))),
        blanks=("2 ** (-8 * h / n)", "range(1, 2 * (H - n), 2)"),
        mistakes=(
            Mistake("slopes_of_all", _slopes_of_all),
            Mistake("from_head_zero", _from_head_zero),
            Mistake("growing", _growing),
            Mistake("rest_in_a_row", _rest_in_a_row),
        ),
        drawn=lambda draw: (draw.size(high=16),),
        twin="alibi_slopes",
        hints=2,
    ),
    Exercise(
        name="positions.alibi",
        rung="write",
        solution=alibi_attention,
        examples=_alibi_examples,
        mistakes=(
            Mistake("far_is_liked", _far_is_liked),
            Mistake("no_mask", _no_mask),
            Mistake("after_softmax", _after_softmax),
            Mistake("one_slope", _one_slope),
            Mistake("no_penalty", _no_penalty),
            Mistake("multiplied", _multiplied),
        ),
        properties=(Property("rows", _rows), Property("nearer", _alike)),
        drawn=_drawn_alibi,
        twin="alibi",
        absolute=1e-4,  # a bias by place, as Bloom's, is large at the end of a long text
        hints=3,
    ),
)
