"""Files that may be gzipped, opened so that a small one cannot swell beyond all bounds."""

import gzip
import io
import zlib
from typing import BinaryIO, cast

from core.base.errors import SentiscopeError
from core.base.steady_file import File, open_binary
from core.data.files.budget import most_unpacked

MAGIC = b"\x1f\x8b"
CHUNK_BYTES = 2**18


def check_regular(path: File) -> None:
    """Errors: `data_file_missing`; `data_file_not_regular` of a folder, a pipe or a device."""
    if not path.is_file():
        key = "data_file_not_regular" if path.exists() else "data_file_missing"
        raise SentiscopeError(key, file=path.name, folder=path.parent)


def open_bytes(path: File) -> BinaryIO:
    """The content of a file, unpacked if it is gzip. Reading may raise `gzip_bomb` or `gzip_damaged`."""
    if not is_gzip(path):
        return open_binary(path)
    return cast(BinaryIO, io.BufferedReader(_Bounded(path), CHUNK_BYTES))


def is_gzip(path: File) -> bool:
    """Whether the file's first two bytes are gzip's."""
    with open_binary(path) as file:
        return file.read(len(MAGIC)) == MAGIC


class _Bounded(io.RawIOBase):
    """The unpacked content; gives up once there is far more of it than of the file."""

    def __init__(self, path: File) -> None:
        self._path = path
        self._packed = open_binary(path)
        self._file = gzip.GzipFile(fileobj=self._packed)
        self._limit = most_unpacked(path)
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            count = self._file.readinto(buffer)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise SentiscopeError("gzip_damaged", file=self._path.name) from error
        self._seen += count
        if self._seen > self._limit:
            raise SentiscopeError("gzip_bomb", file=self._path.name, megabytes=self._limit // 1_000_000)
        return count

    def close(self) -> None:
        self._file.close()
        self._packed.close()
        super().close()
