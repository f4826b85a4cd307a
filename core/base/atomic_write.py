"""Files that are whole or not there, also after the machine lost its power."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Literal
from uuid import uuid4

from core.base.errors import SentiscopeError

UNFINISHED = ".part"


def unfinished(path: Path) -> Path:
    """A name beside a file under which it can be written; no two are the same."""
    return path.with_name(f"{path.name}.{uuid4().hex[:8]}{UNFINISHED}")


def check_replaceable(path: Path) -> None:
    """Raise `output_no_file` where a device, a pipe or the like has this name: root could replace it.

    A link is what it leads to. OSError where the name is too long, say.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise SentiscopeError("output_no_file", file=path.name, folder=path.parent)


def name_durably(written: Path, path: Path) -> None:
    """Give a file or folder, whose content is already on the disk, its name: at once and for good.

    Error: that of `check_replaceable`.
    """
    check_replaceable(path)
    os.replace(written, path)
    sync_folder(path.parent)


@contextmanager
def durable(path: Path, mode: Literal["x", "xb"] = "x", **how: Any) -> Iterator[IO[Any]]:
    """An open file that gets its name when the block ends well, and is gone when it does not.

    A reader finds the old content or the new, never half. `how` goes to `open`. Error: that of
    `check_replaceable`, before anything is written.
    """
    check_replaceable(path)
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
    r"""Write a text file in UTF-8, whole or not at all.

    Half a character, as in a file's name that is no UTF-8, becomes \udcff or the like, which JSON reads back.
    """
    with durable(path, encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)


def sync_file(path: Path) -> None:
    """Wait until a file that somebody else wrote is on the disk."""
    with open(path, "r+b" if os.name == "nt" else "rb") as file:
        os.fsync(file.fileno())


def sync_contents(folder: Path) -> None:
    """Wait until all that others wrote into a folder, and below it, is on the disk under its names."""
    for path in folder.iterdir():
        if path.is_dir():
            sync_contents(path)
        elif path.is_file():
            sync_file(path)
    sync_folder(folder)


def make_folder(folder: Path) -> None:
    """A folder, made with those above it where they are missing, that is there for good.

    Files that are safe in a folder are lost with it where the folder itself has not reached the disk.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder, not what they stand for, are on the disk."""
    if os.name == "nt":  # where a folder cannot be opened, and need not be
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
