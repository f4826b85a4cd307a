"""The whole classifier as the text of one file, which runs without this app."""

import ast
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.base.docstrings import docstrings
from core.exercises.capstone.parts import Part
from core.exercises.registry import find
from core.exercises.source import INDENT, given_text, solution_text
from core.nn.docstrings import with_docstrings

REST = Path(__file__).with_name("program.txt")  # what holds the parts together
IMPORTS = """\
import json
import math
import sys
import unicodedata

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn
"""


def program(parts: Sequence[Part], about: str, headings: tuple[str, str], language: str = "en") -> str:
    """The text of the file. `about` stands on top, one of `headings` over each part: theirs, ours.

    `language` is that of our docstrings.
    """
    rest = REST.read_text(encoding="utf-8")
    taken = defined(rest) | defined(IMPORTS) | {part.name for part in parts}
    pieces = [f'"""{about}"""', IMPORTS.strip()]
    for part in parts:
        text = code_of(part, language)
        own = defined(text) - {part.name}
        pieces.append(f"# ---- {headings[0 if part.code else 1]} ({part.exercise.name})")
        pieces.append(_apart(part.name, text) if own & taken else text)
        taken |= own
    return "\n\n\n".join([*pieces, with_docstrings(rest.strip(), __name__, docstrings(language))]) + "\n"


def code_of(part: Part, language: str = "en") -> str:
    """A part's function, and what it may call besides; ours where the learner's is no Python."""
    exercise = find(part.exercise.name)
    code = part.code if _is_python(part.code) and part.code else solution_text(exercise, language)
    return "\n\n\n".join(text.strip() for text in (given_text(exercise, language), code) if text.strip())


def defined(text: str) -> set[str]:
    """The names that a text binds at its outermost level, but for those of imports."""
    return set(_bound(ast.parse(text).body))


def _bound(body: Iterable[ast.stmt]) -> Iterable[str]:
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.With | ast.If):
            yield from (
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            )


def _apart(name: str, text: str) -> str:
    """A function inside another one, as names beside it are those of another part as well."""
    inner = _indented(text)
    return f"def _own_{name}():\n{inner}\n\n{INDENT}return {name}\n\n\n{name} = _own_{name}()"


def _indented(text: str) -> str:
    """Each line further in, but for those inside of a text of several lines."""
    inside = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        and isinstance(getattr(node, "end_lineno", None), int)
        for number in range(node.lineno + 1, (node.end_lineno or 0) + 1)
    }
    lines = text.split("\n")
    return "\n".join(
        line if number in inside else textwrap.indent(line, INDENT)
        for number, line in enumerate(lines, start=1)
    )


def _is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
