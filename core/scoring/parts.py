"""The numbered parts of an output on its way: what is committed stays, whatever happens next.

They lie in `OUTPUT.parts`. A part is committed once its note, written last, has its name; a part without
one never happened. So a kill at any moment costs the window that was being scored and nothing else.
"""

import contextlib
import json
import logging
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import filelock

from core.base.atomic_write import (
    UNFINISHED,
    make_folder,
    name_durably,
    sync_folder,
    unfinished,
    write_durably,
)
from core.base.errors import SentiscopeError
from core.scoring.places import summary_path

log = logging.getLogger(__name__)
ENDING = ".parts"
MANIFEST = "manifest.json"
LOCK = "lock"
WHOLE = "whole"


class Parts:
    """The parts of one output, in order; only for whoever holds `only_writer` of it."""

    def __init__(self, output: Path, kind: str) -> None:
        """`kind` is the ending of a part's file, without its dot."""
        self.folder = folder_of(output)
        self.whole = self.folder / f"{WHOLE}.{kind}"
        self._kind = kind

    def path(self, number: int) -> Path:
        """Where the part with this number, from 0, lies."""
        return self.folder / f"part-{number:06}.{self._kind}"

    def manifest(self) -> dict[str, Any] | None:
        """What was noted of the run that began these parts; None where there are none, or it is damaged."""
        return _read(self.folder / MANIFEST)

    def begin(self, manifest: dict[str, Any]) -> None:
        """Forget all parts and note what the next ones belong to."""
        for file in self._files():
            file.unlink(missing_ok=True)
        sync_folder(self.folder)  # or, after a loss of power, old parts could lie beside the new manifest
        write_durably(self.folder / MANIFEST, _written(manifest))

    def count(self) -> int:
        """How many parts are committed, from the first up to the first that is missing.

        Whatever else lies about, such as half a part, is removed.
        """
        count = 0
        while self._is_whole(count):
            count += 1
        committed = {path for number in range(count) for path in (self.path(number), self._note(number))}
        for file in self._files():
            if file not in committed:
                file.unlink(missing_ok=True)
        return count

    def note(self, number: int) -> dict[str, Any]:
        """What was noted of a committed part."""
        return _read(self._note(number)) or {}

    def commit(self, number: int, note: dict[str, Any]) -> None:
        """The part's file is on the disk under its name: from now on it counts."""
        write_durably(self._note(number), _written({**note, "bytes": self.path(number).stat().st_size}))

    def remove(self) -> None:
        """Everything goes; the output has it all."""
        # Renamed first: another job that begins now finds either all of it, locked, or nothing.
        gone = unfinished(self.folder)
        name_durably(self.folder, gone)
        shutil.rmtree(gone, ignore_errors=True)

    def remove_if_empty(self) -> None:
        """Nothing was committed: leave no trace."""
        if not any(self.folder.glob("part-*.json")):
            self.remove()

    def _note(self, number: int) -> Path:
        return self.folder / f"part-{number:06}.json"

    def _is_whole(self, number: int) -> bool:
        file, note = self.path(number), _read(self._note(number))
        return note is not None and file.is_file() and file.stat().st_size == note.get("bytes")

    def _files(self) -> list[Path]:
        return [file for file in self.folder.iterdir() if file.name not in (MANIFEST, LOCK)]


def folder_of(output: Path) -> Path:
    """Where the parts of an output lie."""
    return output.with_name(output.name + ENDING)


@contextlib.contextmanager
def only_writer(output: Path) -> Iterator[None]:
    """Hold the output for this process; the system lets go of it when the process ends, however it ends.

    Raises SentiscopeError `scoring_output_busy` while another process holds it, `csv_cannot_write`.
    """
    folder = folder_of(output)
    try:
        make_folder(folder)
        lock = filelock.FileLock(folder / LOCK)
        lock.acquire(blocking=False)
    except filelock.Timeout as error:
        raise SentiscopeError("scoring_output_busy", file=output.name) from error
    except OSError as error:
        raise SentiscopeError("csv_cannot_write", file=output.name, folder=output.parent) from error
    try:
        _sweep(output)
        yield
    finally:
        lock.release()


def _sweep(output: Path) -> None:
    """Remove what runs that were killed in their last moment have left beside the output."""
    names = "|".join(map(re.escape, (folder_of(output).name, summary_path(output).name)))
    left = re.compile(rf"({names})\.[0-9a-f]{{8}}{re.escape(UNFINISHED)}")
    for path in output.parent.iterdir():
        if left.fullmatch(path.name) and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif left.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        log.warning("%s cannot be read", path, exc_info=True)
        return None
    return content if isinstance(content, dict) else None


def _written(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
