"""The lines of a text to learn from, in whatever encoding it is."""

import re
from pathlib import Path

from core.base.errors import SentiscopeError
from core.data.files.compressed import check_regular
from core.data.files.text_encoding import UNDECODABLE, open_text, read_head

NO_TEXT = ("csv_binary", "csv_is_excel", "csv_other_kind")
LINE_END = re.compile(r"\r\n|\r|\n")


def lines_of(path: Path) -> list[str]:
    """The lines of a text file; one blank line of an empty file.

    Nothing is learned from damaged text: a line with bytes that cannot be decoded is refused.
    Errors: `data_no_text`, `data_undecodable`, those of `check_regular` and `open_bytes`.
    """
    check_regular(path)
    if not path.stat().st_size:
        return [""]
    with open_text(path, _encoding_of(path)) as file:
        lines = LINE_END.split(file.read().removeprefix("\ufeff"))
    for number, line in enumerate(lines, start=1):
        if UNDECODABLE in line:
            raise SentiscopeError("data_undecodable", file=path.name, line=number)
    return lines


def _encoding_of(path: Path) -> str:
    try:
        return read_head(path).encoding
    except SentiscopeError as error:
        if error.key not in NO_TEXT:
            raise
        raise SentiscopeError("data_no_text", file=path.name) from error
