"""Which encoding a text file is in, found from a bounded sample.

The order is: byte order mark, UTF-8, UTF-16 without a mark, GB18030 (and so GBK and GB2312), and
for the rest Windows-1252 or the best guess of charset-normalizer among a few code pages.
"""

import codecs
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from charset_normalizer import from_bytes

from core.base.errors import SentiscopeError
from core.base.steady_file import File
from core.data.files.compressed import check_regular, open_bytes
from core.data.files.file_kinds import refuse_markup, refuse_other_kinds
from core.data.files.later_encoding import Later, open_later

SAMPLE_BYTES = 2**18
# Stands where bytes could not be decoded; no decoder yields a lone surrogate, so it can't be mistaken.
UNDECODABLE = "\udcff"
MARK_ERRORS = "sentiscope_mark"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose little-endian mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHER_CODE_PAGES = ["cp1252", "cp1251", "gb18030", "big5", "cp932", "cp949"]
CONTROL_BYTES = bytes([*range(9), *range(14, 27), *range(28, 32)])


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return UNDECODABLE, error.end


codecs.register_error(MARK_ERRORS, _mark)


def open_text(path: File, encoding: str) -> TextIO:
    """Open for reading with line ends as they are; bytes that don't decode become UNDECODABLE."""
    if isinstance(encoding, Later):
        return open_later(open_bytes(path), encoding, MARK_ERRORS)
    return io.TextIOWrapper(open_bytes(path), encoding, MARK_ERRORS, newline="")


@dataclass(frozen=True)
class Head:
    """How a text file begins: Python's codec for it, its first characters, and whether those are all.

    The codec is a Later where `read_head` may leave it open.
    """

    encoding: str
    text: str
    is_whole: bool


def detect_encoding(path: File) -> str:
    """The name of Python's codec for a text file that is neither a web page nor XML nor JSON.

    Errors: those of `read_head` and `refuse_markup`.
    """
    head = read_head(path)
    refuse_markup(head.text, path.name)
    return head.encoding


def read_head(path: File, may_be_later: bool = False) -> Head:
    """How a text file of whatever format begins, in whatever encoding.

    Reads 256 KiB, unpacked where the file is gzipped, and as long as all is ASCII, on to the first byte
    that is not, unless the encoding `may_be_later`. Errors: those of `open_bytes` and `check_regular`,
    `csv_empty`, `csv_is_excel`, `csv_other_kind`, `csv_binary`.
    """
    check_regular(path)
    with open_bytes(path) as file:
        head = file.read(SAMPLE_BYTES)
        refuse_other_kinds(head, path.name)
        if not head:
            raise SentiscopeError("csv_empty", file=path.name)
        is_open = head.isascii() and b"\0" not in head
        if is_open and may_be_later and len(head) == SAMPLE_BYTES:
            later = Later(lambda beyond: _known(_encoding_further_down(beyond), path), _encoding_of(head))
            return Head(later, head.decode("ascii"), False)
        beyond = _first_beyond_ascii(file) if is_open else b""
    encoding = _known(_encoding_further_down(beyond) if beyond else _encoding_of(head), path)
    return Head(encoding, _decode(head, encoding), len(head) < SAMPLE_BYTES)


def settled(encoding: str, path: File) -> str:
    """The codec of a text that was read to its end. Error: `csv_binary`."""
    if not isinstance(encoding, Later):
        return encoding
    return _known(encoding.found or encoding.if_ascii, path)


def _known(encoding: str | None, path: File) -> str:
    if encoding is None:
        raise SentiscopeError("csv_binary", file=path.name)
    return encoding


def _first_beyond_ascii(file: BinaryIO) -> bytes:
    while chunk := file.read(SAMPLE_BYTES):
        if not chunk.isascii():
            start = len(chunk) - len(chunk.lstrip(bytes(range(128))))
            return chunk[start:] + file.read(start)
    return b""


def _encoding_of(sample: bytes) -> str | None:
    """The codec of a file that begins so; None where it is no text."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return encoding
    return _without_mark(sample, may_be_wide=True)


def _encoding_further_down(sample: bytes) -> str | None:
    """The codec of a file that is ASCII up to this sample: no mark can stand here, nor can it be UTF-16."""
    return _without_mark(sample, may_be_wide=False)


def _without_mark(sample: bytes, may_be_wide: bool) -> str | None:
    controls = len(sample) - len(sample.translate(None, CONTROL_BYTES))
    is_utf8 = _is_mostly(sample, "utf-8", lambda character: True)
    if is_utf8 and controls <= 0.25 * len(sample):
        return "utf-8"
    if may_be_wide and (wide := _utf16_without_mark(sample)):
        return wide
    if is_utf8 or controls > max(2, 0.05 * len(sample)):
        return None
    if _is_mostly(sample, "gb18030", _is_common_chinese):
        return "gb18030"
    return _other_code_page(sample)


def _decode(sample: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)(errors=MARK_ERRORS)
    return decoder.decode(sample, final=len(sample) < SAMPLE_BYTES)


def _is_mostly(sample: bytes, encoding: str, is_expected: Callable[[str], bool]) -> bool:
    """Whether 80 % of what is not ASCII is expected, and at most one in twenty undecodable.

    A few bad bytes in a long file are damage in a row, not another encoding.
    """
    beyond = [character for character in _decode(sample, encoding) if character > "\x7f"]
    bad = beyond.count(UNDECODABLE)
    good = sum(1 for character in beyond if character != UNDECODABLE and is_expected(character))
    return bad * 20 <= len(beyond) and good >= 0.8 * len(beyond)


def _is_common_chinese(character: str) -> bool:
    """Punctuation and the 3,755 frequent characters of GB 2312 (its rows 1-3 and 16-55).

    Western text read as GB18030 decodes too, but into rare characters.
    """
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xA1 <= code[0] <= 0xA3 or 0xB0 <= code[0] <= 0xD7


def _utf16_without_mark(sample: bytes) -> str | None:
    """UTF-16 shows by line ends with a zero byte on the right side, and decodes without a fault."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _decode(sample, encoding)
        has_line_end = "\n" in text or "\r" in text
        if has_line_end and UNDECODABLE not in text[:-1] and text.count("\0") <= 0.01 * len(text):
            return encoding
    return None


def _other_code_page(sample: bytes) -> str:
    """Western text has few, single letters beyond ASCII; in other code pages they are the rule."""
    beyond = len(sample.translate(None, bytes(range(128))))
    letters = sum(byte < 128 and chr(byte).isalpha() for byte in sample)
    if beyond < 0.2 * (letters + beyond):
        return "cp1252"
    best = from_bytes(sample[: 2**15], cp_isolation=OTHER_CODE_PAGES).best()
    return best.encoding if best else "cp1252"
