"""The smallest arguments that show what is wrong: Hypothesis makes them, and makes them smaller."""

import contextlib
import random
import time
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from core.exercises.exercise import Arguments, Choice, Draw

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

MOST_TRIES = 20  # before a fault is found
SEED = 42
SECONDS_TO_COLLECT = 60.0  # they are few: an end only for a function that draws for ever


class Drawn:
    """`Draw` by Hypothesis, whose simplest values are zeros, the lowest size and the first choice."""

    def __init__(self, draw: "DrawFn", dtype: torch.dtype) -> None:
        self._draw, self._dtype = draw, dtype

    def size(self, low: int = 1, high: int = 3) -> int:
        return int(self._entries(1, low, high)[0])

    def numbers(self, *shape: int, low: int = -1, high: int = 2) -> Tensor:
        return self._table(shape, low, high).to(self._dtype)

    def whole(self, *shape: int, low: int = 0, high: int = 4) -> Tensor:
        return self._table(shape, low, high)

    def truths(self, *shape: int) -> Tensor:
        return self._table(shape, 0, 1).bool()

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        return choices[self._entries(1, 0, len(choices) - 1)[0]]

    def _table(self, shape: tuple[int, ...], low: int, high: int) -> Tensor:
        return torch.tensor(self._entries(torch.Size(shape).numel(), low, high), dtype=torch.int64).reshape(
            shape
        )

    def _entries(self, count: int, low: int, high: int) -> list[int]:
        """Whole numbers from `low` to `high`, 0 the simplest where it is one of them."""
        from hypothesis import strategies

        simplest = min(max(0, low), high)
        order = sorted(range(low, high + 1), key=lambda number: (abs(number - simplest), -number))
        bits = (len(order) - 1).bit_length()
        coin = strategies.booleans()  # of whole numbers Hypothesis would also try those in all modules' text
        drawn = ([self._draw(coin) << bit for bit in range(bits)] for _ in range(count))
        return [order[sum(parts) % len(order)] for parts in drawn]


def several(drawn: Callable[[Draw], Arguments], dtype: torch.dtype) -> tuple[Arguments, ...]:
    """Unlike arguments, the same at each call: those that `smallest` would try first."""
    found: list[Arguments] = []

    def collected(arguments: Arguments) -> bool:
        found.append(arguments)
        return False

    smallest(drawn, dtype, collected, SECONDS_TO_COLLECT)
    return tuple(found)


def smallest(
    drawn: Callable[[Draw], Arguments],
    dtype: torch.dtype,
    wrong: Callable[[Arguments], bool],
    seconds: float,
) -> Arguments | None:
    """Arguments for which `wrong` is true, as small as could be found; None if there were none.

    The same call finds the same arguments, as long as the time suffices.
    """
    import hypothesis
    from hypothesis import strategies
    from hypothesis.errors import Flaky, HypothesisWarning, NoSuchExample

    deadline = time.monotonic() + seconds
    shown: list[Arguments] = []

    @strategies.composite
    def arguments(draw: "DrawFn") -> Arguments:
        return drawn(Drawn(draw, dtype))

    def shows(found: Arguments) -> bool:
        if time.monotonic() >= deadline or not wrong(found):
            return False
        shown.append(found)
        return True

    settings = hypothesis.settings(
        max_examples=MOST_TRIES,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
        suppress_health_check=tuple(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HypothesisWarning)
        # The time may be over while what was found is made smaller: then the smallest so far is taken.
        with contextlib.suppress(NoSuchExample, Flaky):
            hypothesis.find(arguments(), shows, settings=settings, random=random.Random(SEED))
    return min(shown, key=_size, default=None)


def _size(arguments: Arguments) -> tuple[int, float]:
    """How many numbers arguments hold, and how far they are from zeros."""
    tensors = [argument for argument in arguments if isinstance(argument, Tensor)]
    return sum(one.numel() for one in tensors), sum(
        float(one.double().abs().sum()) for one in tensors if one.numel()
    )
