"""What a learner starts from is cut from our own solutions."""

import ast

import pytest

from core.base.errors import SentiscopeError
from core.exercises.exercise import Exercise, Mistake
from core.exercises.registry import find, listed
from core.exercises.source import filled, first_blank, given_text, solution_text, start_text, text_of
from core.nn.attention import masked_softmax, scaled_dot_product_scores
from core.nn.layers import softmax

CODE = [one.name for one in listed() if one.rung != "choose"]


@pytest.mark.parametrize("name", CODE)
def test_solution_is_plain_torch_and_defines_its_function(name: str) -> None:
    exercise = find(name)
    tree = ast.parse(solution_text(exercise))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert functions[-1] == exercise.function.__name__
    assert "Float[" not in solution_text(exercise)
    ast.parse(given_text(exercise))


@pytest.mark.parametrize("name", CODE)
def test_start_says_what_is_asked_and_not_how(name: str) -> None:
    exercise = find(name)
    start, solution = start_text(exercise), text_of(exercise.function)
    ast.parse(start)
    assert start.startswith(solution.whole("").split("def ")[0] + "def ") or exercise.rung == "fill"
    assert solution.docstring in start
    assert solution.docstring.strip()
    assert solution.body.strip() not in start


@pytest.mark.parametrize("name", [one.name for one in listed() if one.rung == "fill"])
def test_blanks_filled_with_what_was_cut_are_the_solution(name: str) -> None:
    exercise = find(name)
    answers = dict(enumerate(exercise.blanks, start=1))
    assert first_blank(start_text(exercise)) == 1
    assert filled(start_text(exercise), answers) == solution_text(exercise)


def test_a_blank_without_an_answer_stays() -> None:
    assert filled("a = __1__ + __2__", {2: "b"}) == "a = __1__ + b"
    assert first_blank("a = __1__ + b") == 1
    assert first_blank("a = __init__") is None


@pytest.mark.parametrize("name", CODE)
def test_shapes_stand_in_a_comment_below_the_head(name: str) -> None:
    head = text_of(find(name).function).head
    assert ("# " in head) == ("Tensor" in head)


def test_what_is_given_is_not_in_the_answer_again() -> None:
    exercise = Exercise(
        name="attention.one", rung="write", solution=masked_softmax, given=(softmax,), mistakes=()
    )
    assert "def softmax(" in given_text(exercise)
    text = solution_text(exercise)
    assert "def softmax(" not in text
    assert "def mask_scores(" in text  # a helper that is not given
    assert "def mask_scores(" not in start_text(exercise)
    alone = Exercise(name="attention.one", rung="write", solution=masked_softmax)
    assert "def softmax(" in solution_text(alone)


def test_a_wrong_version_to_repair_has_the_head_of_the_right_one() -> None:
    exercise = Exercise(
        name="attention.one",
        rung="repair",
        solution=masked_softmax,
        mistakes=(Mistake("no_mask", scaled_dot_product_scores),),
        wrong="no_mask",
    )
    text = start_text(exercise)
    assert "def masked_softmax(" in text
    assert "def scaled_dot_product_scores(" not in text
    assert "math.sqrt" in text


@pytest.mark.parametrize("piece", ["allowed", "nowhere"])
def test_a_blank_must_stand_exactly_once(piece: str) -> None:
    exercise = Exercise(name="attention.one", rung="fill", solution=masked_softmax, blanks=(piece,))
    with pytest.raises(SentiscopeError) as caught:
        start_text(exercise)
    assert caught.value.key == "exercise_blank"
