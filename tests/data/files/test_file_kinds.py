import io
import zipfile

import pytest

from core.base.errors import SentiscopeError
from core.data.files.file_kinds import check_upload_size, refuse_markup, refuse_other_kinds


def zip_with(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, "content " * 50)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "sample",
    [zip_with("[Content_Types].xml", "xl/workbook.xml"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)],
)
def test_excel_files_are_named_as_such(sample):
    with pytest.raises(SentiscopeError) as caught:
        refuse_other_kinds(sample, "reviews.csv")
    assert (caught.value.key, caught.value.parameters) == ("csv_is_excel", {"file": "reviews.csv"})


def test_other_kinds_are_named(subtests):
    for sample, kind in (
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (zip_with("reviews.csv"), "ZIP"),
        (zip_with("[Content_Types].xml", "word/document.xml"), "Word"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"PAR1\x15\x04", "Parquet in gzip"),
        (b"ARROW1\0\0\xff\xff", "Arrow"),
        (b"Obj\x01\x04\x16avro.schema", "Avro"),
        (b"\xfd7zXZ\0\0\x04", "xz"),
        (b"SQLite format 3\0", "SQLite"),
        (b"{\\rtf1\\ansi", "RTF"),
    ):
        with subtests.test(sample=sample, kind=kind):
            with pytest.raises(SentiscopeError) as caught:
                refuse_other_kinds(sample, "x.csv")
            assert caught.value.key == "csv_other_kind"
            assert caught.value.parameters["kind"] == kind


def test_markup_is_named(subtests):
    for text, kind in (
        ("\n<!DOCTYPE html><html>", "HTML"),
        ('<?xml version="1.0"?>', "XML"),
        ('{"review": "good"}\n', "JSON"),
        ('[\n  {"review": "good"}]', "JSON"),
    ):
        with subtests.test(text=text, kind=kind):
            with pytest.raises(SentiscopeError) as caught:
                refuse_markup(text, "x.csv")
            assert caught.value.parameters == {"file": "x.csv", "kind": kind}


def test_text_that_only_looks_a_little_like_one_passes(subtests):
    for sample in (b"", b"review,label\n", b"PAR1,PAR2\n", b"[id],text\n", b"<review>,x\n", b"{a},b\n"):
        with subtests.test(sample=sample):
            refuse_other_kinds(sample, "x.csv")
            refuse_markup(sample.decode(), "x.csv")


def test_upload_limit_is_inclusive_and_told_in_megabytes():
    check_upload_size(2**20, 2**20)
    with pytest.raises(SentiscopeError) as caught:
        check_upload_size(3 * 2**19, 2**20)
    assert caught.value.key == "csv_too_large"
    assert caught.value.parameters == {"megabytes": 1.5, "limit_megabytes": 1.0}
