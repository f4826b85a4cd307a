"""What is no CSV at all: pictures, archives, Excel files, web pages, and files over a limit."""

import re

from core.base.errors import SentiscopeError

SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"PAR1\x15", "Parquet in gzip"),
    (b"ARROW1\0\0", "Arrow"),
    (b"ORC\x0a", "ORC"),
    (b"ORC\x08", "ORC"),
    (b"Obj\x01", "Avro"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh91AY&SY", "bzip2"),
    (b"SQLite format 3\0", "SQLite"),
    (b"{\\rtf", "RTF"),
)
MARKUP = (
    (re.compile(r"\s*<(!doctype\s+html|html)", re.IGNORECASE), "HTML"),
    (re.compile(r"\s*<\?xml"), "XML"),
    (re.compile(r'\s*(\{\s*"|\[\s*[\[{"])'), "JSON"),
)
PARTS_OF_ZIP = ((b"xl/", "Excel"), (b"word/", "Word"), (b"opendocument.spreadsheet", "OpenDocument"))


def refuse_other_kinds(sample: bytes, file: str) -> None:
    """Raise `csv_is_excel` or `csv_other_kind` if a file that begins with `sample` is known to be no CSV."""
    kind = _kind(sample)
    if kind == "Excel":
        raise SentiscopeError("csv_is_excel", file=file)
    if kind:
        raise SentiscopeError("csv_other_kind", file=file, kind=kind)


def refuse_markup(text: str, file: str) -> None:
    """Raise `csv_other_kind` if a file whose text begins so is a web page, XML or JSON."""
    for pattern, kind in MARKUP:
        if pattern.match(text):
            raise SentiscopeError("csv_other_kind", file=file, kind=kind)


def check_upload_size(size: int, limit: int) -> None:
    """Raise `csv_too_large` if `size` is over `limit`, both in bytes (the message says megabytes)."""
    if size > limit:
        raise SentiscopeError("csv_too_large", megabytes=_megabytes(size), limit_megabytes=_megabytes(limit))


def _kind(sample: bytes) -> str | None:
    for signature, kind in SIGNATURES:
        if sample.startswith(signature):
            return _kind_of_zip(sample) if kind == "ZIP" else kind
    return None


def _kind_of_zip(sample: bytes) -> str:
    # The names of an archive's members stand uncompressed in it.
    return next((kind for part, kind in PARTS_OF_ZIP if part in sample), "ZIP")


def _megabytes(size: int) -> float:
    return round(size / 2**20, 2)
