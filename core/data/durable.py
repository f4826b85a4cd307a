"""Files that are whole or not there, also after the machine lost its power."""

import os
from pathlib import Path
from uuid import uuid4

UNFINISHED = ".part"


def unfinished(path: Path) -> Path:
    """A name beside a file under which it can be written; no two are the same."""
    return path.with_name(f"{path.name}.{uuid4().hex[:8]}{UNFINISHED}")


def name_durably(written: Path, path: Path) -> None:
    """Give a file, whose content is already on the disk, its name: at once and for good."""
    os.replace(written, path)
    _sync_folder(path.parent)


def write_durably(path: Path, text: str) -> None:
    """Write a text file so that a reader finds the old content or the new, never half."""
    beside = unfinished(path)
    try:
        with open(beside, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        name_durably(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # where a folder cannot be opened, and need not be
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
