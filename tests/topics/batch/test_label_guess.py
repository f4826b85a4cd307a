"""Which column of ones and zeros is taken for labels: verdicts decide, what chance can do doesn't."""

from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.data.files.reviews_csv import Preview, Row
from core.scoring.engine import Scores
from core.topics.batch.label_guess import MOST_COLUMNS, Agreement, agreeing, candidates


class Reader:
    """Judges by the first word: `good` is positive, `lost` has no answer, all else is negative."""

    name, classes, error = "reader", (), None

    def batches(self, texts: Sequence[str]) -> Iterator[tuple[list[int], Scores]]:
        answers = {"good": 0.9, "lost": np.nan}
        probability = [answers.get(text.split()[0], 0.1) for text in texts]
        yield [*range(len(texts))], Scores(np.array(probability, np.float32), np.zeros(len(texts), np.bool_))

    def reads(self, text: str) -> None:
        """Of no known language."""


def preview(*rows: tuple[str, ...], problem: str | None = None) -> Preview:
    columns = ("text", *(f"c{number}" for number in range(1, len(rows[0]))))
    return Preview(columns, [Row(number, [*row], problem) for number, row in enumerate(rows, start=1)])


def guessed(*rows: tuple[str, ...]) -> Agreement | None:
    return agreeing(preview(*rows), 0, Reader())


def test_a_column_is_taken_only_where_both_its_labels_agree(subtests) -> None:
    good, bad = ("good one", "1"), ("bad one", "0")
    for name, rows, expected in (
        ("all agree", [good] * 8 + [bad] * 8, Agreement(1, 16, 16)),
        ("most agree", [good] * 28 + [bad] * 30 + [("good", "0")] * 4 + [("bad", "1")] * 2, (58, 64)),
        ("too few to tell", [good] * 3 + [bad] * 3, None),
        # Wilson's interval of 4 of 4 begins at 0.5101, of 3 of 3 at 0.4385.
        ("just enough", [good] * 4 + [bad] * 4, Agreement(1, 8, 8)),
        ("one label is rare", [good] * 60 + [bad] * 3, None),
        ("upside down", [("good", "0")] * 30 + [("bad", "1")] * 30, None),
        ("nine in ten of both, by chance", [good] * 81 + [("good", "0"), ("bad", "1")] * 9 + [bad], None),
        ("no answer, no label", [good] * 4 + [bad] * 4 + [("lost", "1"), ("good", "")], Agreement(1, 8, 8)),
        ("minus ones", [good] * 9 + [("bad", "-1")] * 9, Agreement(1, 18, 18)),
        ("a neutral 0", [good] * 9 + [("bad", "-1")] * 9 + [("bad", "0")] * 9, Agreement(1, 18, 18)),
        ("a 2 among them", [good] * 9 + [bad] * 9 + [("bad", "2")], None),
        ("one label alone", [good] * 20, None),
    ):
        with subtests.test(name):
            found = guessed(*rows)
            if isinstance(expected, tuple):
                assert found is not None
                assert (found.agreed, found.compared) == expected
            else:
                assert found == expected


def test_the_best_of_a_few_columns_is_taken_and_none_of_many() -> None:
    rows = [("good", "0", "1")] * 12 + [("bad", "1", "0")] * 12 + [("good", "0", "0")]
    assert guessed(*rows) == Agreement(2, 24, 25)
    answers = "1" * (MOST_COLUMNS + 1), "0" * (MOST_COLUMNS + 1)
    assert guessed(*[("good", *answers[0])] * 12, *[("bad", *answers[1])] * 12) is None


def test_damaged_rows_say_nothing_about_labels() -> None:
    assert candidates(preview(("good", "1"), ("bad", "0")), 0) == {1: [1, 0]}
    assert candidates(preview(("good", "1"), ("bad", "0"), problem="too_many_cells"), 0) == {}


@given(st.lists(st.sampled_from(["good", "bad"]), min_size=1, max_size=8), st.integers(0, 10))
def test_what_repeats_whatever_the_text_is_is_never_taken(texts, ones) -> None:
    """A column with the same proportion of ones beside either verdict knows nothing of the verdicts."""
    marks = [str(int(number < ones)) for number in range(10)]
    rows = [(text, mark) for text in texts for mark in marks]
    assert guessed(*rows) is None
