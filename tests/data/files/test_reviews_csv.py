import csv
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.data.files.csv_records import Dialect
from core.data.files.reviews_csv import CELL_LIMIT, PROBLEMS, Writer, open_table, read_rows
from core.data.files.tables import preview_of

ADDED = ["prediction", "probability", "needs_review", "problem"]
VALUES = ["positive", "0.9", "no", ""]


def write(tmp_path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "reviews.csv"
    path.write_bytes(text.encode(encoding))
    return path


def rows_of(tmp_path, text: str, column: int | None = None, **options):
    return list(read_rows(open_table(write(tmp_path, text), **options), column))


def problems_of(tmp_path, text: str, column: int | None = None) -> list[str | None]:
    rows = rows_of(tmp_path, text, column)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert {row.problem for row in rows} <= {None, *PROBLEMS}
    return [row.problem for row in rows]


def key_of(tmp_path, text: str) -> str:
    with pytest.raises(SentiscopeError) as caught:
        open_table(write(tmp_path, text))
    return caught.value.key


def scored(tmp_path, table, added=ADDED, values=VALUES, **options) -> list[list[str]]:
    output = tmp_path / "scored.csv"
    with Writer(output, table, added, **options) as writer:
        for row in read_rows(table):
            writer.write(row, values)
    encoding = "utf-8-sig" if options.get("byte_order_mark") else "utf-8"
    with open(output, encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=table.dialect.delimiter or ","))


def test_every_cell_is_kept_verbatim(tmp_path):
    cells = [
        ["007", 'He said "hi", twice', "1.50"],
        ["", "one\ntwo\r\nthree\rfour", " 1 "],
        ["+1", "好看，😀 \u2028 \ufeff", "NaN"],
        ["1e5", "'quoted'; \t|", ""],
    ]
    path = tmp_path / "reviews.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "review", "stars"], *cells])
    table = open_table(path)
    assert [row.cells for row in read_rows(table)] == cells
    output = scored(tmp_path, table)
    assert output[0] == ["id", "review", "stars", *ADDED]
    assert output[1:] == [row + VALUES for row in cells]


text_cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def tables(cells):
    """A table with a header, at least one row, and as many cells in each row."""
    return st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=6)
    )


