"""Graphs drawn once into the user's folder: whole or not there, named by what decides them, few.

A file's name ends in the CRC-32 of its content, so that one damaged later is noticed and drawn anew.
"""

import logging
import zlib
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from core.base.atomic_write import UNFINISHED, durable
from core.base.settings import home

log = logging.getLogger(__name__)
MOST_GRAPHS = 24  # of 5 to 70 MB each; the oldest go
CHUNK = 1 << 20  # bytes
ENDING = ".onnx"


def kept_graph(name: str, draw: Callable[[], bytes]) -> Path:
    """The file of a graph; `draw` gives its content where there is none, or a damaged one.

    The name says everything that decides the content. Raises OSError where nothing can be written.
    """
    folder = home() / "onnx"
    for file in sorted(folder.glob(f"{name}-*{ENDING}")):
        if file.name == _file_name(name, _checksum(file)):
            return file
        log.warning("%s is damaged; it is drawn again", file)
        file.unlink(missing_ok=True)
    return _write(folder, name, draw())


def _write(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / _file_name(name, zlib.crc32(content))
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        for abandoned in folder.glob(f"*{UNFINISHED}"):  # the lock is ours, so whoever wrote it is gone
            abandoned.unlink(missing_ok=True)
        with durable(file, "xb") as written:
            written.write(content)
        _keep_few(folder)
    return file


def _keep_few(folder: Path) -> None:
    """The oldest go; whoever reads one at the time goes on reading it."""
    files = sorted(folder.glob(f"*{ENDING}"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[MOST_GRAPHS:]:
        file.unlink(missing_ok=True)


def _file_name(name: str, checksum: int) -> str:
    return f"{name}-{checksum:08x}{ENDING}"


def _checksum(file: Path) -> int:
    checksum = 0
    with open(file, "rb") as stream:
        while chunk := stream.read(CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum
