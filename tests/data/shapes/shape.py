"""A file as the world writes it, and what must come out of it."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shape:
    """A file, and what is read from it.

    `question` is the key of what is asked before anything is read, `header` the answer to it: the line of
    the header, 0 for none. A question without an answer is a refusal. `text` is the first text, of the
    column that is taken for the texts, `label` the column taken for true labels.
    """

    name: str
    content: bytes
    columns: tuple[str, ...] = ()
    rows: int = 0
    text: str = ""
    label: str | None = None
    question: str | None = None
    header: int | None = None


def table(
    rows: Sequence[Sequence[object]],
    delimiter: str = ",",
    quoting: int = csv.QUOTE_MINIMAL,
    end: str = "\r\n",
) -> str:
    """Rows as a CSV."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(rows)
    return file.getvalue()


def lines(entries: Sequence[Any]) -> str:
    """Entries as JSON lines."""
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def plain(rows: Sequence[Sequence[str]], delimiter: str = "\t") -> str:
    """Rows joined as they are, without any quotes."""
    return "".join(delimiter.join(row) + "\n" for row in rows)
