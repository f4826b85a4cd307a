"""What a learner writes at the end: the pooler, and the pooler in the real model."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property
from core.exercises.real_model import example
from core.nn.encoder import Weights


def pool(
    x: Float[Tensor, "B T D"], weight: Float[Tensor, "D D"], bias: Float[Tensor, "D"]
) -> Float[Tensor, "B D"]:
    """tanh of a linear map of each sentence's first vector, that of [CLS]."""
    first = x[:, 0]  # (B, D)
    return torch.tanh(F.linear(first, weight, bias))  # (B, D)


def _mean_of_tokens(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(F.linear(x.mean(dim=1), weight, bias))


def _last_token(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(F.linear(x[:, -1], weight, bias))


def _first_sentence(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(F.linear(x[0], weight, bias))


def _every_token(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(F.linear(x, weight, bias))


def _no_tanh(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return F.linear(x[:, 0], weight, bias)


def _sigmoid(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.sigmoid(F.linear(x[:, 0], weight, bias))


def _not_turned(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(x[:, 0] @ weight + bias)


def _examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for B, T, D in ((2, 3, 4), (1, 5, 6)):
        shapes = ((B, T, D), (D, D), (D,))
        yield tuple(torch.randn(shape, generator=generator) for shape in shapes)


def _drawn(draw: Draw) -> Arguments:
    B, T, D = draw.size(), draw.size(), draw.size()
    return draw.numbers(B, T, D), draw.numbers(D, D), draw.numbers(D)


def _first_alone(call: Callable[..., Tensor], x: Tensor, weight: Tensor, bias: Tensor) -> bool:
    """What the other tokens hold changes nothing."""
    first = x.clone()
    first[:, 1:] += 1
    return torch.allclose(call(first, weight, bias), call(x, weight, bias), atol=1e-4)


def _own_weights(x: Tensor, weights: Weights) -> Arguments:
    return x, weights["bert.pooler.dense.weight"], weights["bert.pooler.dense.bias"]


EXERCISES = (
    Exercise(
        name="inside.pooler",
        rung="write",
        solution=pool,
        examples=_examples,
        mistakes=(
            Mistake("mean_of_tokens", _mean_of_tokens),
            Mistake("last_token", _last_token),
            Mistake("first_sentence", _first_sentence),
            Mistake("every_token", _every_token),
            Mistake("no_tanh", _no_tanh),
            Mistake("sigmoid", _sigmoid),
            Mistake("not_turned", _not_turned),
        ),
        properties=(Property("first_alone", _first_alone),),
        drawn=_drawn,
        twin="pool",
        adapted=_own_weights,
        absolute=1e-5,
        hints=3,
    ),
    Exercise(
        name="inside.pooler_in_the_model",
        rung="use",
        solution=pool,
        examples=lambda: iter((example(),)),
        mistakes=(
            Mistake("mean_of_tokens", _mean_of_tokens),
            Mistake("last_token", _last_token),
            Mistake("no_tanh", _no_tanh),
            Mistake("not_turned", _not_turned),
        ),
        harness="core.exercises.real_model:POOLER",
        absolute=1e-5,
        hints=2,
    ),
)