def round_trip(tmp_path, table, dialect, detected: bool, quoting) -> list[list[str]]:
    path = tmp_path / "any.csv"
    with open(path, "w", encoding=dialect.encoding, newline="") as file:
        csv.writer(file, delimiter=dialect.delimiter, quoting=quoting).writerows(table)
    opened = open_table(path, None if detected else dialect, header=1)
    assert list(opened.header) == table[0]
    assert [row.cells for row in read_rows(opened)] == table[1:]
    return scored(tmp_path, opened, ["added"], ["value"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    table=tables(text_cells),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_any_table_makes_the_round_trip(tmp_path, table, delimiter, encoding):
    dialect = Dialect(encoding, delimiter)
    output = round_trip(tmp_path, table, dialect, False, csv.QUOTE_MINIMAL)
    assert [row[:-1] for row in output] == table


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    table=tables(
        st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\r\n\t"'), max_size=12)
    ),
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_fully_quoted_table_is_detected(tmp_path, table, delimiter, encoding):
    output = round_trip(tmp_path, table, Dialect(encoding, delimiter), True, csv.QUOTE_ALL)
    assert [row[:-1] for row in output] == table


def test_chinese_files_in_other_encodings(tmp_path, subtests):
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"):
        with subtests.test(encoding=encoding):
            path = write(tmp_path, "评论,标签\r\n很好看，推荐,好评\r\n剧情无聊,差评\r\n", encoding)
            table = open_table(path)
            assert table.columns == ("评论", "标签")
            assert [row.cells for row in read_rows(table)] == [["很好看，推荐", "好评"], ["剧情无聊", "差评"]]
            assert scored(tmp_path, table)[1][:2] == ["很好看，推荐", "好评"]


def test_single_column_with_commas(tmp_path):
    table = open_table(write(tmp_path, "review\nGood, fun\n\nBad\n\n\n"))
    rows = list(read_rows(table, 0))
    assert [(row.cells, row.problem) for row in rows] == [
        (["Good, fun"], None),
        ([""], "empty_text"),
        (["Bad"], None),
    ]
    assert scored(tmp_path, table)[1] == ["Good, fun", *VALUES]


def test_ragged_rows_are_flagged_and_stay_in_line(tmp_path):
    text = "review,stars\ngood\ngood,5,extra,more\n\nfine,3\n"
    assert problems_of(tmp_path, text, 0) == ["too_few_cells", "too_many_cells", None]
    assert scored(tmp_path, open_table(tmp_path / "reviews.csv"))[1:] == [
        ["good", "", *VALUES],
        ["good", "5", *VALUES, "extra", "more"],
        ["fine", "3", *VALUES],
    ]


def test_too_short_a_row_may_have_no_text(tmp_path):
    row = rows_of(tmp_path, "id,review\n7\n8,good\n", 1)[0]
    assert (row.cell(0), row.cell(1), row.problem, row.can_score(1)) == ("7", "", "too_few_cells", False)


def test_open_quote_costs_one_row(tmp_path):
    text = 'review,label\ngood,1\n"never closed,0\n' + "fine,1\n" * 1000
    assert problems_of(tmp_path, text, 0) == [None, "broken_quotes"] + [None] * 1000


def test_a_header_in_the_middle_is_no_text(tmp_path):
    rows = rows_of(tmp_path, "id,review\n1,good\nid,review\n2,bad\n", 1)
    assert [row.problem for row in rows] == [None, "header_again", None]
    assert [row.can_score(1) for row in rows] == [True, False, True]


def test_nul_is_kept_and_flagged(tmp_path):
    rows = rows_of(tmp_path, "review,label\ngo\0od,1\nbad,0\n")
    assert [(row.cells[0], row.problem) for row in rows] == [("go\0od", "nul_characters"), ("bad", None)]


def test_undecodable_bytes_are_flagged(tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_bytes("评论,标签\n".encode() + "好看\ufffd,1\n".encode() * 20 + b"\xe5\xa5,1\n")
    rows = list(read_rows(open_table(path)))
    assert {row.problem for row in rows[:20]} == {None}
    assert (rows[20].cells[0], rows[20].problem) == ("\ufffd", "bad_characters")


def test_too_long_a_cell_keeps_its_place(tmp_path):
    for text in ("x" * (CELL_LIMIT + 1), "x\n" * 100_000, "x" * 1_000_000):
        rows = rows_of(tmp_path, f'review,label\ngood,1\n"{text}",0\nbad,0\n', 0)
        assert [row.problem for row in rows] == [None, "cell_too_long", None]
        assert rows[1].cells == [text, "0"]
        assert [row.can_score(0) for row in rows] == [True, False, True]
    assert problems_of(tmp_path, f"review,label\n{'x' * CELL_LIMIT},1\n", 0) == [None]


def test_empty_text_is_a_problem_of_the_text_column_only(tmp_path):
    text = 'review,label\n" \u3000\n",1\ngood,\n,\n'
    assert problems_of(tmp_path, text, 0) == ["empty_text", None, "empty_text"]
    assert problems_of(tmp_path, text) == [None, None, None]


def test_bad_files_give_one_clear_error(tmp_path, subtests):
    for text, key in (
        ("", "csv_empty"),
        ("\n\n\r\n", "csv_empty"),
        ("\ufeff", "csv_empty"),
        ("review,label\n", "csv_no_rows"),
        ("review,label\n\n\n", "csv_no_rows"),
        ("Great film\tpositive\nDull\tnegative\n", "csv_no_header"),
        (",,\na,b,c\n", "csv_header_elsewhere"),
        ('"review,label\ngood,1\n', "csv_header_quotes"),
        ('{"review": "good", "label": 1}\n', "csv_other_kind"),
        ("PK\x03\x04 xl/workbook.xml", "csv_is_excel"),
    ):
        with subtests.test(text=text, key=key):
            assert key_of(tmp_path, text) == key


def test_header_can_be_trusted(tmp_path):
    text = "2023,Great film\n2024,Dull\n"
    assert key_of(tmp_path, text) == "csv_no_header"
    assert [row.cells for row in rows_of(tmp_path, text, header=1)] == [["2024", "Dull"]]


def test_columns_by_name(tmp_path):
    table = open_table(write(tmp_path, "text,text,note\na,b,c\n"))
    assert table.header == ("text", "text", "note")
    assert [table.index(name) for name in ("text", "text (2)", "note")] == [0, 1, 2]
    with pytest.raises(SentiscopeError) as caught:
        table.index("review")
    assert caught.value.key == "csv_column_missing"
    assert caught.value.parameters == {"column": "review", "columns": "text, text (2), note"}


def test_added_columns_step_aside_and_duplicates_stay(tmp_path):
    table = open_table(write(tmp_path, "text,text,prediction\na,b,c\n"))
    assert scored(tmp_path, table)[0] == [
        "text", "text", "prediction", "prediction_2", "probability", "needs_review", "problem",
    ]  # fmt: skip


def test_spreadsheet_safe_output_covers_header_and_cells(tmp_path):
    table = open_table(write(tmp_path, "=review,score\n@you,-3.5\n-bad,+4\n"))
    assert scored(tmp_path, table, ["x"], ["=1"], spreadsheet=True) == [
        ["'=review", "score", "x"],
        ["'@you", "-3.5", "'=1"],
        ["'-bad", "+4", "'=1"],
    ]
    assert scored(tmp_path, table, ["x"], ["=1"])[1] == ["@you", "-3.5", "=1"]


def test_byte_order_mark_and_delimiter_of_the_output(tmp_path):
    table = open_table(write(tmp_path, "review;label\ngood, fun;1\n"))
    assert scored(tmp_path, table, ["x"], ["y"], byte_order_mark=True)[1] == ["good, fun", "1", "y"]
    data = (tmp_path / "scored.csv").read_bytes()
    assert data == "\ufeffreview;label;x\r\ngood, fun;1;y\r\n".encode()


def test_output_appears_only_when_complete(tmp_path):
    table = open_table(write(tmp_path, "review,label\ngood,1\n"))
    output = tmp_path / "scored.csv"
    output.write_text("old")
    seen = []

    def fail_halfway() -> None:
        with Writer(output, table, ADDED) as writer:
            writer.write(next(read_rows(table)), VALUES)
            seen.append(output.read_text())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert seen == [output.read_text()] == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reviews.csv", "scored.csv"]
    scored(tmp_path, table)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reviews.csv", "scored.csv"]


def test_output_must_be_writable_and_not_the_input(tmp_path):
    table = open_table(write(tmp_path, "review,label\ngood,1\n"))
    for path, key in ((table.path, "csv_output_is_input"), (tmp_path / "no" / "x.csv", "csv_cannot_write")):
        with pytest.raises(SentiscopeError) as caught:
            Writer(path, table, ADDED)
        assert caught.value.key == key


def test_values_must_match_the_added_columns(tmp_path):
    table = open_table(write(tmp_path, "review,label\ngood,1\n"))
    with (
        pytest.raises(ValueError, match="1 values for 4"),
        Writer(tmp_path / "x.csv", table, ADDED) as writer,
    ):
        writer.write(next(read_rows(table)), ["positive"])


def test_preview_and_guess(tmp_path):
    table = open_table(write(tmp_path, "id,review,label\n" + "a1,A warm and funny film,1\n" * 30))
    shown = preview_of(table, 5)
    assert (shown.columns, len(shown.rows)) == (("id", "review", "label"), 5)
    assert (shown.guess().text, shown.guess().label) == (1, 2)


def test_memory_does_not_grow_with_the_rows(tmp_path):
    peaks = []
    for count in (2_000, 40_000):
        table = open_table(write(tmp_path, "review,label\n" + "A warm and funny film,1\n" * count))
        tracemalloc.start()
        assert sum(1 for _ in read_rows(table)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]
