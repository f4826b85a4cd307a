"""What a learner writes first: three embeddings become one vector for each token."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.nn.encoder import Weights


def embed(
    ids: Int[Tensor, "B T"],
    segments: Int[Tensor, "B T"],
    tokens: Float[Tensor, "V D"],
    positions: Float[Tensor, "P D"],
    kinds: Float[Tensor, "N D"],
    gain: Float[Tensor, "D"],
    shift: Float[Tensor, "D"],
    epsilon: float,
) -> Float[Tensor, "B T D"]:
    """LayerNorm(token + position + segment): rows of `tokens`, `positions` and `kinds`, added up."""
    T = ids.shape[1]
    x = tokens[ids] + positions[:T] + kinds[segments]  # (B, T, D)
    return F.layer_norm(x, x.shape[-1:], gain, shift, epsilon)  # (B, T, D)


def _no_norm(
    ids: Tensor,
    segments: Tensor,
    tokens: Tensor,
    positions: Tensor,
    kinds: Tensor,
    gain: Tensor,
    shift: Tensor,
    epsilon: float,
) -> Tensor:
    return tokens[ids] + positions[: ids.shape[1]] + kinds[segments]


def _no_positions(
    ids: Tensor,
    segments: Tensor,
    tokens: Tensor,
    positions: Tensor,
    kinds: Tensor,
    gain: Tensor,
    shift: Tensor,
    epsilon: float,
) -> Tensor:
    x = tokens[ids] + kinds[segments]
    return F.layer_norm(x, x.shape[-1:], gain, shift, epsilon)


def _no_segments(
    ids: Tensor,
    segments: Tensor,
    tokens: Tensor,
    positions: Tensor,
    kinds: Tensor,
    gain: Tensor,
    shift: Tensor,
    epsilon: float,
) -> Tensor:
    x = tokens[ids] + positions[: ids.shape[1]]
    return F.layer_norm(x, x.shape[-1:], gain, shift, epsilon)


def _from_one(
    ids: Tensor,
    segments: Tensor,
    tokens: Tensor,
    positions: Tensor,
    kinds: Tensor,
    gain: Tensor,
    shift: Tensor,
    epsilon: float,
) -> Tensor:
    x = tokens[ids] + positions[1 : ids.shape[1] + 1] + kinds[segments]
    return F.layer_norm(x, x.shape[-1:], gain, shift, epsilon)


def _normed_too_early(
    ids: Tensor,
    segments: Tensor,
    tokens: Tensor,
    positions: Tensor,
    kinds: Tensor,
    gain: Tensor,
    shift: Tensor,
    epsilon: float,
) -> Tensor:
    x = F.layer_norm(tokens[ids], gain.shape, gain, shift, epsilon)
    return x + positions[: ids.shape[1]] + kinds[segments]


def _over_tokens(
    ids: Tensor,
    segments: Tensor,
    tokens: Tensor,
    positions: Tensor,
    kinds: Tensor,
    gain: Tensor,
    shift: Tensor,
    epsilon: float,
) -> Tensor:
    x = tokens[ids] + positions[: ids.shape[1]] + kinds[segments]
    mean, variance = x.mean(dim=1, keepdim=True), x.var(dim=1, correction=0, keepdim=True)
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift


def _examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for B, T, D in ((2, 5, 6), (1, 4, 8)):
        ids = torch.randint(11, (B, T), generator=generator)
        segments = (torch.arange(T) > 2).long().expand(B, T)
        tables = (torch.randn(count, D, generator=generator) for count in (11, 9, 2))
        norm = torch.randn(2, D, generator=generator)
        yield ids, segments, *tables, norm[0], norm[1], 1e-12


def _drawn(draw: Draw) -> Arguments:
    T, D = draw.size(), draw.size(2, 3)
    ids, segments = draw.whole(1, T, high=2), draw.whole(1, T, high=1)
    tables = (draw.numbers(count, D) for count in (3, 4, 2))
    return ids, segments, *tables, torch.ones(D), torch.zeros(D), 1e-5


def _each_alone(call: Callable[..., Tensor], *arguments: Tensor) -> bool:
    """A sentence by itself is embedded as in the batch."""
    ids, segments, *others = arguments
    return torch.allclose(call(ids[:1], segments[:1], *others), call(*arguments)[:1], atol=1e-4)


def _own_tables(ids: Tensor, segments: Tensor, weights: Weights, epsilon: float) -> Arguments:
    """The same sentence in a vocabulary of its own tokens."""
    used, numbers = ids.unique(return_inverse=True)
    tables = [weights[f"{kind}_embeddings.weight"] for kind in ("word", "position", "token_type")]
    norm = weights["LayerNorm.weight"], weights["LayerNorm.bias"]
    return numbers, segments, tables[0][used], *tables[1:], *norm, epsilon


def _shape_of_scores() -> str:
    """Every token of a sentence with every other, in each head."""
    B, H, T, K = 2, 12, 9, 32
    queries = keys = torch.zeros(B, H, T, K)
    return str(tuple((queries @ keys.transpose(-1, -2)).shape))


EXERCISES = (
    Exercise(
        name="inside.shape_of_scores",
        rung="choose",
        options=(
            Option("vectors", "(2, 9, 384)"),
            Option("one_head", "(2, 9, 9)"),
            Option("scores", "(2, 12, 9, 9)"),
            Option("queries", "(2, 12, 9, 32)"),
        ),
        proof=_shape_of_scores,
        hints=1,
    ),
    Exercise(
        name="inside.embed",
        rung="write",
        solution=embed,
        examples=_examples,
        mistakes=(
            Mistake("no_norm", _no_norm),
            Mistake("no_positions", _no_positions),
            Mistake("no_segments", _no_segments),
            Mistake("from_one", _from_one),
            Mistake("too_early", _normed_too_early),
            Mistake("over_tokens", _over_tokens),
        ),
        properties=(Property("alone", _each_alone),),
        drawn=_drawn,
        twin="embed",
        adapted=_own_tables,
        absolute=1e-5,
        hints=3,
    ),
)
