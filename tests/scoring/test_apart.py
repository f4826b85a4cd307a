"""A batch without an answer costs only the rows that have none by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.models.prediction import NO_ANSWER
from core.scoring.apart import answers_of, last_error


class Asked:
    """Answers numbers by their double, a batch with a negative one by an error; remembers every batch."""

    def __init__(self, key: str = NO_ANSWER[0]) -> None:
        self.key = key
        self.batches: list[list[int]] = []

    def __call__(self, rows: list[int]) -> list[int]:
        self.batches.append(rows)
        if odd := [row for row in rows if row < 0]:
            raise SentiscopeError(self.key, name=odd[0])
        return [2 * row for row in rows]


@given(st.lists(st.integers(-3, 9), min_size=1, max_size=12))
def test_only_odd_rows_go_without_an_answer(rows: list[int]) -> None:
    ask = Asked()
    answers = answers_of(ask, rows)
    for row, answer in zip(rows, answers, strict=True):
        if row < 0:
            assert isinstance(answer, SentiscopeError)
            assert answer.parameters["name"] == row
        else:
            assert answer == 2 * row
    again = [[row] for row in rows] if min(rows) < 0 and len(rows) > 1 else []
    assert ask.batches == [rows, *again]  # once together, then at most once each


@pytest.mark.parametrize("rows", [[-1], [1, -1]])
def test_an_error_that_is_not_about_a_text_is_raised(rows: list[int]) -> None:
    ask = Asked("backend_missing")
    with pytest.raises(SentiscopeError, match="backend_missing"):
        answers_of(ask, rows)
    assert ask.batches == [rows]


def test_the_last_error_is_kept() -> None:
    first, second = (SentiscopeError(key) for key in NO_ANSWER[:2])
    assert last_error([first, 0.5, second, 0.1], None) is second
    assert last_error([0.5], first) is first
    assert last_error([], None) is None
