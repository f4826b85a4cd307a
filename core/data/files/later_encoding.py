"""A text whose encoding shows only further down, read at once: its first part is ASCII in all of them.

As long as every byte is ASCII, any of the encodings gives the same text. At the first that is not, the
encoding is found from what follows, and the rest is decoded by it. So such a file need not be read through
only to know how to read it.
"""

import codecs
import io
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, BinaryIO, TextIO

NAME = "sentiscope_later"
CHUNK_BYTES = 2**18


class Later(str):
    """In the place of a codec's name, until `found` says it: None as long as all is ASCII.

    `name_of` names the codec of a sample that begins with the first byte beyond ASCII, or raises an error;
    `if_ascii` is the codec of a text without such a byte, None where that is no text.
    """

    found: str | None
    if_ascii: str | None
    name_of: Callable[[bytes], str]

    def __new__(cls, name_of: Callable[[bytes], str], if_ascii: str | None) -> "Later":
        later = super().__new__(cls, NAME)
        later.name_of, later.if_ascii, later.found = name_of, if_ascii, None
        return later


def open_later(file: BinaryIO, later: Later, errors: str) -> TextIO:
    """Open for reading with line ends as they are; at the end of the text `later` knows its encoding."""
    token = _READ_NOW.set(later)
    try:
        return io.TextIOWrapper(io.BufferedReader(_Watched(file, later)), NAME, errors, newline="")
    finally:
        _READ_NOW.reset(token)


class _Watched(io.RawIOBase):
    """The bytes of a file, a chunk at a time; no byte beyond ASCII goes out before its encoding is found."""

    def __init__(self, file: BinaryIO, later: Later) -> None:
        self._file, self._later, self._chunk = file, later, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._chunk:
            self._chunk = memoryview(self._next())
        count = min(len(buffer), len(self._chunk))
        buffer[:count] = self._chunk[:count]
        self._chunk = self._chunk[count:]
        return count

    def _next(self) -> bytes:
        chunk = self._file.read(CHUNK_BYTES)
        if self._later.found is None and not chunk.isascii():
            start = len(chunk) - len(chunk.lstrip(bytes(range(128))))
            chunk += self._file.read(start)
            self._later.found = self._later.name_of(chunk[start:])
        return chunk

    def close(self) -> None:
        self._file.close()
        super().close()


class _Decoder(codecs.IncrementalDecoder):
    """ASCII up to where the encoding is found."""

    def __init__(self, errors: str = "strict") -> None:
        super().__init__(errors)
        self._later = _READ_NOW.get()
        self._decoder: codecs.IncrementalDecoder | None = None

    def decode(self, data: Any, final: bool = False) -> str:
        if self._decoder is None:
            if data.isascii():
                return bytes(data).decode("ascii")
            assert self._later.found is not None
            self._decoder = codecs.getincrementaldecoder(self._later.found)(self.errors)
        return self._decoder.decode(data, final)


# TextIOWrapper makes a decoder by the name of its codec; this is how it knows the text it is for.
_READ_NOW: ContextVar[Later] = ContextVar("_READ_NOW")


def _codec(name: str) -> codecs.CodecInfo | None:
    if name != NAME:
        return None
    ascii_codec = codecs.lookup("ascii")
    return codecs.CodecInfo(
        ascii_codec.encode,
        ascii_codec.decode,
        incrementalencoder=ascii_codec.incrementalencoder,
        incrementaldecoder=_Decoder,
        name=NAME,
    )


codecs.register(_codec)
