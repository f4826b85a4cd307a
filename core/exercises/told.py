"""A verdict as lines of text, for a shell."""

from collections.abc import Callable
from typing import Any

from torch import Tensor

from core.exercises.check import argument_names
from core.exercises.exercise import Exercise
from core.exercises.feedback import Verdict

Label = Callable[..., str]  # a key and its parameters to a text
MOST_NUMBERS = 24  # of a tensor that is written out
MOST_CHARACTERS = 300  # of any other argument


def lines_of(exercise: Exercise, verdict: Verdict, label: Label) -> list[str]:
    """What a check found: the sentences, the example, what was printed."""
    lines = [label(said.key, **said.parameters) for said in verdict.said]
    if verdict.example:
        pairs = zip(argument_names(exercise), verdict.example.arguments, strict=False)
        lines += [f"  {name} = {_short(value)}" for name, value in pairs]
    if verdict.printed:
        lines += [label("exercises.printed"), verdict.printed.rstrip("\n")]
    if verdict.cut:
        lines.append(label("exercises.cut"))
    return lines


def _short(value: Any) -> str:
    if isinstance(value, Tensor) and value.numel() > MOST_NUMBERS:
        return f"torch.Size({list(value.shape)})"
    text = repr(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} …"
