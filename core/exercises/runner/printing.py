"""What a learner's code prints, up to a limit: a file takes it, so that it outlives the process."""

import io
import os
from pathlib import Path


class Printed(io.TextIOBase):
    """A text stream into an open file; one byte more than `most` is kept, as a sign of there being more."""

    def __init__(self, number: int, most: int) -> None:
        self._number, self._left = number, most + 1
        self.listens = True

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self.listens and self._left > 0:
            data = text.encode("utf-8", errors="backslashreplace")[: self._left]
            self._left -= os.write(self._number, data)
        return len(text)


def read_printed(file: Path, most: int) -> tuple[str, bool]:
    """What was printed, and whether there was more than that."""
    try:
        with open(file, "rb") as stream:
            data = stream.read(most + 1)
    except OSError:
        return "", False
    return data[:most].decode("utf-8", errors="replace"), len(data) > most
