"""Code in a child: what becomes of it."""

from dataclasses import dataclass, field
from typing import Any

import torch

from core.exercises.runner.client import Runner, runner
from core.exercises.runner.limits import Limits
from core.exercises.runner.session import ProblemError, StoppedError

SHORT = Limits(seconds=1.5)


@dataclass
class Outcome:
    """The result, or the problem's facts, or why the child stopped."""

    result: Any = None
    problem: dict[str, Any] = field(default_factory=dict)
    stopped: str = ""
    code: int | None = None
    printed: str = ""
    cut: bool = False


def tried(text: str, *, limits: Limits = SHORT, by: Runner | None = None) -> Outcome:
    """Call `f(torch.ones(2))` of a text."""
    outcome = Outcome()
    with (by or runner()).check(limits) as check:
        try:
            check.session.load(text, "f", 1)
            outcome.result = check.session.call((torch.ones(2),), prints=True)[0]
        except ProblemError as problem:
            outcome.problem = dict(problem.facts)
        except StoppedError as stop:
            outcome.stopped, outcome.code = stop.why, stop.code
    outcome.printed, outcome.cut = check.printed, check.cut
    return outcome


def works(by: Runner | None = None) -> bool:
    """Whether a check that does nothing wrong still gives its result."""
    return torch.equal(tried("def f(x):\n    return 2 * x", by=by).result, torch.full((2,), 2.0))
