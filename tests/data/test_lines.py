"""Lines to learn from are the same in every encoding; what is no text is refused by one sentence."""

import codecs
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from core.base.errors import SentiscopeError
from core.base.i18n import LANGUAGES, error_text
from core.data.chnsenticorp import read_split as read_chinese
from core.data.documents import read_documents
from core.data.lines import lines_of
from core.data.sst2 import read_split as read_english

ENGLISH = "sentence\tlabel\na naïve café\t1\r\nso “dull” – yet long\t0\n"
CHINESE = "房间又大又干净，很好\tpositive\n服务态度很差，不推荐\tnegative\n"
WIDE = (
    ("utf-8", b""),
    ("utf-8", codecs.BOM_UTF8),
    ("utf-16-le", codecs.BOM_UTF16_LE),
    ("utf-16-be", codecs.BOM_UTF16_BE),
)


def write(folder: Path, content: bytes) -> Path:
    file = folder / "train.tsv"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(("encoding", "mark"), [*WIDE, ("cp1252", b"")])
def test_english_is_read_in_its_encodings(tmp_path: Path, encoding: str, mark: bytes) -> None:
    split = read_english(write(tmp_path, mark + ENGLISH.encode(encoding)))
    assert split.sentences == ["a naïve café", "so “dull” – yet long"]
    assert split.labels == [1, 0]


@pytest.mark.parametrize(("encoding", "mark"), [*WIDE, ("gb18030", b""), ("gbk", b"")])
def test_chinese_is_read_in_its_encodings(tmp_path: Path, encoding: str, mark: bytes) -> None:
    file = write(tmp_path, mark + CHINESE.encode(encoding))
    assert read_chinese(file).sentences == ["房间又大又干净，很好", "服务态度很差，不推荐"]
    assert read_documents(file) == [CHINESE.splitlines()]


def test_a_gzipped_text_is_read_too(tmp_path: Path) -> None:
    assert lines_of(write(tmp_path, gzip.compress(b"one\ntwo", mtime=0))) == ["one", "two"]


def test_an_empty_file_has_one_blank_line(tmp_path: Path) -> None:
    for content in (b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE):
        assert lines_of(write(tmp_path, content)) == [""]


def test_what_is_no_text_is_said(tmp_path: Path, subtests: pytest.Subtests) -> None:
    long = "".join(f"第{number}句话很好看\n" for number in range(99)).encode()
    for content, key, parameters in (
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "data_no_text", {}),
        (bytes(range(256)), "data_no_text", {}),
        (b"PK\x03\x04 xl/", "data_no_text", {}),
        (long + b"caf\xe9 au lait\n", "data_undecodable", {"line": 100}),
        (codecs.BOM_UTF16_LE + "good\n".encode("utf-16-le") + b"\x00", "data_undecodable", {"line": 2}),
    ):
        for read in (lines_of, read_documents, read_english, read_chinese):
            with subtests.test(content=content[-40:], read=read):
                error = error_of(read, write(tmp_path, content))
                assert (error.key, error.parameters) == (key, {"file": "train.tsv", **parameters})
                assert all("train.tsv" in error_text(error, language) for language in LANGUAGES)


def error_of(read: Callable[[Path], object], file: Path) -> SentiscopeError:
    with pytest.raises(SentiscopeError) as caught:
        read(file)
    return caught.value
