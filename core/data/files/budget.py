"""How large a file may become once it is read: in memory at a time, and altogether, whatever its format.

The formats differ in what a byte of a file can become: a character of JSON an object, a page of Parquet a
hundred pages, an object with one name a row with a cell for each name of the file.
"""

from core.base.errors import SentiscopeError
from core.base.settings import file_memory, is_public
from core.base.steady_file import File

MOST_COLUMNS = 16_384  # as many as Excel has
MOST_RATIO = 100  # text shrinks to a third or a tenth; a file that shrinks further was made to do harm
FREE_BYTES = 100_000_000  # of content whose ratio is not checked: a million equal rows are harmless
MOST_BYTES_IN_PUBLIC = 200_000_000
# Bytes of memory that a character can take: the cells of `ab,ab,`; the numbers of `[1,1,` parsed twice.
BYTES_OF_CSV, BYTES_OF_JSON = 16, 64


def most_unpacked(path: File) -> int:
    """How many bytes may come out of a file whose content is packed in whatever way."""
    limit = max(FREE_BYTES, MOST_RATIO * path.stat().st_size)
    return min(limit, MOST_BYTES_IN_PUBLIC) if is_public() else limit


def longest_line() -> int:
    """The characters that a line of a CSV may have."""
    return file_memory() // BYTES_OF_CSV


def longest_object() -> int:
    """The characters that a JSON object may have."""
    return file_memory() // BYTES_OF_JSON


def check_columns(count: int, path: File) -> None:
    """Raise `file_columns` if a file has too many columns."""
    if count > MOST_COLUMNS:
        raise SentiscopeError("file_columns", file=path.name, most=MOST_COLUMNS)


class Unpacked:
    """Counts what comes out of a file, in characters, with one more for each cell."""

    def __init__(self, path: File) -> None:
        self._path, self._limit, self._most_of_row = path, most_unpacked(path), file_memory()
        self._total = self._row = 0

    def next_row(self) -> None:
        """What is added from here on belongs to another row."""
        self._row = 0

    def add_cells(self, count: int) -> None:
        """Cells of whatever rows. Error: `file_swells`, if they are too many for a file of this size."""
        self._total += count
        if self._total > self._limit:
            megabytes = max(1, self._limit // 1_000_000)
            raise SentiscopeError("file_swells", file=self._path.name, megabytes=megabytes)

    def add(self, count: int) -> None:
        """Characters of a row. Errors: `file_swells`; `file_memory` where the row outgrows the memory."""
        self._row += count
        self.add_cells(count)
        if self._row > self._most_of_row:
            raise needs_memory(self._path)


def needs_memory(path: File) -> SentiscopeError:
    """What to say where a file cannot be read within the memory there is for it."""
    return SentiscopeError("file_memory", file=path.name, megabytes=file_memory() // 1_000_000)
