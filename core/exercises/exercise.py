"""What an exercise is: a rung, our solution, the wrong answers it knows, and what must hold of a right one.

A topic declares its exercises in a tuple `EXERCISES` of its `exercises.py`; pages, the shell and the tests
read the same declarations. docs/exercises.md says how to add one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar, get_args

import torch
from torch import Tensor

Rung = Literal["choose", "fill", "write", "repair", "use"]
RUNGS: tuple[Rung, ...] = get_args(Rung)
Arguments = tuple[Any, ...]
Function = Callable[..., Any]
Choice = TypeVar("Choice")


class Draw(Protocol):
    """Where the arguments of a small random example come from; it can make a found one smaller."""

    def size(self, low: int = 1, high: int = 3) -> int:
        """A whole number, such as one of a shape."""
        ...

    def numbers(self, *shape: int, low: int = -1, high: int = 2) -> Tensor:
        """A tensor of small whole numbers in the exercise's dtype: easy to read in an example."""
        ...

    def whole(self, *shape: int, low: int = 0, high: int = 4) -> Tensor:
        """A tensor of ids, labels or the like (int64)."""
        ...

    def truths(self, *shape: int) -> Tensor:
        """A mask."""
        ...

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """One of several values, the first where it makes no difference."""
        ...


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer as real code: on every example its result differs from that of all others."""

    name: str
    function: Function


@dataclass(frozen=True)
class Property:
    """What must be true of a right answer whatever the numbers are.

    `holds(call, *arguments)` calls the learner's function through `call` as often as it needs.
    """

    name: str
    holds: Callable[..., bool]


@dataclass(frozen=True)
class Option:
    """An answer of the rung `choose`. `shown` is code or a shape; where it is empty a text is shown."""

    name: str
    shown: str = ""


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One thing to choose, fill in, write, repair or put in place.

    `name` is dotted, `topic.what`; `name` and `rung` are written as literals, since lists of exercises are
    read from the source, without torch. Texts stand under `exercises.<name>` in the topic's files.

    `solution` stands in the repository and needs `torch`, `F`, `math`, `nn`, `Tensor` and the functions
    `given` alone. `examples` yields argument tuples; results may differ from ours by
    `absolute + relative * |ours|` in `dtype`. `twin` names the twin, of this topic or dotted of another,
    that holds the solution to the library; `adapted` makes this exercise's arguments of that twin's.
    `drawn` makes arguments of a small example, from which the smallest wrong one is searched.

    `hints` is how many there are. `blanks` (fill) are pieces of our text, each found in it once, that are
    cut out. `wrong` (repair) names the mistake that is there to begin with. `options` (choose) are
    the answers, of which `proof` gives what the right one shows, worked out by code. `harness` (use) names a
    `Harness` as `module:NAME`.
    """

    name: str
    rung: Rung
    solution: Function | None = None
    examples: Callable[[], Iterator[Arguments]] | None = None
    mistakes: tuple[Mistake, ...] = ()
    properties: tuple[Property, ...] = ()
    drawn: Callable[[Draw], Arguments] | None = None
    twin: str = ""
    adapted: Callable[..., Arguments] | None = None
    given: tuple[Function, ...] = ()
    dtype: torch.dtype = torch.float32
    relative: float = 1e-5
    absolute: float = 1e-6
    hints: int = 2
    blanks: tuple[str, ...] = ()
    wrong: str = ""
    options: tuple[Option, ...] = ()
    proof: Callable[[], str] | None = None
    harness: str = ""

    @property
    def topic(self) -> str:
        """The folder of the topic that holds it."""
        return self.name.split(".")[0]

    @property
    def function(self) -> Function:
        """The solution of an exercise that has code, which all rungs but `choose` are."""
        if self.solution is None:
            raise TypeError(f"{self.name} has no solution")
        return self.solution

    @property
    def right(self) -> str:
        """The name of the right option."""
        shown = self.proof() if self.proof else ""
        return next(option.name for option in self.options if option.shown == shown)

    def mistake(self, name: str) -> Mistake:
        """The known wrong answer of that name."""
        return next(mistake for mistake in self.mistakes if mistake.name == name)


@dataclass(frozen=True)
class Harness:
    """The real model around a learner's function.

    `prepare` loads what is needed (weights, say) and is called once, before the learner's process is split
    off; it must start no thread. `run(function, *arguments)` gives what is compared, such as logits.
    """

    prepare: Callable[[], Any]
    run: Callable[..., Any]


def cast(value: Any, dtype: torch.dtype) -> Any:
    """A copy of arguments with floating-point tensors in a dtype."""
    if isinstance(value, Tensor):
        return value.detach().to(dtype, copy=True) if value.is_floating_point() else value.clone()
    if isinstance(value, torch.Generator):
        return torch.Generator().manual_seed(value.initial_seed())
    if isinstance(value, dict):
        return {key: cast(one, dtype) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(cast(one, dtype) for one in value)
    return value
