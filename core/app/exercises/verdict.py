"""What a check found: a sentence or two, the smallest example, and what the code printed."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign_parameters
from core.app.state import Translator, language
from core.base.i18n import labels

if TYPE_CHECKING:
    from core.exercises.exercise import Exercise
    from core.exercises.feedback import Example, Feedback, Verdict

MOST_NUMBERS = 16  # of a tensor that is written out
MOST_LINES, HEIGHT = 8, 220  # of what was printed, and the pixels in which more of it scrolls
GOOD = ("passed", "chosen")
OURS = ("failed",)  # no fault of the learner's


def show(exercise: "Exercise", found: "Verdict", t: Translator) -> None:
    """All of it, the most important first."""
    for feedback in found.said:
        colour, icon = _look(feedback.kind)
        st.markdown(f":{colour}[:material/{icon}:] {said(feedback, t)}")
    if found.example and not found.passed and is_small(exercise, found.example):
        st.caption(t("write.example"))
        st.code(written(exercise, found.example, t), language="python", wrap_lines=True)
    if found.printed:
        st.caption(t("write.printed_cut" if found.cut else "write.printed"))
        is_long = found.printed.count("\n") > MOST_LINES
        st.code(found.printed, language=None, wrap_lines=True, height=HEIGHT if is_long else "content")


def said(feedback: "Feedback", t: Translator) -> str:
    """A sentence, in which what the learner wrote is no Markdown."""
    template = labels(language())[feedback.key]
    return t(feedback.key, **foreign_parameters(template, feedback.parameters))


def _look(kind: str) -> tuple[str, str]:
    if kind in GOOD:
        return "green", "check_circle"
    return ("gray", "info") if kind in OURS else ("orange", "lightbulb")


def is_small(exercise: "Exercise", example: "Example") -> bool:
    """Whether somebody would try it by hand: each tensor can be written out, and no model is needed."""
    from torch import Tensor

    tensors = (one for one in example.arguments if isinstance(one, Tensor))
    return not exercise.harness and all(one.numel() <= MOST_NUMBERS for one in tensors)


def written(exercise: "Exercise", example: "Example", t: Translator) -> str:
    """An example as Python that can be tried: each argument by its name, then both results."""
    from core.exercises.check import argument_names

    named = zip(argument_names(exercise), example.arguments, strict=False)
    lines = [f"{name} = {in_python(value)}" for name, value in named]
    results = (("write.example_theirs", example.theirs), ("write.example_ours", example.ours))
    return "\n".join([*lines, "", *(f"# {t(key)}: {in_python(value)}" for key, value in results)])


def in_python(value: Any) -> str:
    """A value as one writes it in Python; of a large tensor the shape alone."""
    from torch import Tensor

    if not isinstance(value, Tensor):
        text = repr(value)
        return text if len(text) <= MOST_NUMBERS * 10 else f"{text[: MOST_NUMBERS * 10]} …"
    if value.numel() > MOST_NUMBERS:
        return f"torch.Size({list(value.shape)})"
    numbers = value.tolist()
    return f"torch.tensor({_rounded(numbers)})"


def _rounded(numbers: Any) -> Any:
    if isinstance(numbers, list):
        return [_rounded(one) for one in numbers]
    return round(numbers, 4) if isinstance(numbers, float) else numbers
