"""Whether a command may write where it was told to: asked before its work, not after an hour."""

import os
from pathlib import Path

from core.base.atomic_write import check_replaceable
from core.base.errors import SentiscopeError


def check_file(output: Path) -> None:
    """Make the folder of a file to write where it is missing.

    Errors: that of `check_replaceable`, and `output_cannot_write`.
    """
    try:
        check_replaceable(output)
        output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(output) from error
    if output.is_dir() or not os.access(output.parent, os.W_OK):
        raise cannot_write(output)


def check_folder(output: Path) -> None:
    """Error: `training_output_is_file` where a folder is to be written and something else has its name."""
    try:
        taken = output.exists() and not output.is_dir()
    except OSError as error:  # a name that no disk takes
        raise cannot_write(output) from error
    if taken:
        raise SentiscopeError("training_output_is_file", output=output)


def cannot_write(output: Path) -> SentiscopeError:
    """What is said where the disk refuses a file."""
    return SentiscopeError("output_cannot_write", output=output)
