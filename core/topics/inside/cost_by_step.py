"""What a forward pass costs, all layers of a step taken together."""

from core.topics.inside.cost import StepCost


def by_step(costs: tuple[StepCost, ...]) -> tuple[StepCost, ...]:
    """One entry for each step in the order of the forward pass, summed over the layers."""
    sums: dict[str, tuple[int, int]] = {}
    for cost in costs:
        parameters, operations = sums.get(cost.step, (0, 0))
        sums[cost.step] = parameters + cost.parameters, operations + cost.operations
    return tuple(StepCost(step, None, *both) for step, both in sums.items())


def total(costs: tuple[StepCost, ...]) -> StepCost:
    """All steps together, named `total`."""
    return StepCost("total", None, sum(c.parameters for c in costs), sum(c.operations for c in costs))
