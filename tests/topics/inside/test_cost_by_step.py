"""Costs of the layers taken together, and of the whole."""

from core.topics.inside.cost import StepCost
from core.topics.inside.cost_by_step import by_step, total

COSTS = (
    StepCost("token", None, 5, 0),
    StepCost("queries", 0, 2, 10),
    StepCost("queries", 1, 2, 11),
    StepCost("logits", None, 1, 3),
)


def test_layers_of_a_step_are_summed_and_keep_their_order() -> None:
    steps = by_step(COSTS)
    assert [(one.step, one.parameters, one.operations) for one in steps] == [
        ("token", 5, 0),
        ("queries", 4, 21),
        ("logits", 1, 3),
    ]


def test_total_is_that_of_all_steps() -> None:
    whole = total(by_step(COSTS))
    assert (whole.step, whole.parameters, whole.operations) == ("total", 10, 24)
