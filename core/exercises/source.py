"""An exercise's code as text, cut from our own solution: what a learner starts from, and the answer.

`language` is that of the docstrings; the code is the same in all.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.base.docstrings import docstrings
from core.base.errors import SentiscopeError
from core.exercises.exercise import Exercise, Function
from core.nn.source.flat import Program
from core.nn.source.listing import definition, first_line

INDENT = "    "
BLANK = re.compile(r"__(\d+)__")
KNOWN_IMPORTS = ("import math", "import torch", "import torch.nn.functional as F", "from torch import nn")
TENSOR = "from torch import Tensor"


@dataclass(frozen=True)
class Text:
    """A function's text in three parts: its head with the shapes, its docstring, what it does."""

    head: str
    docstring: str
    body: str
    imports: tuple[str, ...]
    before: str = ""  # helpers of ours

    def whole(self, body: str | None = None) -> str:
        """The function, with another body where one is given."""
        parts = (self.head, self.docstring, (self.body if body is None else body).rstrip())
        function = "\n".join(part for part in parts if part)
        lines = "\n".join(self.imports)
        return "\n\n\n".join(part for part in (lines, self.before, function) if part) + "\n"


def text_of(function: Function, language: str = "en") -> Text:
    """A function of ours as a learner would write it: plain types, its shapes in a comment."""
    found = definition(function)
    assert found is not None, "a solution stands in a module of its own right"
    program = Program({"_": function}, docstrings=docstrings(language))
    text = program.text().rpartition("\n\n\n")[0]  # without the line `_ = …`
    node = [one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef)][-1]
    lines = text.split("\n")
    start, first = node.lineno - 1, node.body[0]
    has_docstring = ast.get_docstring(node) is not None
    after = (first.end_lineno or first.lineno) if has_docstring else first.lineno - 1
    begin = first.lineno - 1
    return Text(
        "\n".join(lines[start:begin]),
        "\n".join(lines[begin:after]),
        "\n".join(lines[after : node.end_lineno]),
        tuple(sorted(program.imports - {*KNOWN_IMPORTS, TENSOR})),
        "\n".join(lines[:start]).strip(),
    )


def solution_text(exercise: Exercise, language: str = "en") -> str:
    """Our answer, which runs as it stands beside what is given."""
    return _beside_given(exercise, text_of(exercise.function, language)).whole()


def given_text(exercise: Exercise, language: str = "en") -> str:
    """The functions that a learner may call."""
    return "\n\n".join(text_of(function, language).whole() for function in exercise.given)


def start_text(exercise: Exercise, language: str = "en") -> str:
    """What stands in the editor at first."""
    solution = text_of(exercise.function, language)
    if exercise.rung == "fill":
        return _with_blanks(exercise, language)
    if exercise.rung == "repair":
        wrong = _beside_given(exercise, text_of(exercise.mistake(exercise.wrong).function, language))
        return replace(wrong, head=solution.head, docstring=solution.docstring).whole()
    shown = Text(solution.head, solution.docstring, "", solution.imports)
    return shown.whole(f"{INDENT}...")


def filled(text: str, answers: Mapping[int, str]) -> str:
    """The text of a `fill` with a learner's pieces in its blanks, which count from 1."""
    return BLANK.sub(lambda match: answers.get(int(match[1]), match[0]), text)


def first_blank(text: str) -> int | None:
    """The number of the first blank that is still one."""
    match = BLANK.search(text)
    return int(match[1]) if match else None


def _beside_given(exercise: Exercise, text: Text) -> Text:
    """A text without the helpers that are given, which stand elsewhere."""
    given = {node.name for node in ast.parse(given_text(exercise)).body if isinstance(node, ast.FunctionDef)}
    lines = text.before.split("\n")
    kept = [
        "\n".join(lines[first_line(node) - 1 : node.end_lineno])
        for node in ast.parse(text.before).body
        if getattr(node, "name", None) not in given
    ]
    return replace(text, before="\n\n\n".join(kept))


def _with_blanks(exercise: Exercise, language: str) -> str:
    text = solution_text(exercise, language)
    for number, piece in enumerate(exercise.blanks, start=1):
        if text.count(piece) != 1:
            raise SentiscopeError("exercise_blank", name=exercise.name, piece=piece)
        text = text.replace(piece, f"__{number}__")
    return text
