"""Values that a file can hold and a text cannot: a problem in their row, or written as what they are."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.base.errors import SentiscopeError
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier, read_csv

TEXTS = ["a good film", "bad", "fine"]


def scored(source: Path) -> list[dict[str, str]]:
    """Every row of a file, scored; a second run finds nothing left to do."""
    output = source.with_name("scored.csv")
    for _ in range(2):
        score_file(Request(source, output, text="text"))
    return read_csv(output)


def parquet(folder: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), folder / "odd.parquet")
    return folder / "odd.parquet"


def damaged(*texts: bytes) -> pa.Array:
    """Strings that are not UTF-8, as some writers leave them."""
    return pa.Array.from_buffers(pa.string(), len(texts), pa.array(texts, pa.binary()).buffers())


@pytest.mark.parametrize("column", ["text", "note"])
def test_damaged_strings_of_parquet_are_a_problem_of_their_row(
    tmp_path: Path, fake: FakeClassifier, column: str
) -> None:
    odd = damaged(b"a good film", b"bad \xff\xfe film", b"fine")
    rows = scored(parquet(tmp_path, {"text": TEXTS, column: odd}))
    assert [row["problem"] for row in rows] == ["", "bad_characters", ""]
    assert rows[1][column] == "bad \ufffd\ufffd film"
    assert rows[2]["prediction"] in ("positive", "negative")


@pytest.mark.parametrize(
    ("kind", "number"),
    [(pa.timestamp("us"), 2**62), (pa.date32(), 2**31 - 1), (pa.date32(), -(2**31))],
    ids=["timestamp", "late", "early"],
)
def test_dates_beyond_the_calendar_are_passed_on_and_the_row_scored(
    tmp_path: Path, fake: FakeClassifier, kind: pa.DataType, number: int
) -> None:
    whole = pa.int32() if kind == pa.date32() else pa.int64()
    rows = scored(parquet(tmp_path, {"text": TEXTS[:2], "when": pa.array([0, number], whole).cast(kind)}))
    assert rows[0]["when"].startswith("1970-01-01")
    assert str(number) in rows[1]["when"]
    assert [row["problem"] for row in rows] == ["", ""]


def test_fields_of_one_name_are_both_kept(tmp_path: Path, fake: FakeClassifier) -> None:
    field = pa.field("a", pa.int64())
    struct = pa.StructArray.from_arrays([pa.array([1, 2]), pa.array([3, 4])], fields=[field, field])
    rows = scored(parquet(tmp_path, {"text": TEXTS[:2], "both": struct}))
    assert [json.loads(row["both"], object_pairs_hook=list) for row in rows] == [
        [("a", 1), ("a", 3)],
        [("a", 2), ("a", 4)],
    ]


def test_half_a_pair_of_surrogates_costs_its_row_only(tmp_path: Path, fake: FakeClassifier) -> None:
    source = tmp_path / "odd.jsonl"
    source.write_text(
        '{"text": "a good film", "id": 1}\n{"text": "bad \\ud800 film"}\n{"text": "fine", "k\\udfff": 3}\n'
    )
    rows = scored(source)
    assert [row["problem"] for row in rows] == ["", "bad_characters", ""]
    assert rows[2]["k\ufffd"] == "3"


def test_a_number_of_thousands_of_digits_is_written_as_it_stands_or_named(
    tmp_path: Path, fake: FakeClassifier
) -> None:
    source = tmp_path / "odd.jsonl"
    source.write_text('{"text": "a good film", "id": 1}\n{"text": "bad", "id": ' + "7" * 5_000 + "}\n")
    rows = scored(source)
    assert rows[0]["problem"] == ""
    assert rows[1]["id"] == "7" * 5_000 or rows[1]["problem"]


def test_a_name_too_long_for_the_disk_is_one_sentence(tmp_path: Path, fake: FakeClassifier) -> None:
    with pytest.raises(SentiscopeError) as caught:
        score_file(Request(tmp_path / f"{'n' * 5_000}.csv", tmp_path / "scored.csv", text="text"))
    assert caught.value.key in ("data_file_missing", "data_file_unreadable")
