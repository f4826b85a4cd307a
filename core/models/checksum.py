"""The sha256 of weights: which bytes these are, and whether they are the expected ones."""

import hashlib
from functools import lru_cache
from pathlib import Path

from core.base.errors import SentiscopeError


def check_sha256(file: Path, expected: str) -> None:
    """Raise unless the file is there and holds exactly the expected bytes."""
    if not file.is_file():
        raise SentiscopeError("weights_missing", file=file.name, folder=file.parent.name)
    if file_sha256(file) != expected:
        raise SentiscopeError("weights_tampered", file=file.name, folder=file.parent.name)


def file_sha256(file: Path) -> str:
    """The sha256 of a file, computed again only after it has changed."""
    stat = file.stat()
    return sha256_of(file, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=32)
def sha256_of(file: Path, size: int, modified: int) -> str:
    """The sha256 of a file; its size and time of change (ns) are there to notice a new content."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
