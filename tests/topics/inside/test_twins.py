"""The twins of Inside BERT on what the page gives them: the tensors of a traced forward pass."""

import pytest

from core.nn.twin import Twin, compare
from core.topics.inside.twins import TWINS, arguments
from core.trace.trace import TracedForward


@pytest.mark.parametrize("layer", [0, 1])
@pytest.mark.parametrize("twin", TWINS, ids=lambda twin: twin.name)
def test_each_holds_on_a_traced_pass(twin: Twin, layer: int, traced: TracedForward) -> None:
    opened, inputs = traced.opened, traced.inputs
    given = arguments(
        traced.trace, inputs.ids, inputs.mask, inputs.segments, opened.weights, opened.shape, layer
    )
    assert compare(twin, *given[twin.name]).holds
