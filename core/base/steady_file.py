"""A file that is opened once, whatever reads it and however often, and that must not change meanwhile.

Everything is read by the block, and the sha256 of each block is kept: one that is read again has to be the
same. So the second reading of a file proves that it is still the one that the first looked through. A block
that was read lately comes from memory.
"""

import hashlib
import io
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from core.base.errors import SentiscopeError

BLOCK_BYTES = 2**18
KEPT_BLOCKS = 64  # 16 MB: a table of many columns is read at many places in turn
DIGEST_BYTES = 32


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


class SteadyFile:
    """A file by its path. It is open for as long as something reads it, or a `with` block holds it.

    Errors of whatever reads it: `input_changing` where it has another size, or a block another content, than
    before; OSError.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.name, self.suffix, self.parent = path, path.name, path.suffix, path.parent
        self._handle: io.FileIO | None = None
        self._users = 0
        self._lock = threading.RLock()
        self._stat: os.stat_result | None = None
        self._digests = bytearray()
        self._kept: OrderedDict[int, bytes] = OrderedDict()

    def __fspath__(self) -> str:
        return str(self.path)

    def is_file(self) -> bool:
        """As that of a Path."""
        return self.path.is_file()

    def exists(self) -> bool:
        """As that of a Path."""
        return self.path.exists()

    def stat(self) -> os.stat_result:
        """That of the file when it was first opened; before, that of its path."""
        return self.path.stat() if self._stat is None else self._stat

    def __enter__(self) -> "SteadyFile":
        self.hold()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()

    def hold(self) -> None:
        """Open it if it is not; see `let_go`."""
        with self._lock:
            if self._handle is None:
                self._open()
            self._users += 1

    def let_go(self) -> None:
        """Undo one `hold`; after the last the file is closed."""
        with self._lock:
            self._users -= 1
            if self._users == 0:
                self.close()

    def close(self) -> None:
        """Close it also for those that still read it, such as a generator that nobody will ask again."""
        with self._lock:
            if self._handle is not None:
                self._handle.close()
            self._handle = None
            self._kept.clear()

    def view(self) -> io.BufferedReader:
        """The file from its beginning, with a position of its own."""
        return io.BufferedReader(_View(self), BLOCK_BYTES // 4)

    def glances(self) -> io.BufferedReader:
        """The same for a few bytes here and there, which are read alone and not compared."""
        return io.BufferedReader(_View(self, by_block=False))

    def piece(self, start: int, most: int, by_block: bool) -> bytes | memoryview:
        """At most so many bytes from a position on, none at the end; a piece lies in one block."""
        size = self.stat().st_size
        most = min(most, size - start)
        if most <= 0:
            return b""
        number, place = divmod(start, BLOCK_BYTES)
        with self._lock:
            if by_block or number in self._kept:
                return memoryview(self._block(number))[place : place + most]
            return self._read(start, most)

    def fingerprint(self) -> Fingerprint:
        """Which file this is; blocks that nobody has read are read now. Error: `input_changing`."""
        with self:
            for number in range(-(-self.stat().st_size // BLOCK_BYTES)):
                if not any(self._digest(number)):
                    self._block(number)
            stat = self.stat()
            digest = hashlib.sha256(self._digests).hexdigest()
        result = Fingerprint(self.path, stat.st_size, digest, stat.st_mtime_ns)
        result.check()
        return result

    def _open(self) -> None:
        handle = io.FileIO(self.path)
        now = os.fstat(handle.fileno())
        if self._stat is not None and now.st_size != self._stat.st_size:
            handle.close()
            raise self._changing()
        if self._stat is None:
            self._digests = bytearray(DIGEST_BYTES * -(-now.st_size // BLOCK_BYTES))
        self._handle, self._stat = handle, self._stat or now

    def _digest(self, number: int) -> bytearray:
        return self._digests[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES]

    def _block(self, number: int) -> bytes:
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        size = self.stat().st_size
        data = self._read(number * BLOCK_BYTES, min(BLOCK_BYTES, size - number * BLOCK_BYTES))
        digest, known = hashlib.sha256(data).digest(), self._digest(number)
        if any(known) and known != digest:
            raise self._changing()
        self._digests[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES] = digest
        self._kept[number] = data
        if len(self._kept) > KEPT_BLOCKS:
            self._kept.popitem(last=False)
        return data

    def _read(self, start: int, count: int) -> bytes:
        """Exactly so many bytes from a position on."""
        if self._handle is None:
            raise ValueError("the file is closed")
        self._handle.seek(start)
        parts: list[bytes] = []
        while count:
            part = self._handle.read(count)
            if not part:
                raise self._changing()
            parts.append(part)
            count -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _changing(self) -> SentiscopeError:
        return SentiscopeError("input_changing", file=self.name)


File = Path | SteadyFile  # what reads a file takes either


class _View(io.RawIOBase):
    """A SteadyFile from a position on."""

    def __init__(self, file: SteadyFile, by_block: bool = True) -> None:
        self._file, self._by_block, self._position = file, by_block, 0
        file.hold()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._file.stat().st_size}[whence]
        if base + offset < 0:
            raise OSError("a position before the beginning")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        piece = self._file.piece(self._position, len(buffer), self._by_block)
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._file.let_go()


def open_binary(file: File) -> io.BufferedReader:
    """Open a file for reading bytes: a SteadyFile is not opened again."""
    return file.view() if isinstance(file, SteadyFile) else open(file, "rb")
