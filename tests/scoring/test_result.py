"""A scored file read back, against numbers worked out by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.base.errors import SentiscopeError
from core.scoring.places import summary_path
from core.scoring.plan import Request
from core.scoring.result import Result, ScoredRow, read_result
from core.scoring.score_file import score_file
from tests.scoring.support import CUT_FROM, FakeClassifier, write_csv

LONG = "p=0.99 " + "x" * CUT_FROM
ROWS = [
    ["0", "p=0.95", "positive"],
    ["1", "p=0.2", "positive"],  # a mistake, sure by 0.8
    ["2", "", "negative"],
    ["3", "p=0.97 one\r\nmore", "neg"],  # a mistake, sure by 0.97
    ["4", "p=0.04", "0"],
    ["5", LONG, ""],
    ["6", "p=0.8", "负面"],  # a mistake, as sure as row 1
    ["7", "p=1.0", "1"],
    ["8", "p=0.5", "1"],
]


def result_of(tmp_path: Path, rows: list[list[str]] | None = None, **options: Any) -> Result:
    source = write_csv(tmp_path / "reviews.csv", [["id", "review", "label"], *(rows or ROWS)])
    score_file(Request(source, tmp_path / "scored.csv", text="review", **options))
    return read_result(tmp_path / "scored.csv")


@pytest.fixture
def result(tmp_path: Path, fake: FakeClassifier) -> Result:
    return result_of(tmp_path, label="label")


def test_the_arrays(result: Result) -> None:
    assert (result.probability.dtype, result.label.dtype) == (np.float32, np.int8)
    expected = [0.95, 0.2, np.nan, 0.97, 0.04, 0.99, 0.8, 1.0, 0.5]
    assert result.probability.tolist() == pytest.approx(expected, nan_ok=True, abs=1e-7)
    assert result.label.tolist() == [1, 1, 0, 0, 0, -1, 0, 1, 1]
    assert result.flagged.tolist() == [index in (2, 5) for index in range(9)]
    assert result.scored.sum() == result.summary["scored"] == 8


def test_agreement_is_that_of_the_summary(result: Result) -> None:
    agreement = result.agreement()
    assert agreement.counts.tolist() == [[1, 2], [1, 3]]
    assert agreement.as_dict().items() <= result.summary["labels"].items()
    assert (agreement.accuracy, agreement.f1) == (4 / 7, 6 / 9)


def test_surest_mistakes_first(result: Result) -> None:
    assert result.mistakes().tolist() == [3, 1, 6]
    assert result.mistakes(1).tolist() == [3]


def test_needs_review_follows_the_threshold(result: Result) -> None:
    found = [result.needs_review(threshold) for threshold in (0.5, 0.8, 0.81, 0.96, 1.0)]
    assert found == [2, 3, 5, 6, 8]
    assert result.summary["needs_review"] == 3


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.8, 0.9, 0.95, 1.0])
def test_any_threshold_agrees_with_scoring_by_it(
    tmp_path: Path, fake: FakeClassifier, threshold: float
) -> None:
    rows = [[str(i), f"p={i / 100}", ""] for i in range(101)]
    result = result_of(tmp_path, rows, threshold=threshold)
    assert result.needs_review(threshold) == result.summary["needs_review"]


def test_histogram(result: Result) -> None:
    counts = result.histogram()
    assert (len(counts), counts.sum()) == (20, 8)
    assert {bin: int(counts[bin]) for bin in np.flatnonzero(counts)} == {0: 1, 4: 1, 10: 1, 16: 1, 19: 4}
    assert result.histogram(2).tolist() == [2, 6]


def test_rows_in_the_order_asked_for(result: Result) -> None:
    assert result.rows(result.mistakes(2)) == [
        ScoredRow(3, "p=0.97 one\r\nmore", 0.97, 0, ""),
        ScoredRow(1, "p=0.2", 0.2, 1, ""),
    ]
    assert result.rows([5, 2, 5])[1:] == [
        ScoredRow(2, "", None, 0, "empty_text"),
        ScoredRow(5, LONG, 0.99, None, "text_cut"),
    ]
    assert result.rows([]) == []


def test_top_rows(result: Result) -> None:
    assert [row.index for row in result.top_rows(3)] == [0, 1, 2]
    assert len(result.top_rows(100)) == 9


def test_without_labels(tmp_path: Path, fake: FakeClassifier) -> None:
    result = result_of(tmp_path)
    assert result.agreement().as_dict() == {}
    assert result.mistakes().tolist() == []


def test_a_result_for_spreadsheets_in_one_column_is_read_too(tmp_path: Path, fake: FakeClassifier) -> None:
    source = tmp_path / "reviews.txt"
    source.write_text("review\n=p, 1\np=0.9 fine, long\n", encoding="utf-8")
    score_file(Request(source, tmp_path / "scored.csv", spreadsheet_safe=True))
    result = read_result(tmp_path / "scored.csv")
    assert [row.text for row in result.top_rows(2)] == ["'=p, 1", "p=0.9 fine, long"]
    assert result.probability[1] == np.float32(0.9)


def test_a_result_that_does_not_fit_its_summary_is_refused(tmp_path: Path, fake: FakeClassifier) -> None:
    output = result_of(tmp_path).table.path
    good = output.read_text(encoding="utf-8")
    for content in (None, "review,prediction\na,b\n", good.replace("0.950000", "0.95x")):
        output.unlink()
        if content is not None:
            output.write_text(content, encoding="utf-8")
        with pytest.raises(SentiscopeError) as caught:
            read_result(output)
        assert caught.value.key == "result_unreadable"
        output.touch()
    summary_path(output).unlink()
    with pytest.raises(SentiscopeError):
        read_result(output)
