"""What goes wrong with real files and disks: every fault costs a row or a clear sentence, never the run."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from core.base.errors import SentiscopeError
from core.data.files import budget
from core.data.files.reviews_csv import Writer
from core.scoring import score_file as module
from core.scoring.parts import folder_of
from core.scoring.plan import Request
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier, probability_of, read_csv, write_csv

HEADER = ["id", "review"]
ROWS = [[str(i), f"film {i}"] for i in range(60)]


def error_of(work: Callable[[], Any]) -> str:
    with pytest.raises(SentiscopeError) as caught:
        work()
    return caught.value.key


def scored(tmp_path: Path, content: bytes, **options: Any) -> list[dict[str, str]]:
    source = tmp_path / "reviews.csv"
    source.write_bytes(content)
    score_file(Request(source, tmp_path / "scored.csv", text="review", **options))
    return read_csv(tmp_path / "scored.csv")


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW", 10)


def test_a_full_disk_loses_nothing(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch, small_windows: None
) -> None:
    source = write_csv(tmp_path / "reviews.csv", [HEADER, *ROWS])
    whole, output = tmp_path / "whole.csv", tmp_path / "scored.csv"
    score_file(Request(source, whole, text="review"))
    written, fake.batches[:] = 0, []
    with monkeypatch.context() as patch:
        write = Writer.write

        def full(self: Writer, *arguments: Any) -> None:
            nonlocal written
            written += 1
            if written > 35:
                raise OSError(28, os.strerror(28))
            write(self, *arguments)

        patch.setattr(Writer, "write", full)
        assert error_of(lambda: score_file(Request(source, output, text="review"))) == "scoring_file_failed"
    assert not output.exists()
    score_file(Request(source, output, text="review"))
    assert output.read_bytes() == whole.read_bytes()
    read = [text for batch in fake.batches for text in batch]
    assert len(read) == len(ROWS) + 10  # only the window that could not be written was scored again


def test_a_disk_that_is_full_at_the_end_keeps_every_part(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, output = write_csv(tmp_path / "reviews.csv", [HEADER, *ROWS]), tmp_path / "scored.csv"
    with monkeypatch.context() as patch:

        def full(*arguments: Any) -> None:
            raise OSError(28, os.strerror(28))

        patch.setattr(Writer, "append", full)
        assert error_of(lambda: score_file(Request(source, output, text="review"))) == "scoring_file_failed"
    count = len(fake.batches)
    score_file(Request(source, output, text="review"))
    assert len(fake.batches) == count
    assert len(read_csv(output)) == len(ROWS)


@pytest.mark.parametrize("change", ["grows", "shrinks", "is replaced", "goes"])
def test_an_input_that_changes_while_it_is_read(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch, small_windows: None, change: str
) -> None:
    source, output = write_csv(tmp_path / "reviews.csv", [HEADER, *ROWS]), tmp_path / "scored.csv"
    classify = fake.classify

    def changing(sentences: list[str]) -> Any:
        if len(fake.batches) == 2 and change == "grows":
            with open(source, "a") as file:
                file.write("61,one more\n")
        elif len(fake.batches) == 2 and change == "shrinks":
            os.truncate(source, source.stat().st_size // 2)
        elif len(fake.batches) == 2 and change == "is replaced":
            source.write_bytes(source.read_bytes().replace(b"film", b"book"))
        elif len(fake.batches) == 2:
            source.unlink()
        return classify(sentences)

    monkeypatch.setattr(fake, "classify", changing)
    assert error_of(lambda: score_file(Request(source, output, text="review"))) == "input_changing"
    assert not output.exists()


def test_a_part_of_a_changed_file_is_never_committed(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch, small_windows: None
) -> None:
    """Resumed on the file as it was, the run must not find a part of the file as it was meanwhile."""
    source, output = write_csv(tmp_path / "reviews.csv", [HEADER, *ROWS]), tmp_path / "scored.csv"
    classify = fake.classify

    def changing(sentences: list[str]) -> Any:
        if len(fake.batches) == 2:
            source.write_bytes(source.read_bytes().replace(b"film", b"book"))
        return classify(sentences)

    monkeypatch.setattr(fake, "classify", changing)
    assert error_of(lambda: score_file(Request(source, output, text="review"))) == "input_changing"
    # Two windows were whole before; of the third, which was being scored, nothing counts.
    assert len(list(folder_of(output).glob("part-*.json"))) == 2


def test_damaged_rows_keep_their_place(tmp_path: Path, fake: FakeClassifier) -> None:
    found = scored(
        tmp_path,
        b"id,review\n1,good\n"
        b'2,"never closed\n'
        b"3,nul\0byte\n"
        b"4,caf\xe9 in another encoding\n"
        b'5,"he said "hi" to me"\n'
        b"6,\n"
        b"7,fine\n" + "8,un film à voir et très réussi\n".encode() * 30,
    )[:7]
    assert [(row["id"], row["problem"]) for row in found] == [
        ("1", ""),
        ("2", "broken_quotes"),
        ("3", "nul_characters"),
        ("4", "bad_characters"),
        ("5", "broken_quotes"),
        ("6", "empty_text"),
        ("7", ""),
    ]
    assert [bool(row["prediction"]) for row in found] == [True] * 5 + [False, True]
    assert all(row["needs_review"] == "yes" for row in found if row["problem"])


@pytest.mark.whole
def test_a_cell_of_thirty_megabytes(tmp_path: Path, fake: FakeClassifier) -> None:
    size = 30_000_000
    found = scored(tmp_path, b"id,review\n1,good\n2," + b"x" * size + b"\n3,bad\n")
    assert [(row["id"], row["problem"]) for row in found] == [("1", ""), ("2", "cell_too_long"), ("3", "")]
    assert len(found[1]["review"]) == size  # verbatim, and not scored
    assert found[1]["prediction"] == ""


def test_ten_thousand_columns(tmp_path: Path, fake: FakeClassifier) -> None:
    header = [f"c{i}" for i in range(9_999)]
    rows = [[*header, "review"], *[[*["x"] * 9_999, f"film {i}"] for i in range(20)]]
    source = write_csv(tmp_path / "wide.csv", rows)
    score_file(Request(source, tmp_path / "scored.csv", text="review"))
    found = read_csv(tmp_path / "scored.csv")
    assert len(found[0]) == 10_004
    assert [row["probability"] for row in found] == [f"{probability_of(f'film {i}'):.6f}" for i in range(20)]


def test_a_bomb_is_refused_before_anything_is_written(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "FREE_BYTES", 300_000)
    source = tmp_path / "bomb.csv.gz"
    source.write_bytes(gzip.compress(b"id,review\n" + b"1,good\n" * 200_000))
    assert error_of(lambda: score_file(Request(source, tmp_path / "scored.csv"))) == "gzip_bomb"
    assert [path.name for path in tmp_path.iterdir()] == ["bomb.csv.gz"]


# ---- every kind in, both kinds out


def test_parquet_keeps_its_own_types(tmp_path: Path, fake: FakeClassifier) -> None:
    source, output = tmp_path / "reviews.parquet", tmp_path / "scored.parquet"
    rows = pyarrow.table({"id": [7, None, 9], "review": ["p=0.9", None, "p=0.4"], "stars": [[1], [], None]})
    pyarrow.parquet.write_table(rows, source)
    score_file(Request(source, output, text="review"))
    found = pyarrow.parquet.read_table(output)
    assert found.select(["id", "review", "stars"]) == rows
    assert found["prediction"].to_pylist() == ["positive", None, "negative"]
    assert found["probability"].to_pylist() == [0.9, None, 0.4]
    assert found["needs_review"].to_pylist() == [False, True, True]
    assert found["problem"].to_pylist() == [None, "empty_text", None]


def test_a_csv_becomes_parquet_with_its_surplus(
    tmp_path: Path, fake: FakeClassifier, small_windows: None
) -> None:
    source, output = tmp_path / "reviews.csv", tmp_path / "scored.parquet"
    source.write_text("id,review\n01,p=0.9\n02,p=0.9,more,cells\n03\n" + "04,good\n" * 30)
    score_file(Request(source, output, text="review"))
    found = pyarrow.parquet.read_table(output)
    assert found["id"].to_pylist()[:3] == ["01", "02", "03"]
    assert found["surplus"].to_pylist()[:4] == [None, ["more", "cells"], None, None]
    assert found["problem"].to_pylist()[:3] == [None, "too_many_cells", "too_few_cells"]
    assert found.num_rows == 33


def test_json_lines_and_gzip_give_what_the_csv_gives(tmp_path: Path, fake: FakeClassifier) -> None:
    source = write_csv(tmp_path / "reviews.csv", [HEADER, *ROWS])
    packed = tmp_path / "reviews.csv.gz"
    packed.write_bytes(gzip.compress(source.read_bytes()))
    lines = tmp_path / "reviews.jsonl"
    lines.write_text("".join(f'{{"id": "{i}", "review": "{text}"}}\n' for i, text in ROWS))
    contents = set()
    for path in (source, packed, lines):
        output = tmp_path / f"{path.name}.scored"
        score_file(Request(path, output, text="review"))
        contents.add(output.read_bytes())
    assert len(contents) == 1


@pytest.mark.parametrize("change", [lambda windows: windows[:-1], lambda windows: [*windows, windows[0]]])
def test_rows_that_were_not_all_scored_once_are_never_a_finished_output(
    tmp_path: Path, fake: FakeClassifier, monkeypatch: pytest.MonkeyPatch, small_windows: None, change: Any
) -> None:
    """The file is the same as before, byte for byte and in its time of change, and yet read otherwise."""
    source, output = write_csv(tmp_path / "reviews.csv", [HEADER, *ROWS]), tmp_path / "scored.csv"
    read = module.windows_of
    with monkeypatch.context() as patch:
        patch.setattr(module, "windows_of", lambda *given: iter(change(list(read(*given)))))
        assert error_of(lambda: score_file(Request(source, output, text="review"))) == "input_changing"
    assert not output.exists()
