"""A dragged threshold gives the very file that scoring with it would have given."""

import tracemalloc
from pathlib import Path

import pytest

from core.scoring.plan import Request
from core.scoring.result import read_result
from core.scoring.rethreshold import with_threshold
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier, write_csv

ROWS = [
    ["id", "text", "note"],
    ["001", "p=0.95", 'he said "no"'],
    ["002", "p=0.55", "two\nlines, and a comma"],
    ["003", "", "=1+1"],
    ["004", "p=0.7"],
    ["005", "p=0.3", "é 中文", "one too many"],
]


def scored(folder: Path, name: str, source: Path, threshold: float, safe: bool) -> Path:
    output = folder / name
    score_file(Request(source, output, "text", threshold=threshold, spreadsheet_safe=safe))
    return output


@pytest.mark.parametrize("safe", [False, True])
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.8, 1.0])
def test_equals_scoring_anew(
    tmp_path: Path, fake: FakeClassifier, threshold: float, delimiter: str, safe: bool
) -> None:
    source = write_csv(tmp_path / "in.csv", ROWS, delimiter=delimiter)
    output = scored(tmp_path, "out.csv", source, 0.8, safe)
    again = scored(tmp_path, "again.csv", source, threshold, safe)
    found = with_threshold(output, read_result(output), threshold)
    assert found.read_bytes() == again.read_bytes()
    assert (found == output) is (threshold == 0.8)


def test_only_the_last_threshold_is_kept_and_memory_is_that_of_a_row(
    tmp_path: Path, fake: FakeClassifier
) -> None:
    rows = [["text"], *[[f"p=0.{i % 90 + 10} " + "x" * 400] for i in range(3000)]]
    output = scored(tmp_path, "out.csv", write_csv(tmp_path / "in.csv", rows), 0.8, False)
    result = read_result(output)
    with_threshold(output, result, 0.7)
    tracemalloc.start()
    found = with_threshold(output, result, 0.6)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < output.stat().st_size / 3
    assert list(found.parent.iterdir()) == [found]
    assert with_threshold(output, result, 0.6) == found
