"""What a check found, in words: what a learner wrote stays text, an example is Python."""

import math

import pytest
import torch

from core.app.exercises.verdict import MOST_NUMBERS, in_python, is_small, said, written
from core.base.i18n import label
from core.exercises import registry
from core.exercises.feedback import Example, Feedback


@pytest.mark.parametrize(
    "value",
    [
        torch.tensor([[0.0, -1.25], [math.inf, 3.0]]),
        torch.tensor([1, 2]),
        torch.tensor([True, False]),
        torch.tensor(2.5),
        torch.zeros(0, 3),
    ],
)
def test_a_small_tensor_is_written_so_that_it_can_be_run(value: torch.Tensor) -> None:
    again = eval(in_python(value), {"torch": torch, "inf": math.inf})
    assert torch.equal(again.reshape(value.shape), value)


def test_of_much_only_the_shape_or_the_beginning_is_written() -> None:
    assert in_python(torch.zeros(5, MOST_NUMBERS)) == f"torch.Size([5, {MOST_NUMBERS}])"
    assert len(in_python("x" * 100_000)) < 300
    assert in_python(None) == "None"


def test_an_example_names_its_arguments_and_both_results() -> None:
    exercise = registry.find("attention.scaled_dot_product")
    one, two = torch.tensor([[1.0]]), torch.tensor([[2.0]])
    text = written(exercise, Example((one, one, two), "nothing", two), lambda key: label(key, "en"))
    assert text.splitlines() == [
        "queries = torch.tensor([[1.0]])",
        "keys = torch.tensor([[1.0]])",
        "values = torch.tensor([[2.0]])",
        "",
        "# yours: 'nothing'",
        "# right: torch.tensor([[2.0]])",
    ]


def test_an_example_that_nobody_would_try_by_hand_is_left_out() -> None:
    exercise, model = (registry.find(f"attention.{name}") for name in ("scaled_dot_product", "in_the_model"))
    small, large = (Example((torch.zeros(size, 2),), None, None) for size in (3, 300))
    assert is_small(exercise, small)
    assert not is_small(exercise, large)
    assert not is_small(model, small), "its arguments are not the function's"


def test_what_a_learner_wrote_is_no_markdown() -> None:
    hostile = "![x](https://example.org/x.png) **bold** $x$ :red[x]"
    shown = said(
        Feedback("error", "write.next", {"title": hostile}), lambda key, **values: label(key, "en", **values)
    )
    assert "![x]" not in shown
    assert "\\*\\*bold" in shown
