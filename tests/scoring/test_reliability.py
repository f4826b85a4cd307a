"""Reliability and coverage of a scored file, against numbers worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from core.scoring.plan import Request
from core.scoring.reliability import coverage, reliability
from core.scoring.result import Result, read_result
from core.scoring.score_file import score_file
from tests.scoring.support import FakeClassifier, write_csv

ROWS = [
    ["p=0.95", "1"],  # right, sure by 0.95
    ["p=0.94", "0"],  # wrong, sure by 0.94
    ["p=0.1", "0"],  # right, sure by 0.9
    ["p=0.6", "1"],  # right, sure by 0.6
    ["p=0.7", ""],  # no label
    ["", "1"],  # no verdict
]


@pytest.fixture
def result(tmp_path: Path, fake: FakeClassifier) -> Result:
    source = write_csv(tmp_path / "reviews.csv", [["review", "label"], *ROWS])
    score_file(Request(source, tmp_path / "scored.csv", text="review", label="label"))
    return read_result(tmp_path / "scored.csv")


def test_reliability_by_bin(result: Result) -> None:
    found = reliability(result)
    assert [bin["count"] for bin in found["bins"]] == [1, 1, 2]
    assert [bin["accuracy"] for bin in found["bins"]] == [1.0, 1.0, 0.5]
    assert found["bins"][2]["confidence"] == pytest.approx(0.945)
    assert found["error"] == pytest.approx((0.4 + 0.1 + 2 * 0.445) / 4)


def test_coverage_falls_and_tells_how_right_the_rest_is(result: Result) -> None:
    found = coverage(result)
    at = {float(t): index for index, t in enumerate(found["threshold"])}
    assert [found["coverage"][at[t]] for t in (0.5, 0.6, 0.61, 0.9, 0.91, 0.95, 1.0)] == [
        1, 1, 0.75, 0.75, 0.5, 0.25, 0,
    ]  # fmt: skip
    assert [found["accuracy"][at[t]] for t in (0.5, 0.9, 0.91, 0.95)] == pytest.approx(
        [3 / 4, 2 / 3, 1 / 2, 1]
    )
    assert np.isnan(found["accuracy"][at[1.0]])


def test_rows_with_a_problem_are_never_covered(tmp_path: Path, fake: FakeClassifier) -> None:
    source = tmp_path / "reviews.csv"
    source.write_text("review,label,more\np=0.99,1,x\np=0.99,1\n")
    score_file(Request(source, tmp_path / "scored.csv", text="review", label="label"))
    assert coverage(read_result(tmp_path / "scored.csv"))["coverage"][0] == 0.5
