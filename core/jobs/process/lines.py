"""Cuts a stream of bytes into lines."""

BYTES_AT_MOST = 65_536


class Lines:
    """Keeps what has no line end yet; a line past `BYTES_AT_MOST` is cut, so that nothing grows for ever."""

    def __init__(self) -> None:
        self._rest = b""

    def add(self, chunk: bytes) -> list[str]:
        """The lines that `chunk` completes, without their ends; bad UTF-8 becomes U+FFFD."""
        *complete, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > BYTES_AT_MOST:
            complete, self._rest = [*complete, self._rest], b""
        return [line.decode(errors="replace").rstrip("\r") for line in complete]

    def end(self) -> list[str]:
        """The last line, if it had no end."""
        return self.add(b"\n") if self._rest else []
