"""A job's `log.txt`: what its command printed, bounded so that no command can fill the disk."""

from pathlib import Path

from core.base.storage import is_full

BYTES_AT_MOST = 4_000_000
BYTES_AFTER = 1_000_000
BYTES_READ = 64_000


class Log:
    """Appends lines; past `BYTES_AT_MOST` bytes the file is cut to its last `BYTES_AFTER`."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b", buffering=0)  # a buffer would bring a failure back at each write

    def write(self, text: str) -> None:
        """Append; a full disk costs the text, for the job is worth more than its log."""
        try:
            self._file.write(text.encode())
            if self._file.tell() > BYTES_AT_MOST:
                self._shorten()
        except OSError as error:
            if not is_full(error):
                raise

    def close(self) -> None:
        self._file.close()

    def _shorten(self) -> None:
        self._file.seek(-BYTES_AFTER, 2)
        end = self._file.read()
        self._file.truncate(0)
        self._file.write(end[end.find(b"\n") + 1 :])


def tail(path: Path, lines: int) -> str:
    """The last lines of a log (of its last 64 kB); empty if there is none yet."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - BYTES_READ))
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
