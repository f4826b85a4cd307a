"""What of an output folder is done: a manifest of the job, and a note for each part that is whole.

They lie in `_sentiscope` below the folder, where the underscore hides them from whatever reads the folder as
one table. A part's note is written after its rows, so a part without one never happened, and the summary
after all of them.
"""

import json
import re
from typing import Any

from core.base.atomic_write import UNFINISHED
from core.base.errors import SentiscopeError
from core.scoring.cluster.request import Part
from core.scoring.cluster.store import File, Store

FOLDER = "_sentiscope"
MANIFEST, SUMMARY = f"{FOLDER}/manifest.json", f"{FOLDER}/summary.json"
PART = "part-"
# What a job writes below its folder, also what a worker that was killed has left unfinished.
MINE = re.compile(rf"{FOLDER}[\\/].*|{PART}\d{{6,}}\.parquet(\.[0-9a-f]+{re.escape(UNFINISHED)})*")


def part_name(part: Part) -> str:
    """The file of a part's rows."""
    return f"{PART}{part.number:06}.parquet"


def note_name(part: Part) -> str:
    """The note that says a part is whole."""
    return f"{FOLDER}/{PART}{part.number:06}.json"


class Ledger:
    """The output folder of one job."""

    def __init__(self, output: str) -> None:
        self.store = Store(output)

    def manifest(self) -> dict[str, Any] | None:
        """What was noted of the job that began here; None where none did."""
        return self._json(MANIFEST)

    def summary(self) -> dict[str, Any] | None:
        """What came out of a job that finished here; None where none did. Its parts may have gone since."""
        return self._json(SUMMARY)

    def require_free(self) -> None:
        """Raise `ray_output_taken` where other files lie here, or the folder is a file."""
        if self.store.files():
            raise SentiscopeError("ray_output_taken", folder=self.store.address)

    def forget(self) -> None:
        """Remove all that a job wrote here; the manifest goes last.

        Raises `ray_output_taken`, before anything is removed, where other files lie here too.
        """
        files = self.store.files()
        if not all(map(self._is_mine, files)):
            raise SentiscopeError("ray_output_taken", folder=self.store.address)
        for file in sorted(files, key=lambda file: file.address.endswith(MANIFEST)):
            self.store.remove(file)

    def begin(self, manifest: dict[str, Any]) -> None:
        """Note what the parts to come belong to."""
        self._write(MANIFEST, manifest)

    def notes(self, parts: list[Part]) -> dict[int, dict[str, Any]]:
        """The notes of the parts that are whole, by number: those whose file has the size that was noted."""
        sizes = {file.address: file.bytes for file in self.store.files()}
        notes = {}
        for part in parts:
            note = self._json(note_name(part)) if self.store.child(note_name(part)) in sizes else None
            if note and sizes.get(self.store.child(part_name(part)), 0) == note["bytes"]:
                notes[part.number] = note
        return notes

    def commit(self, part: Part, note: dict[str, Any]) -> None:
        """From now on the part counts."""
        self._write(note_name(part), note)

    def finish(self, summary: dict[str, Any]) -> None:
        """All parts are there. What killed workers left unfinished goes: it would be read as rows."""
        for file in self.store.files():
            if file.address.endswith(UNFINISHED) and self._is_mine(file):
                self.store.remove(file)
        self._write(SUMMARY, summary)

    def rows(self, parts: list[Part]) -> int:
        """The rows in the files of these parts, by their footers."""
        return sum(self.store.rows(part_name(part)) for part in parts)

    def _is_mine(self, file: File) -> bool:
        return MINE.fullmatch(file.address[len(self.store.child("")) :]) is not None

    def _json(self, name: str) -> dict[str, Any] | None:
        content = self.store.read(name)
        try:
            value = None if content is None else json.loads(content)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None

    def _write(self, name: str, content: dict[str, Any]) -> None:
        self.store.write(name, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
