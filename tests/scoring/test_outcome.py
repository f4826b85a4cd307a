"""What each row gets: probability, review, problem."""

import numpy as np
import pytest

from core.data.files.reviews_csv import CELL_LIMIT, PROBLEMS, Row
from core.scoring.engine import PlainScorer
from core.scoring.outcome import TEXT_CUT, Outcome, confidence, outcomes
from tests.scoring.support import CUT_FROM, FakeClassifier


def outcomes_of(*rows: tuple[str, str | None], threshold: float = 0.8) -> list[Outcome]:
    numbered = [Row(number, [text], problem) for number, (text, problem) in enumerate(rows, start=1)]
    steps: list[int] = []
    found = outcomes(PlainScorer(FakeClassifier()), numbered, 0, threshold, steps.append)
    assert sum(steps) == len(rows) == len(found)
    assert {outcome.problem for outcome in found} <= {"", *PROBLEMS, TEXT_CUT}
    return found


def test_cells_of_every_kind_of_row() -> None:
    found = outcomes_of(
        ("p=0.9", None),
        ("", "empty_text"),
        ("p=0.1", None),
        ("p=0.7", None),
        ("p=0.95", "too_many_cells"),
        ("\u200b\u200e", None),  # not blank for Python, but nothing to read
        ("x" * (CELL_LIMIT + 1), "cell_too_long"),
        ("p=1 " + "x" * CUT_FROM, None),
        ("p=1 " + "y" * CUT_FROM, "too_few_cells"),
    )
    assert [outcome.cells() for outcome in found] == [
        ["positive", "0.900000", "no", ""],
        ["", "", "yes", "empty_text"],
        ["negative", "0.100000", "no", ""],
        ["positive", "0.700000", "yes", ""],
        ["positive", "0.950000", "yes", "too_many_cells"],
        ["", "", "yes", "empty_text"],
        ["", "", "yes", "cell_too_long"],
        ["positive", "1.000000", "yes", "text_cut"],
        ["positive", "1.000000", "yes", "too_few_cells"],
    ]
    assert [outcome.is_cut for outcome in found] == [False] * 7 + [True] * 2


@pytest.mark.parametrize(
    ("probability", "threshold", "review"),
    [
        ("0.8", 0.8, False),
        ("0.2", 0.8, False),  # 1 - 0.2 as float32 would be below 0.8
        ("0.799999", 0.8, True),
        ("0.200001", 0.8, True),
        ("0.5", 0.5, False),
        ("0.999999", 1.0, True),
        ("1.0", 1.0, False),
    ],
)
def test_threshold_is_a_confidence(probability: str, threshold: float, review: bool) -> None:
    assert outcomes_of((f"p={probability}", None), threshold=threshold)[0].needs_review is review


def test_the_verdict_agrees_with_the_number_written() -> None:
    assert outcomes_of(("p=0.4999999", None))[0].cells()[:2] == ["positive", "0.500000"]
    assert outcomes_of(("p=0.4999994", None))[0].cells()[:2] == ["negative", "0.499999"]


def test_confidence_of_an_array() -> None:
    values = np.array([0.2, 0.8, 0.5, np.nan, 0.1], np.float32)
    assert confidence(values).tolist() == pytest.approx([0.8, 0.8, 0.5, np.nan, 0.9], nan_ok=True, abs=0)
