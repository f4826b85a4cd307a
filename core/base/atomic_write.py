"""Files that are whole or not there, also after the machine lost its power."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal
from uuid import uuid4

UNFINISHED = ".part"


def unfinished(path: Path) -> Path:
    """A name beside a file under which it can be written; no two are the same."""
    return path.with_name(f"{path.name}.{uuid4().hex[:8]}{UNFINISHED}")


def name_durably(written: Path, path: Path) -> None:
    """Give a file, whose content is already on the disk, its name: at once and for good."""
    os.replace(written, path)
    _sync_folder(path.parent)


@contextmanager
def durable(path: Path, mode: Literal["x", "xb"] = "x", **how: Any) -> Iterator[IO[Any]]:
    """An open file that gets its name when the block ends well, and is gone when it does not.

    A reader finds the old content or the new, never half. `how` goes to `open`.
    """
    beside = unfinished(path)
    try:
        with open(beside, mode, **how) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        name_durably(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def write_durably(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all."""
    with durable(path, encoding="utf-8") as file:
        file.write(text)


def sync_file(path: Path) -> None:
    """Wait until a file that somebody else wrote is on the disk."""
    with open(path, "r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # where a folder cannot be opened, and need not be
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
