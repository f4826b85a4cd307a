"""CSV, gzip, JSON lines and Parquet as the same rows."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.data.files import budget, json_lines
from core.data.files.tables import open_any, preview_of, rows_of, windows_of
from core.data.files.text_encoding import read_head
from core.data.lines import lines_of
from tests.support.steps import lines_run

TEXTS = ["a fine film", 'zu lang, "sagte" er', "很好看"]


def csv_of(texts: list[str]) -> str:
    return "id,review\n" + "".join(
        f'{i},"{text.replace(chr(34), chr(34) * 2)}"\n' for i, text in enumerate(texts)
    )


def write(folder: Path, kind: str) -> Path:
    path = folder / f"reviews.{kind}"
    if kind == "csv":
        path.write_text(csv_of(TEXTS), encoding="utf-8")
    elif kind == "csv.gz":
        path.write_bytes(gzip.compress(csv_of(TEXTS).encode()))
    elif kind == "tsv.gz":
        path.write_bytes(gzip.compress(csv_of(TEXTS).replace(",", "\t").encode()))
    elif kind == "parquet":
        pyarrow.parquet.write_table(pyarrow.table({"id": [0, 1, 2], "review": TEXTS}), path, row_group_size=2)
    else:
        lines = "".join(json.dumps({"id": i, "review": text}) + "\n" for i, text in enumerate(TEXTS))
        path.write_bytes(gzip.compress(lines.encode()) if kind.endswith("gz") else lines.encode())
    return path


def test_every_kind_gives_the_same_rows(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for kind in ("csv", "csv.gz", "parquet", "jsonl", "jsonl.gz"):
        with subtests.test(kind=kind):
            table = open_any(write(tmp_path, kind))
            assert table.columns == ("id", "review")
            rows = list(rows_of(table, 1))
            assert [row.number for row in rows] == [1, 2, 3]
            assert [row.cells for row in rows] == [[str(i), text] for i, text in enumerate(TEXTS)]
            assert [row.problem for row in rows] == [None] * 3
            assert preview_of(table, 2).rows == rows[:2]


def test_a_gzipped_tsv_is_unpacked_for_its_encoding_too(tmp_path: Path) -> None:
    table = open_any(write(tmp_path, "tsv.gz"))
    assert (table.dialect.delimiter, table.columns) == ("\t", ("id", "review"))


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl"])
def test_windows_are_bounded_and_hold_every_row(tmp_path: Path, kind: str) -> None:
    table = open_any(write(tmp_path, kind))
    for rows, size, expected in ((2, 10_000, [2, 1]), (10, 10_000, [3]), (10, 1, [1, 1, 1])):
        windows = list(windows_of(table, 1, rows, size))
        assert [len(window.rows) for window in windows] == expected
        assert [row.number for window in windows for row in window.rows] == [1, 2, 3]
        if kind == "parquet":
            values = [value for window in windows for value in window.original["id"].to_pylist()]
            assert values == [0, 1, 2]  # the numbers themselves, not their text


LINES: list[tuple[Any, str | None, str]] = [
    ({"review": "good", "more": {"a": [1, None]}}, None, "good"),
    ({"review": 5}, "not_text", "5"),
    ({"review": ["good"]}, "not_text", '["good"]'),
    ({"review": None}, "empty_text", ""),
    ({"other": 1}, "empty_text", ""),
    ({"review": "a\0b"}, "nul_characters", "a\0b"),
    ("no object", "broken_json", ""),
]


def test_lines_that_hold_no_text_keep_their_place(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("\n\n".join(json.dumps(line) for line, _, _ in LINES) + "\n{broken", encoding="utf-8")
    table = open_any(path)
    assert table.header == ("review", "more", "other")
    rows = list(rows_of(table, 0))
    assert [(row.problem, row.cell(0)) for row in rows[:-1]] == [
        (problem, cell) for _, problem, cell in LINES
    ]
    assert rows[-1].problem == "broken_json"
    assert [row.can_score(0) for row in rows] == [True, False, False, False, False, True, False, False]
    assert rows[0].cell(1) == '{"a": [1, null]}'


def test_numbers_stand_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"review": "good", "n": 1.50, "big": 12345678901234567890123, "yes": true}\n')
    assert next(iter(rows_of(open_any(path)))).cells == ["good", "1.50", "12345678901234567890123", "true"]


def test_parquet_values_become_text_as_in_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    columns = {
        "review": pyarrow.array(["good", None, "bad"]).dictionary_encode(),
        "n": [1, None, 3],
        "parts": [[1, 2], [], None],
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    rows = list(rows_of(open_any(path), 0))
    assert [row.cells for row in rows] == [["good", "1", "[1, 2]"], ["", "", "[]"], ["bad", "3", ""]]
    assert [row.problem for row in rows] == [None, "empty_text", None]
    assert [row.problem for row in rows_of(open_any(path), 1)] == ["not_text", "empty_text", "not_text"]


def test_what_is_no_table_is_refused(tmp_path: Path, subtests: pytest.Subtests) -> None:
    for name, content, key in (
        ("x.parquet", b"PAR1 and nothing else", "parquet_unreadable"),
        ("x.jsonl", b'{"a": 1}\n' * 3, None),
        ("x.json", b'["a", "b"]', "csv_other_kind"),
        ("x.json", b'[{"a": 1}, {"a": 2}', "json_array_broken"),
        ("x.json", b'[{"a": 1}, {"a": nothing}]', "json_array_broken"),
        ("x.json", b"[]", "csv_empty"),
        ("x.json", b"{'text': 'good', 'stars': 5.0}\n", "json_python"),
        ("x.jsonl", b"\xef\xbb\xbf{u'text': 'good'}\n", "json_python"),
        ("x.jsonl", b"id,review\n1,good\n", "json_lines_no_object"),
        ("x.ndjson.gz", gzip.compress(b'"good"\n', mtime=0), "json_lines_no_object"),
        ("x.json", b'{\n "a": 1}', "csv_other_kind"),
        ("x.jsonl", b"{}\n{}\n", "csv_empty"),
        ("gone.csv", None, "data_file_missing"),
        ("x.csv.gz", gzip.compress(b"PAR1\x15\x00", mtime=0), "csv_other_kind"),
        ("x.csv.gz", gzip.compress(gzip.compress(b"a,b\n1,2\n", mtime=0), mtime=0), "csv_other_kind"),
    ):
        with subtests.test(name=name, content=content, key=key):
            path = tmp_path / name
            if content is not None:
                path.write_bytes(content)
            if key is None:
                assert open_any(path).kind == "json_lines"
                continue
            with pytest.raises(SentiscopeError) as caught:
                open_any(path)
            assert caught.value.key == key


def test_what_is_there_but_no_file_is_named_as_that(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")  # which nobody writes to, so that reading it would never end
    for path in (tmp_path, tmp_path / "pipe.csv", Path(os.devnull)):
        for read in (open_any, read_head, lines_of):
            with pytest.raises(SentiscopeError) as caught:
                read(path)
            assert caught.value.key == "data_file_not_regular"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("array", [False, True])
def test_json_is_read_in_every_encoding(tmp_path: Path, encoding: str, array: bool) -> None:
    path = tmp_path / "x.txt"
    lines = [json.dumps({"id": i, "text": "这部电影很好看，值得"}, ensure_ascii=False) for i in range(3)]
    text = "[\n" + ",\n".join(lines) + "\n]" if array else "\n".join(lines) + "\n"
    path.write_bytes(text.encode(encoding))
    rows = list(rows_of(open_any(path), 1))
    assert [(row.cells, row.problem) for row in rows] == [
        ([str(i), "这部电影很好看，值得"], None) for i in range(3)
    ]


def test_an_array_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.json"
    entries = [{"text": f"a fine film, {i}"} for i in range(50)]
    path.write_text(json.dumps(entries, indent=1))
    for size in (1, 2, 7, 64):
        monkeypatch.setattr(json_lines, "CHUNK", size)
        assert [row.cells for row in rows_of(open_any(path))] == [[entry["text"]] for entry in entries]


def test_half_an_emoji_costs_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "good \\ud83d\\ude00"}\n{"text": "cut \\ud83d", "\\ud83d": 1}\n')
    table = open_any(path)
    assert table.header == ("text", "\ufffd")
    assert [(row.cells, row.problem) for row in rows_of(table)] == [
        (["good 😀", ""], None),
        (["cut \ufffd", "1"], "bad_characters"),
    ]


@pytest.mark.parametrize("name", ["0000", "data.parq", f"{'part-' * 20}.snappy.parquet", "reviews.csv"])
def test_parquet_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    table = open_any(write(tmp_path, "parquet").rename(tmp_path / name))
    assert (table.kind, len(list(rows_of(table)))) == ("parquet", 3)


def test_a_csv_may_begin_like_parquet(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("PAR1,text\n1,good\n")
    assert open_any(tmp_path / "x.csv").kind == "csv"


PIECES = [
    "a",
    "review",
    "id",
    '"',
    "\\",
    '\\"',
    ",",
    ";",
    "\n",
    "\r\n",
    "\t",
    "1",
    "-1",
    "{",
    "}",
    "[",
    "]",
    ":",
    "'",
]
PIECES += ["sep=;", "I love it so much", " ", "好看", "\ufeff", "2024-01-01", "null", "|", "\0"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.sampled_from([None, 0, 1, 2]))
def test_any_text_is_read_or_refused_in_a_sentence(tmp_path: Path, text: str, header: int | None) -> None:
    path = tmp_path / "any"
    path.write_bytes(text.encode())
    try:
        table = open_any(path, header=header)
    except SentiscopeError:
        return
    rows = list(rows_of(table, 0))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert preview_of(table, 20).guess().text < len(table.columns)


def test_too_many_different_names_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_COLUMNS", 3)
    path = tmp_path / "x.jsonl"
    path.write_text("".join(json.dumps({f"n{i}": "x"}) + "\n" for i in range(5)))
    with pytest.raises(SentiscopeError) as caught:
        open_any(path)
    assert caught.value.key == "file_columns"


def test_numbers_of_thousands_of_digits_are_kept(tmp_path: Path, subtests: pytest.Subtests) -> None:
    digits = "9" * 5000
    lines = [
        '{"review": "fine", "n": [1]}',
        f'{{"review": "good", "n": [{digits}]}}',
        f'{{"review": "ok", "n": {digits}}}',
    ]
    for name, content in (("x.jsonl", "\n".join(lines)), ("x.json", f"[{','.join(lines)}]")):
        with subtests.test(file=name):
            (tmp_path / name).write_text(content)
            rows = list(rows_of(open_any(tmp_path / name), 0))
            assert [row.cells for row in rows] == [["fine", "[1]"], ["good", f'["{digits}"]'], ["ok", digits]]
            assert [row.problem for row in rows] == [None] * 3


def test_a_list_with_half_a_character_is_still_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"review": "fine"}\n{"review": ["\\ud83d"]}\n')
    assert [row.problem for row in rows_of(open_any(tmp_path / "x.jsonl"), 0)] == [None, "not_text"]


def test_no_half_a_character_is_taken_for_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"sep=\xff\nreview\xffid\n" + "很好看\n".encode() * 20)
    assert open_any(path, header=2).dialect.delimiter in ("", "\ufffd")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_cells_that_are_not_in_the_file_are_counted(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "FREE_BYTES", 10_000)
    monkeypatch.setattr(budget, "MOST_RATIO", 10)
    path = tmp_path / f"x.{kind}"
    names = [f"name{number}" for number in range(300)]
    if kind == "csv":
        path.write_text(",".join(names) + "\n" + "a,1\n" * 2000)
    else:
        path.write_text("".join(json.dumps({names[n % 300]: "x"}) + "\n" for n in range(2000)))
    table = open_any(path, header=1 if kind == "csv" else None)
    with pytest.raises(SentiscopeError) as caught:
        list(rows_of(table))
    assert caught.value.key == "file_swells"


def test_twice_as_many_names_and_rows_take_twice_the_steps(tmp_path: Path) -> None:
    def look_at(count: int) -> None:
        path = tmp_path / "x.jsonl"
        path.write_text("".join(json.dumps({f"name{n}": "x"}) + "\n" for n in range(count)))
        list(rows_of(open_any(path)))

    few, many = lines_run(lambda: look_at(200)), lines_run(lambda: look_at(400))
    assert many < 2.1 * few


def test_a_line_far_below_the_end_of_a_file_is_not_looked_for(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("review\nfine\n")
    with pytest.raises(SentiscopeError) as caught:
        open_any(path, header=10**12)
    assert caught.value.key == "csv_no_line"
