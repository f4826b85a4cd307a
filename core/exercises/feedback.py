"""What is said to an answer: keys of texts with their parameters, since core has no language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "passed",  # right
    "chosen",  # the reply to an option
    "unfinished",  # nothing written, a blank left
    "code",  # no Python, no such function, other parameters
    "error",  # an exception of the learner's code
    "stopped",  # time, memory, a process that ended itself, what is refused
    "answer",  # a result that cannot be compared
    "mistake",  # a known one
    "shape",
    "dtype",
    "cell",  # the first cell that differs
    "property",  # what must hold of every right answer and does not
    "changed",  # an argument was changed in place
    "failed",  # no fault of the learner's: no process could be started, say
]


@dataclass(frozen=True)
class Feedback:
    """One sentence: the text of `key`, filled with `parameters`."""

    kind: Kind
    key: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """Arguments, and what the learner's function and ours make of them; `theirs` may be no tensor at all."""

    arguments: tuple[Any, ...]
    theirs: Any
    ours: Any


@dataclass(frozen=True)
class Verdict:
    """What a check found: the sentences to show in their order, the first the most important.

    `line` is the line of the learner's code that it is about, from 1. `example` is where it goes wrong: the
    smallest that was found, where there was a search. `own` is the learner's own sentence, once all is right,
    with the largest absolute `difference` from ours. `printed` is what the code printed, `cut` if there was
    more than is kept.
    """

    passed: bool
    said: tuple[Feedback, ...]
    line: int | None = None
    example: Example | None = None
    own: Example | None = None
    difference: float | None = None
    printed: str = ""
    cut: bool = False
    seconds: float = 0.0
