"""How a command reports what went wrong: one line for a parent process, which a page can put into words.

A command that stops on a `SentiscopeError` prints `::error {json}` as its last line on standard
output and exits with a code other than 0; the runner stores the key and the parameters.
"""

import json
import os
from typing import Any

from core.base.errors import SentiscopeError
from core.jobs.progress import LINES, VARIABLE

PREFIX = "::error "


def encode(error: SentiscopeError) -> str:
    """The error as one line; a parameter of a type that JSON lacks becomes its text."""
    return PREFIX + json.dumps(
        {"key": error.key, "parameters": error.parameters}, ensure_ascii=False, default=str
    )


def decode(line: str) -> SentiscopeError | None:
    """The error in a line of output, or None if the line is anything else."""
    if not line.startswith(PREFIX):
        return None
    try:
        content: Any = json.loads(line[len(PREFIX) :])
        return SentiscopeError(str(content["key"]), **content["parameters"])
    except (ValueError, TypeError, KeyError):
        return None


def announce(error: SentiscopeError) -> None:
    """Print the error for a parent that reads lines; does nothing when a person is watching."""
    if os.environ.get(VARIABLE) == LINES:
        print(encode(error), flush=True)
