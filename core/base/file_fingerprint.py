"""Which file this is, and whether it is still the one it was."""

from dataclasses import dataclass
from pathlib import Path

from core.base.errors import SentiscopeError


@dataclass(frozen=True)
class Fingerprint:
    """A file's size in bytes when it was read, and its modification time then (ns).

    `digest` is a sha256 over those of its blocks, which `SteadyFile` reads in whatever order.
    """

    path: Path
    bytes: int
    digest: str
    modified: int

    def as_dict(self) -> dict[str, int | str]:
        """Size in bytes and digest: equal for files with the same content, whatever their path."""
        return {"bytes": self.bytes, "blocks_sha256": self.digest}

    def check(self) -> None:
        """Raise `input_changing` if the file has grown, shrunk, been changed or gone since."""
        try:
            stat = self.path.stat()
        except OSError as error:
            raise SentiscopeError("input_changing", file=self.path.name) from error
        if (stat.st_size, stat.st_mtime_ns) != (self.bytes, self.modified):
            raise SentiscopeError("input_changing", file=self.path.name)
