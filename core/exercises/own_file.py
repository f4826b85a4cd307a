"""An exercise as a file for a learner's own editor, checked whenever it is saved."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from core.base.errors import SentiscopeError
from core.base.output import cannot_write
from core.exercises.check import MOST_TEXT
from core.exercises.exercise import Exercise
from core.exercises.source import KNOWN_IMPORTS, given_text, start_text
from core.exercises.texts import question_key, title_key
from core.exercises.told import Label

IMPORTS = "\n".join((*KNOWN_IMPORTS[:-1], "from torch import Tensor, nn"))
SECONDS_BETWEEN_LOOKS = 0.3


def file_text(exercise: Exercise, label: Label, language: str = "en") -> str:
    """What one starts from: the question as a comment, the imports, what may be called, the function.

    `language` is that of the docstrings, `label` finds the other texts.
    """
    name = exercise.name
    heading = "\n".join(f"# {label(key)}" for key in (title_key(name), question_key(name)))
    parts = [heading, IMPORTS]
    if exercise.given:
        parts.append(f"# {label('exercises.given')}\n{given_text(exercise, language).strip()}")
    return "\n\n\n".join([*parts, start_text(exercise, language)])


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet. Errors: `exercise_file_exists`, `output_cannot_write`."""
    try:
        with open(file, "x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise SentiscopeError("exercise_file_exists", file=file) from error
    except OSError as error:
        raise cannot_write(file) from error


def read_answer(file: Path) -> str:
    """The text of a file, not much more than an answer may have. Error: `exercise_file_missing`."""
    if not file.is_file():  # a pipe would never end
        raise SentiscopeError("exercise_file_missing", file=file)
    try:
        with open(file, encoding="utf-8", errors="replace") as stream:
            return stream.read(MOST_TEXT + 1)
    except OSError as error:
        raise SentiscopeError("exercise_file_missing", file=file) from error


def saves(file: Path, wait: Callable[[float], None] = time.sleep) -> Iterator[str]:
    """The text of a file each time that it was saved, for ever. Error: `exercise_file_missing`."""
    seen = _stamp(file)
    while True:
        wait(SECONDS_BETWEEN_LOOKS)
        now = _stamp(file)
        if now is not None and now != seen:
            seen = now
            yield read_answer(file)


def _stamp(file: Path) -> tuple[int, int] | None:
    """What changes when a file is saved; None for the moment in which an editor replaces it."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
