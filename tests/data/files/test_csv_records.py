import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.data.files import csv_records
from core.data.files.csv_records import Dialect, records
from tests.data.shapes.databases import outfile


def read(text: str, delimiter: str = ",", quotechar: str = '"') -> list[tuple[list[str], bool]]:
    file = io.StringIO(text, newline="")
    return [
        (record.cells, record.is_broken) for record in records(file, Dialect("utf-8", delimiter, quotechar))
    ]


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), max_size=6), st.sampled_from(",;\t|"))
def test_sound_records_are_what_csv_wrote(table, delimiter):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(table)
    assert read(file.getvalue(), delimiter) == [(row, False) for row in table]


@given(st.text(alphabet='a,"\n\r;', max_size=60), st.sampled_from([",", ""]))
def test_any_text_is_read_to_its_end(text, delimiter):
    """No quote may swallow the rest: at most a record is lost to nothing, and no letter is."""
    found = read(text, delimiter)
    assert "".join(cell for cells, _ in found for cell in cells).count("a") == text.count("a")


def test_quote_that_never_closes_costs_one_row():
    rows = read('text,label\n"never closed,1\ngood,1\nbad,0\n')
    assert rows == [
        (["text", "label"], False),
        (['"never closed', "1"], True),
        (["good", "1"], False),
        (["bad", "0"], False),
    ]


def test_quote_closed_by_a_later_rows_quote_costs_one_row():
    rows = read('"never closed,1\ngood,1\n"fine, really",0\nbad,0\n')
    assert rows == [
        (['"never closed', "1"], True),
        (["good", "1"], False),
        (["fine, really", "0"], False),
        (["bad", "0"], False),
    ]


def test_broken_quotes_are_read_as_they_were_meant(subtests):
    for line, cells in (
        ('"He said "hi" to me",1', ['He said "hi" to me', "1"]),
        ('"Good, but "odd" film",1', ['Good, but "odd" film', "1"]),
        ('1,"Good, but "odd" film"', ["1", 'Good, but "odd" film']),
        ('"a" b,1', ['"a" b', "1"]),
        ('x,"', ["x", '"']),
        ('"a"b,', ['"a"b', ""]),
    ):
        with subtests.test(line=line, cells=cells):
            assert read(line + "\r\n") == [(cells, True)]
            assert read(line) == [(cells, True)]


def test_quotes_inside_an_unquoted_cell_are_plain_characters():
    assert read('5" screen,1\n') == [(['5" screen', "1"], False)]


def test_without_quotes_or_delimiter():
    assert read('"a\tb"\n', "\t", "") == [(['"a', 'b"'], False)]
    assert read('a, b; c\td|e\n"f, g"\n', "") == [(["a, b; c\td|e"], False), (["f, g"], False)]


def test_blank_lines_have_no_cells():
    assert read('a\n\n""\n') == [(["a"], False), ([], False), ([""], False)]


def test_open_quote_is_bounded(monkeypatch):
    monkeypatch.setattr(csv_records, "RECORD_LIMIT", 1000)
    file = io.StringIO('"open\n' + "row\n" * 100_000, newline="")
    found = records(file, Dialect("utf-8", ","))
    assert next(found)[:2] == (['"open'], True)
    assert file.tell() < 2000
    assert sum(1 for _ in found) == 100_000


def test_endless_line_is_refused(monkeypatch):
    monkeypatch.setattr(csv_records, "longest_line", lambda: 1000)
    with pytest.raises(SentiscopeError) as caught:
        read("a\nb\n" + "x" * 1001)
    assert caught.value.key == "csv_line_too_long"
    assert caught.value.parameters == {"line": 3, "limit": 1000}


def test_broken_quotes_make_no_line_be_read_more_than_thrice(monkeypatch, subtests):
    """Else a file of broken quotes would take time that grows with the square of its lines."""
    served = csv_records._Lines.__next__
    count = 0

    def counted(lines) -> str:
        nonlocal count
        count += 1
        return served(lines)

    monkeypatch.setattr(csv_records._Lines, "__next__", counted)
    for line in ('"\n', '"a\n', 'x,"""y\n', '"a""\n', '"a,""\n', 'x,"\n'):
        with subtests.test(line=line):
            count = 0
            assert sum(len(cells) for cells, _ in read(line * 2000 + "plain\n" * 2000)) >= 2000
            assert count <= 3 * 4000


def test_records_know_their_first_line_and_lines_above_are_skipped():
    text = 'a title\n\nid,text\n1,"two\nlines"\n2,"open\n3,x\n'
    file = io.StringIO(text, newline="")
    lines = [record.line for record in records(file, Dialect("utf-8", ",", skip=2))]
    assert lines == [3, 4, 6, 7]


def test_escaped_quotes(subtests):
    for line, cells in (
        (r'1,"She said \"lovely\", and I agree",pos', ["1", 'She said "lovely", and I agree', "pos"]),
        (r'"\"All\"",x', ['"All"', "x"]),
        (r'"C:\temp\\",x', [r"C:\temp\\", "x"]),
        (r'"two "" too",x', ['two " too', "x"]),
    ):
        with subtests.test(line=line):
            file = io.StringIO(line, newline="")
            record = next(records(file, Dialect("utf-8", ",", escapes=True)))
            assert (record.cells, record.is_broken) == (cells, False)


MARKS = st.text(st.sampled_from("ab \\N,\t\"'\n"), max_size=8)


@given(st.lists(st.lists(MARKS | st.none(), min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_mysql_escapes_is_read_back(rows: list[list[str | None]]) -> None:
    content = outfile(rows, ",", "\n")
    found = records(io.StringIO(content, newline=""), Dialect("utf-8", ",", "", escapes=True))
    assert [record.cells for record in found] == [[cell or "" for cell in row] for row in rows]
