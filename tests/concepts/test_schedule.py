"""The learning-rate schedule against the one of transformers, step by step."""

import pytest
import torch

from core.concepts.schedule import linear_warmup_decay
from core.models.loading import quiet_transformers


def library_factors(total: int, warmup: int) -> list[float]:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = quiet_transformers().get_linear_schedule_with_warmup(optimizer, warmup, total)
    factors = []
    for _ in range(total):
        factors.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return factors


@pytest.mark.parametrize(("total", "warmup"), [(10, 0), (10, 1), (10, 3), (10, 10), (1, 0), (137, 14)])
def test_equals_the_librarys_at_every_step(total: int, warmup: int) -> None:
    ours = [linear_warmup_decay(step, total, warmup) for step in range(total)]
    assert ours == pytest.approx(library_factors(total, warmup), abs=1e-12)


def test_rises_to_one_and_falls_to_nothing() -> None:
    factors = [linear_warmup_decay(step, 8, 2) for step in range(10)]
    assert factors[:3] == [0.0, 0.5, 1.0]
    assert factors[3:] == pytest.approx([5 / 6, 4 / 6, 3 / 6, 2 / 6, 1 / 6, 0.0, 0.0])
