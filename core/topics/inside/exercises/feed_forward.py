"""What a learner writes about the feed-forward network: its bend, and the network itself."""

import math
from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property
from core.nn.encoder import Weights


def gelu(x: Float[Tensor, "... N"]) -> Float[Tensor, "... N"]:
    """x · Φ(x), where Φ(x) = (1 + erf(x / √2)) / 2 is the share of a normal distribution below x."""
    below = (1 + torch.erf(x / math.sqrt(2))) / 2  # (..., N)
    return x * below  # (..., N)


def feed_forward(
    x: Float[Tensor, "B T D"],
    widen: Float[Tensor, "F D"],
    widen_bias: Float[Tensor, "F"],
    back: Float[Tensor, "D F"],
    back_bias: Float[Tensor, "D"],
) -> Float[Tensor, "B T D"]:
    """Each token's vector from D to F numbers, GELU, and back to D."""
    wide = F.linear(x, widen, widen_bias)  # (B, T, F)
    return F.linear(F.gelu(wide), back, back_bias)  # (B, T, D)


def _relu(x: Tensor) -> Tensor:
    return x.clamp(min=0)


def _below_alone(x: Tensor) -> Tensor:
    return (1 + torch.erf(x / math.sqrt(2))) / 2


def _no_root(x: Tensor) -> Tensor:
    return x * (1 + torch.erf(x)) / 2


def _no_half(x: Tensor) -> Tensor:
    return x * (1 + torch.erf(x / math.sqrt(2)))


def _no_one(x: Tensor) -> Tensor:
    return x * torch.erf(x / math.sqrt(2)) / 2


def _by_tanh(x: Tensor) -> Tensor:
    return F.gelu(x, approximate="tanh")


def _by_sigmoid(x: Tensor) -> Tensor:
    return x * torch.sigmoid(1.702 * x)


def _with_relu(x: Tensor, widen: Tensor, widen_bias: Tensor, back: Tensor, back_bias: Tensor) -> Tensor:
    return F.linear(F.relu(F.linear(x, widen, widen_bias)), back, back_bias)


def _no_bend(x: Tensor, widen: Tensor, widen_bias: Tensor, back: Tensor, back_bias: Tensor) -> Tensor:
    return F.linear(F.linear(x, widen, widen_bias), back, back_bias)


def _bend_first(x: Tensor, widen: Tensor, widen_bias: Tensor, back: Tensor, back_bias: Tensor) -> Tensor:
    return F.linear(F.linear(F.gelu(x), widen, widen_bias), back, back_bias)


def _bend_last(x: Tensor, widen: Tensor, widen_bias: Tensor, back: Tensor, back_bias: Tensor) -> Tensor:
    return F.gelu(F.linear(F.linear(x, widen, widen_bias), back, back_bias))


def _no_bias(x: Tensor, widen: Tensor, widen_bias: Tensor, back: Tensor, back_bias: Tensor) -> Tensor:
    return F.gelu(x @ widen.T) @ back.T


def _with_residual(x: Tensor, widen: Tensor, widen_bias: Tensor, back: Tensor, back_bias: Tensor) -> Tensor:
    return x + F.linear(F.gelu(F.linear(x, widen, widen_bias)), back, back_bias)


def _numbers() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    yield (torch.linspace(-4, 4, 9),)
    yield (torch.randn(2, 3, 5, generator=generator),)


def _networks() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for B, T, D, width in ((2, 3, 4, 10), (1, 5, 3, 7)):
        shapes = ((B, T, D), (width, D), (width,), (D, width), (D,))
        yield tuple(torch.randn(shape, generator=generator) for shape in shapes)


def _drawn_numbers(draw: Draw) -> Arguments:
    return (draw.numbers(draw.size(), draw.size()),)


def _drawn_network(draw: Draw) -> Arguments:
    T, D, width = draw.size(), draw.size(), draw.size()
    shapes = ((1, T, D), (width, D), (width,), (D, width), (D,))
    return tuple(draw.numbers(*shape) for shape in shapes)


def _both_sides(call: Callable[..., Tensor], x: Tensor) -> bool:
    """Φ(x) + Φ(−x) = 1, so what x lets through and what −x holds back make x."""
    return torch.allclose(call(x) - call(-x), x, atol=1e-4)


def _token_by_token(call: Callable[..., Tensor], x: Tensor, *weights: Tensor) -> bool:
    return torch.allclose(call(x[:, :1], *weights), call(x, *weights)[:, :1], atol=1e-4)


def _two_maps(x: Tensor, weights: Weights) -> Arguments:
    names = (
        "intermediate.dense.weight",
        "intermediate.dense.bias",
        "output.dense.weight",
        "output.dense.bias",
    )
    return x, *(weights[name] for name in names)


EXERCISES = (
    Exercise(
        name="inside.gelu",
        rung="write",
        solution=gelu,
        examples=_numbers,
        mistakes=(
            Mistake("relu", _relu),
            Mistake("below_alone", _below_alone),
            Mistake("no_root", _no_root),
            Mistake("no_half", _no_half),
            Mistake("no_one", _no_one),
            Mistake("by_tanh", _by_tanh),
            Mistake("by_sigmoid", _by_sigmoid),
        ),
        properties=(Property("both_sides", _both_sides),),
        drawn=_drawn_numbers,
        twin="gelu",
        hints=3,
    ),
    Exercise(
        name="inside.feed_forward",
        rung="write",
        solution=feed_forward,
        examples=_networks,
        mistakes=(
            Mistake("with_relu", _with_relu),
            Mistake("no_bend", _no_bend),
            Mistake("bend_first", _bend_first),
            Mistake("bend_last", _bend_last),
            Mistake("no_bias", _no_bias),
            Mistake("with_residual", _with_residual),
        ),
        properties=(Property("each_token", _token_by_token),),
        drawn=_drawn_network,
        twin="feed_forward",
        adapted=_two_maps,
        absolute=1e-5,
        hints=3,
    ),
)
