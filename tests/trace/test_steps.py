"""A step opens as a matrix with rows of tokens, in the shape that the page names."""

import pytest

from core.trace.encoder_trace import LAYER_STEPS
from core.trace.steps import AXES, PER_HEAD, STEPS, open_step
from core.trace.trace import TracedForward


def test_a_step_is_the_traced_tensor_or_one_head_of_it(
    traced: TracedForward, subtests: pytest.Subtests
) -> None:
    for step in STEPS:
        with subtests.test(step=step):
            layer, head = traced.opened.shape.layers - 1, 1
            step_opened = open_step(traced, step, layer, head)
            whole = traced.trace.of(step, layer if step in LAYER_STEPS else None)
            assert step_opened.whole == tuple(whole.shape)
            assert len(AXES[step].split()) == whole.ndim
            if step == "context":  # the traced heads stand side by side
                K = whole.shape[-1] // traced.opened.shape.heads
                expected = whole[0, :, head * K : (head + 1) * K]
            elif step in PER_HEAD:
                expected = whole[0, head]
            else:
                expected = whole[0] if whole.ndim == 3 else whole
            assert step_opened.value.equal(expected)


def test_layers_and_heads_differ(traced: TracedForward) -> None:
    first = open_step(traced, "attention", 0, 0).value
    assert not first.equal(open_step(traced, "attention", 1, 0).value)
    assert not first.equal(open_step(traced, "attention", 0, 1).value)


def test_nothing_is_copied(traced: TracedForward) -> None:
    value = open_step(traced, "expanded", 1).value
    assert value.data_ptr() == traced.trace.of("expanded", 1).data_ptr()
