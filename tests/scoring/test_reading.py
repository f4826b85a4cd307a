"""How often a run opens its input, and how many bytes of it are read."""

import gzip
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from core.base import steady_file
from core.base.errors import SentiscopeError
from core.base.steady_file import BLOCK_BYTES, SteadyFile
from core.scoring.plan import Request, make_plan
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier

ROWS = 12_000
TEXTS = [f"film {hashlib.shake_128(str(n).encode()).hexdigest(100)}" for n in range(ROWS)]
OPENED: list[str] = []
sys.addaudithook(lambda event, arguments: OPENED.append(str(arguments[0])) if event == "open" else None)


def csv_of(ending: str = "", delimiter: str = ",") -> str:
    rows = "".join(f"{n}{delimiter}{text}\n" for n, text in enumerate(TEXTS))
    return f"id{delimiter}review\n{rows}{ending}"


def objects() -> list[str]:
    late = {"id": ROWS, "review": "a member that comes late", "stars": 5}
    rows = [{"id": n, "review": text} for n, text in enumerate(TEXTS)]
    return [json.dumps(row) for row in [*rows, late]]


def parquet(path: Path) -> None:
    table = pyarrow.table({"id": range(ROWS), "review": TEXTS, "other": TEXTS[::-1]})
    pyarrow.parquet.write_table(table, path, compression="none", row_group_size=5000)


FORMATS: dict[str, Callable[[Path], object]] = {
    "ascii.csv": lambda path: path.write_text(csv_of()),
    "utf8.csv": lambda path: path.write_text(csv_of("1,ein schöner Film\n"), encoding="utf-8"),
    "gb.csv": lambda path: path.write_bytes(csv_of("1,一部好电影,很好看\n").encode("gb18030")),
    "wide.csv": lambda path: path.write_text(csv_of(), encoding="utf-16"),
    "tabs.tsv": lambda path: path.write_text(csv_of(delimiter="\t")),
    "lines.jsonl": lambda path: path.write_text("\n".join(objects())),
    "array.json": lambda path: path.write_text(f"[{', '.join(objects())}]"),
    "packed.csv.gz": lambda path: path.write_bytes(gzip.compress(csv_of("1,één film\n").encode(), 1)),
    "packed.jsonl.gz": lambda path: path.write_bytes(gzip.compress("\n".join(objects()).encode(), 1)),
    "table.parquet": parquet,
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_opened_once_and_read_at_most_twice(
    tmp_path: Path, name: str, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, read = tmp_path / name, 0
    FORMATS[name](source)
    monkeypatch.setattr(steady_file, "KEPT_BLOCKS", 12 if name.endswith("parquet") else 4)
    before = SteadyFile._read

    def counted(file: SteadyFile, start: int, count: int) -> bytes:
        nonlocal read
        read += count
        return before(file, start, count)

    monkeypatch.setattr(SteadyFile, "_read", counted)
    OPENED.clear()
    summary = score_file(Request(source, tmp_path / "scored.csv", text="review"))
    assert summary["rows"] - ROWS in (0, 1)
    assert OPENED.count(str(source)) == 1
    size = source.stat().st_size
    assert size > 5 * BLOCK_BYTES
    assert 2 * size - 4 * BLOCK_BYTES <= read <= 2 * size + 3 * BLOCK_BYTES


def test_the_encoding_is_found_where_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "gb.csv"
    FORMATS["gb.csv"](path)
    plan = make_plan(Request(path, tmp_path / "scored.csv"))
    assert (plan.table.dialect.encoding, plan.rows) == ("gb18030", ROWS + 1)
    FORMATS["ascii.csv"](path)
    assert make_plan(Request(path, tmp_path / "scored.csv")).table.dialect.encoding == "utf-8"
    path.write_bytes(csv_of().encode() + bytes([0xFF, 1, 2, 3, 4, 5, 6, 7]) * 100)
    with pytest.raises(SentiscopeError) as caught:
        make_plan(Request(path, tmp_path / "scored.csv"))
    assert caught.value.key == "csv_binary"


@pytest.mark.parametrize(
    ("text", "late", "expected"),
    [
        (None, {"stars": "5"}, ("review", ("id", "review", "stars"))),
        ("comment", {"comment": "good"}, ("comment", ("id", "review", "comment"))),
        (None, {"text": "good"}, ("review", ("id", "review", "text"))),
    ],
)
def test_members_that_come_late_are_columns(
    tmp_path: Path, text: str | None, late: dict[str, str], expected: tuple[str, tuple[str, ...]]
) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [{"id": "1", "review": "a film"}] * 1000 + [{"id": "2", "review": "a film"} | late]
    path.write_text("\n".join(map(json.dumps, rows)))
    plan = make_plan(Request(path, tmp_path / "scored.csv", text=text))
    assert (plan.table.columns[plan.text], plan.table.columns) == expected
    assert plan.rows == 1001
    assert not plan.surplus


def test_content_that_changes_behind_size_and_time_is_refused(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    source, output = tmp_path / "rows.csv", tmp_path / "scored.csv"
    source.write_text(csv_of())
    monkeypatch.setattr(steady_file, "KEPT_BLOCKS", 1)
    classify, seen = fake.classify, source.stat()

    def changing(sentences: list[str]) -> object:
        with open(source, "r+b") as file:
            file.seek(-100, 2)
            file.write(b"0")
        os.utime(source, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        return classify(sentences)

    monkeypatch.setattr(fake, "classify", changing)
    with pytest.raises(SentiscopeError) as caught:
        score_file(Request(source, output, text="review"))
    assert caught.value.key == "input_changing"
    assert not output.exists()
