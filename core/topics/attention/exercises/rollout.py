"""What a learner writes about rollout: attention followed through all layers."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property


def rollout(attention: Float[Tensor, "L H T T"]) -> Float[Tensor, "L T T"]:
    """How much of each input token stands in each token after every layer: A_L ⋯ A_2 A_1."""
    T = attention.shape[-1]
    mixing = (attention.mean(dim=1) + torch.eye(T)) / 2  # (L, T, T): half of a token stays where it is
    rolled = [mixing[0]]
    for layer in mixing[1:]:
        rolled.append(layer @ rolled[-1])  # (T, T)
    return torch.stack(rolled)  # (L, T, T)


def _rolled(mixing: Tensor) -> Tensor:
    rolled = [mixing[0]]
    for layer in mixing[1:]:
        rolled.append(layer @ rolled[-1])
    return torch.stack(rolled)


def _no_residual(attention: Tensor) -> Tensor:
    return _rolled(attention.mean(dim=1))


def _not_halved(attention: Tensor) -> Tensor:
    return _rolled(attention.mean(dim=1) + torch.eye(attention.shape[-1]))


def _other_order(attention: Tensor) -> Tensor:
    mixing = (attention.mean(dim=1) + torch.eye(attention.shape[-1])) / 2
    rolled = [mixing[0]]
    for layer in mixing[1:]:
        rolled.append(rolled[-1] @ layer)
    return torch.stack(rolled)


def _number_by_number(attention: Tensor) -> Tensor:
    return ((attention.mean(dim=1) + torch.eye(attention.shape[-1])) / 2).cumprod(dim=0)


def _sum_of_heads(attention: Tensor) -> Tensor:
    return _rolled((attention.sum(dim=1) + torch.eye(attention.shape[-1])) / 2)


def _ones_for_eye(attention: Tensor) -> Tensor:
    return _rolled((attention.mean(dim=1) + torch.ones(attention.shape[-1], attention.shape[-1])) / 2)


def _only_mixing(attention: Tensor) -> Tensor:
    return (attention.mean(dim=1) + torch.eye(attention.shape[-1])) / 2


def _examples() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for L, H, T in ((3, 2, 4), (2, 3, 5)):
        yield ((2 * torch.randn(L, H, T, T, generator=generator)).softmax(dim=-1),)


def _drawn(draw: Draw) -> Arguments:
    """Heads each of whose queries looks at one token alone."""
    L, H, T = draw.size(), draw.size(high=2), draw.size()
    return (F.one_hot(draw.whole(L, H, T, high=T - 1), T).float(),)


def _rows(call: Callable[..., Tensor], attention: Tensor) -> bool:
    """What a token is made of adds up to 1 after every layer."""
    total = call(attention).sum(dim=-1)
    return torch.allclose(total, torch.ones_like(total), atol=1e-4)


EXERCISES = (
    Exercise(
        name="attention.rollout",
        rung="write",
        solution=rollout,
        examples=_examples,
        mistakes=(
            Mistake("no_residual", _no_residual),
            Mistake("not_halved", _not_halved),
            Mistake("other_order", _other_order),
            Mistake("number_by_number", _number_by_number),
            Mistake("sum_of_heads", _sum_of_heads),
            Mistake("ones_for_eye", _ones_for_eye),
            Mistake("only_mixing", _only_mixing),
        ),
        properties=(Property("rows", _rows),),
        drawn=_drawn,
        twin="rollout",
        hints=3,
    ),
)
