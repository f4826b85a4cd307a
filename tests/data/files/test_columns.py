from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.files.columns import Guess, added_names, display_names, guess_columns
from tests.support.steps import lines_run


def test_display_names(subtests):
    for header, names in (
        (["a", "b"], ("a", "b")),
        (["text", "text", "text"], ("text", "text (2)", "text (3)")),
        (["a", "a", "a (2)"], ("a", "a (3)", "a (2)")),
        (["", " review ", ""], ("#1", "review", "#3")),
    ):
        with subtests.test(header=header, names=names):
            assert display_names(header) == names


@given(st.lists(st.sampled_from(["a", "a (2)", "a (3)", "", "#1", " a", "#2"]), max_size=8))
def test_display_names_are_unique(header):
    assert len(set(display_names(header))) == len(header)


def test_added_names_step_aside():
    added = ["prediction", "probability", "problem"]
    assert added_names(["review"], added) == added
    header = ["Prediction ", "prediction_2", "problem"]
    assert added_names(header, added) == ["prediction_3", "probability", "problem_2"]


LONG, SHORT = "A warm and funny film with a great cast.", "B00X"


def test_guess_columns(subtests):
    for columns, rows, guess in (
        (["id", "review", "label"], [[SHORT, LONG, "1"]], Guess(1, 2)),
        (["sentiment", "text"], [["positive", LONG]], Guess(1, 0)),
        (["review_id", "review_body", "stars"], [[SHORT, LONG, "5"]], Guess(1, None)),
        (["reviewText", "summary"], [[LONG, SHORT]], Guess(0, None)),
        (["text", "description"], [[LONG, LONG * 9]], Guess(0, None)),
        (["review", "opinion"], [["5", LONG], ["3", LONG]], Guess(1, None)),
        (["what", "ever"], [[SHORT, LONG]], Guess(1, None)),
        (["编号", "评论内容", "情感标签"], [["a1", "很好看，推荐", "好评"]], Guess(1, 2)),
        (["text", "label"], [[LONG, "neutral"], [LONG, "joy"]], Guess(0, None)),
        (["text", "helpful", "verified"], [[LONG, "1", "0"], [LONG, "0", "1"]], Guess(0, None)),
        (["text", "helpful", "tone"], [[LONG, "1", "neg"], [LONG, "0", "pos"]], Guess(0, 2)),
        (["text", "y"], [[LONG, "1"], [LONG, "0"]], Guess(0, 1)),
        (["text", "y"], [[LONG, "1"], [LONG, "1"]], Guess(0, None)),
        (["review_text", "review_score", "review_votes"], [[LONG, "1", "0"], [LONG, "-1", "1"]], Guess(0, 1)),
        (["review_text", "review_votes"], [[LONG, "1"], [LONG, "0"]], Guess(0, None)),
        (["text", "is_verified"], [[LONG, "1"], [LONG, "0"]], Guess(0, None)),
        (["text", "Sentiment"], [[LONG, "positive"], [LONG, "neutral"]], Guess(0, 1)),
        (["text", "label"], [[LONG, "1"], [LONG, "4"]], Guess(0, None)),
        (["only"], [], Guess(0, None)),
        (["a", "b"], [["x"], []], Guess(0, None)),
    ):
        with subtests.test(columns=columns, rows=rows, guess=guess):
            assert guess_columns(columns, rows) == guess


HEADERS: dict[str, Callable[[int], list[str]]] = {
    "equal": lambda count: ["a"] * count,
    "numbered already": lambda count: ["a"] * (count // 2) + [f"a ({n})" for n in range(count // 2)],
    "nameless": lambda count: [""] * (count // 2) + [f"#{n}" for n in range(count // 2)],
}


@pytest.mark.parametrize("kind", HEADERS)
def test_twice_as_many_columns_are_named_and_guessed_in_twice_the_steps(kind):
    def look_at(count):
        names = display_names(HEADERS[kind](count))
        guess_columns(names, [[LONG] * count] * 3)
        added_names([*names, *(f"problem_{n}" for n in range(count))], ["problem"])

    look_at(10)  # patterns are compiled, kinds of cells remembered
    few, many = lines_run(lambda: look_at(300)), lines_run(lambda: look_at(600))
    assert many < 2.1 * few
