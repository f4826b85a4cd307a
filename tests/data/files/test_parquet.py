"""Parquet within its memory: pages, dictionaries and lists are weighed before they are unfolded."""

import datetime
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.data.files import budget
from core.data.files.parquet_pages import Pages, _pages_of, rows_at_once
from core.data.files.tables import open_any, preview_of, rows_of, windows_of
from core.data.files.thrift import read_struct


def write(folder: Path, columns: Any, **options: Any) -> Path:
    path = folder / "x.parquet"
    table = columns if isinstance(columns, pyarrow.Table) else pyarrow.table(columns)
    pyarrow.parquet.write_table(table, path, **options)
    return path


def error_of(path: Path) -> str:
    with pytest.raises(SentiscopeError) as caught:
        list(rows_of(open_any(path), 0))
    return caught.value.key


@pytest.fixture
def one_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_FILE_MEGABYTES", "1")


def test_a_repeated_text_takes_its_memory_once(tmp_path: Path, one_megabyte: None) -> None:
    path = write(tmp_path, {"review": ["x" * 200_000] * 300})
    rows = list(rows_of(open_any(path), 0))
    assert {len(row.cells[0]) for row in rows} == {200_000}
    assert len({id(row.cells[0]) for row in rows}) == 1
    assert {row.problem for row in rows} == {"cell_too_long"}


def test_repeated_values_are_counted_in_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "FREE_BYTES", 500_000)
    repeated = {
        "texts": ["x" * 2000] * 1000,
        "lists": [["x" * 200] * 10] * 1000,
        "parts": [{"a": "x" * 2000}] * 1000,
        "maps": pyarrow.array([[("x" * 2000, 1)]] * 1000, pyarrow.map_(pyarrow.string(), pyarrow.int8())),
        "bytes": [b"x" * 2000] * 1000,
    }
    for name, values in repeated.items():
        assert error_of(write(tmp_path, {name: values})) == "file_swells", name
    assert len(preview_of(open_any(path_of_few(tmp_path)), 20).rows) == 20


def path_of_few(folder: Path) -> Path:
    return write(folder, {"texts": ["x" * 2000] * 200})


def test_rows_that_cost_nothing_are_counted_by_the_footer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "FREE_BYTES", 50_000)
    with pytest.raises(SentiscopeError) as caught:
        open_any(write(tmp_path, {"review": pyarrow.nulls(100_000, pyarrow.string())}))
    assert caught.value.key == "file_swells"


def test_what_needs_more_memory_is_refused(tmp_path: Path, one_megabyte: None) -> None:
    wide = {f"c{number}": ["x" * 30_000] for number in range(40)}
    for name, columns, options in (
        ("a page", {"review": ["x" * 2_000_000]}, {}),
        ("the pages of all columns", wide, {}),
        ("the values of a list", {"review": [list(range(10))] * 6_000}, {}),
        ("a fixed width", {"review": pyarrow.array([b"x" * 1_000_001], pyarrow.binary(1_000_001))}, {}),
        ("shared prefixes", {"review": ["x" * 600_000] * 2}, {"column_encoding": "DELTA_BYTE_ARRAY"}),
    ):
        if options:
            options = {**options, "use_dictionary": False}
        assert error_of(write(tmp_path, columns, **options)) == "file_memory", name


def test_a_footer_beyond_the_memory_is_refused(tmp_path: Path, one_megabyte: None) -> None:
    assert error_of(write(tmp_path, {f"c{number}": [1] for number in range(500)})) == "file_memory"


def test_too_many_columns_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_COLUMNS", 3)
    assert error_of(write(tmp_path, {name: ["x"] for name in "abcd"})) == "file_columns"


def test_fewer_rows_at_once_where_they_are_long(tmp_path: Path, one_megabyte: None) -> None:
    pages = {"use_dictionary": False, "data_page_size": 100_000, "write_batch_size": 1}
    for length, rows in ((10, 1024), (50_000, 16)):  # two a page: 16 rows can touch nine pages of 0.1 MB
        path = write(tmp_path, {"review": [str(n) * length for n in range(10)] * 50}, **pages)
        with pyarrow.parquet.ParquetFile(path) as file:
            assert rows_at_once(file, 0, path) == rows
        assert sum(1 for _ in rows_of(open_any(path), 0)) == 500


def test_the_headers_of_pages_say_what_the_footer_sums_up(tmp_path: Path) -> None:
    texts = [f"text {number % 3000}" for number in range(10_000)]
    for options in ({}, {"data_page_version": "2.0"}, {"use_dictionary": False}, {"compression": "none"}):
        path = write(tmp_path, {"a": texts, "b": range(10_000)}, data_page_size=5000, **options)
        with pyarrow.parquet.ParquetFile(path) as file, open(path, "rb") as content:
            for number in range(2):
                column = file.metadata.row_group(0).column(number)
                pages = _pages_of(content, column, path)
                assert sum(pages.values) == column.num_values == 10_000
                assert len(pages.values) > 1
                assert 0.9 * column.total_uncompressed_size < sum(pages.bytes) + pages.dictionary
                assert bool(pages.dictionary) == column.has_dictionary_page


