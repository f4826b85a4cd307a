"""Which file this is, and whether it is still the one it was."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from core.base.errors import SentiscopeError


@dataclass(frozen=True)
class Fingerprint:
    """A file's size in bytes and sha256 when it was read, and its modification time then (ns)."""

    path: Path
    bytes: int
    sha256: str
    modified: int

    def as_dict(self) -> dict[str, int | str]:
        """Size in bytes and sha256: equal for files with the same content, whatever their path."""
        return {"bytes": self.bytes, "sha256": self.sha256}

    def check(self) -> None:
        """Raise `input_changing` if the file has grown, shrunk, been changed or gone since."""
        try:
            stat = self.path.stat()
        except OSError as error:
            raise SentiscopeError("input_changing", file=self.path.name) from error
        if (stat.st_size, stat.st_mtime_ns) != (self.bytes, self.modified):
            raise SentiscopeError("input_changing", file=self.path.name)


def fingerprint(path: Path) -> Fingerprint:
    """Read the whole file. Raises `input_changing` if it changes meanwhile."""
    stat = path.stat()
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    result = Fingerprint(path, stat.st_size, digest, stat.st_mtime_ns)
    result.check()
    return result
