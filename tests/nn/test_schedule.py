"""The learning-rate schedule by hand; the twin holds it to the one of transformers."""

import pytest

from core.nn.schedule import factors, linear_warmup_decay, steps_per_epoch


def test_rises_to_one_and_falls_to_nothing() -> None:
    found = [linear_warmup_decay(step, 8, 2) for step in range(10)]
    assert found[:3] == [0.0, 0.5, 1.0]
    assert found[3:] == pytest.approx([5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0.0, 0.0])


def test_all_factors_at_once() -> None:
    assert factors(4, 0).tolist() == [1.0, 0.75, 0.5, 0.25]


@pytest.mark.parametrize(("rows", "batch_size", "steps"), [(8, 4, 2), (9, 4, 3), (1, 4, 1), (0, 4, 0)])
def test_a_smaller_last_batch_is_a_step(rows: int, batch_size: int, steps: int) -> None:
    assert steps_per_epoch(rows, batch_size) == steps