def brute_force(pages: Pages, rows: int) -> int:
    """The most bytes of the pages that any so many consecutive values lie in, value by value."""
    page_of = [page for page, count in enumerate(pages.values) for _ in range(count)]
    starts = range(max(1, len(page_of) - rows + 1))
    return max(sum(pages.bytes[page] for page in set(page_of[start : start + rows])) for start in starts)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9)), min_size=1, max_size=8), st.integers(1, 12))
def test_bytes_within_so_many_rows(pages: list[tuple[int, int]], rows: int) -> None:
    found = Pages([values for values, _ in pages], [size for _, size in pages])
    assert found.within(rows) == brute_force(found, rows)
    assert all(found.within(fewer) <= found.within(more) for fewer, more in pairwise(range(1, 12)))


@given(st.binary(max_size=40))
def test_any_bytes_are_a_structure_or_refused(data: bytes) -> None:
    try:
        _, end = read_struct(data)
    except (IndexError, ValueError):
        return
    assert end >= 1


def test_pages_that_say_nonsense_are_damage(tmp_path: Path, subtests: pytest.Subtests) -> None:
    path = write(tmp_path, {"review": ["a fine film"]}, compression="none")
    sound = path.read_bytes()
    for place in range(4, 40):
        for byte in (0, 1, 0x7F, 0xFF):
            with subtests.test(place=place, byte=byte):
                path.write_bytes(sound[:place] + bytes([byte]) + sound[place + 1 :])
                try:
                    list(rows_of(open_any(path), 0))
                except SentiscopeError as error:
                    assert error.key in ("parquet_unreadable", "file_memory", "file_swells")  # noqa: PT017


NOT_UTF8 = pyarrow.Array.from_buffers(
    pyarrow.string(),
    2,
    [None, pyarrow.py_buffer(struct.pack("3i", 0, 4, 8)), pyarrow.py_buffer(b"goodb\xff\xfed")],
)
LATE = 2**60  # microseconds: the year 38504
STRANGE: dict[str, tuple[Any, list[str], list[str | None]]] = {
    "bytes that are no UTF-8": (NOT_UTF8, ["good", "b\ufffd\ufffdd"], [None, "bad_characters"]),
    "such bytes in a list": (
        pyarrow.ListArray.from_arrays(pyarrow.array([0, 1, 2], pyarrow.int32()), NOT_UTF8),
        ['["good"]', '["b\ufffd\ufffdd"]'],
        [None, "bad_characters"],
    ),
    "a date out of range in a list": (
        pyarrow.array([[LATE], [0]], pyarrow.list_(pyarrow.timestamp("us"))),
        [f'["{LATE}"]', f'["{datetime.datetime(1970, 1, 1)}"]'],
        [None, None],
    ),
    "fields of the same name": (
        pyarrow.StructArray.from_arrays(
            [pyarrow.array([1, 2]), pyarrow.array(["a", None])], names=["x", "x"]
        ),
        ['{"x": 1, "x": "a"}', '{"x": 2, "x": null}'],
        [None, None],
    ),
    "a time zone nobody knows": (
        pyarrow.array([0, 1], pyarrow.timestamp("s", tz="Nowhere/Else")),
        ["1970-01-01 00:00:00.000Z", "1970-01-01 00:00:01.000Z"],
        [None, None],
    ),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_values_cost_their_row_at_most(tmp_path: Path, kind: str) -> None:
    values, cells, problems = STRANGE[kind]
    path = write(tmp_path, {"review": ["fine", "bad"], "more": values})
    table = open_any(path)
    rows = list(rows_of(table, 0))
    assert [row.cells[1] for row in rows] == cells
    assert [row.problem for row in rows] == problems
    (window,) = windows_of(table, 0, 10, 10_000)
    assert window.rows == rows
    assert window.original.num_rows == 2


def test_windows_have_the_files_own_types(tmp_path: Path) -> None:
    columns = pyarrow.table(
        {
            "review": pyarrow.array(["a", None, "a"], pyarrow.large_string()),
            "view": pyarrow.array(["a", None, "b"], pyarrow.string_view()),
            "list": pyarrow.array([["a"], None, ["b", "a"]]),
            "map": pyarrow.array([[("a", "b")], None, []], pyarrow.map_(pyarrow.string(), pyarrow.string())),
            "bytes": pyarrow.array([b"\xff", None, b"a"]),
        }
    )
    path = write(tmp_path, columns, row_group_size=2)
    (window,) = windows_of(open_any(path), 0, 10, 10_000)
    assert window.original.schema.types == columns.schema.types
    assert window.original.to_pylist() == columns.to_pylist()
