"""How the learning rate moves during training."""

import math
from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.twin import Twin, documented, in_double


def linear_warmup_decay(step: int, total: int, warmup: int) -> float:
    """The factor on the learning rate at `step` (0-based) of `total`: up for `warmup` steps, then down to 0.

    Source: Devlin et al. 2019, appendix A.2 (warm-up over the first steps, linear decay).
    """
    if step < warmup:
        return step / max(1, warmup)
    return max(0.0, (total - step) / max(1, total - warmup))


def steps_per_epoch(rows: int, batch_size: int) -> int:
    """Batches that hold every row once; the last may be smaller."""
    return math.ceil(rows / batch_size)


def factors(total: int, warmup: int) -> Float[Tensor, "N"]:
    """The factor of every step of a training, in float64."""
    return torch.tensor([linear_warmup_decay(n, total, warmup) for n in range(total)], dtype=torch.float64)


def _transformers_factors(total: int, warmup: int) -> Tensor:
    from transformers import get_linear_schedule_with_warmup

    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = get_linear_schedule_with_warmup(optimizer, warmup, total)
    rates = []
    for _ in range(total):
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return torch.tensor(rates, dtype=torch.float64)


def _examples() -> Iterator[tuple[int, int]]:
    yield from ((10, 0), (10, 1), (10, 3), (10, 10), (1, 0), (137, 14))


SCHEDULES = "https://huggingface.co/docs/transformers/main_classes/optimizer_schedules"
TWINS = (
    Twin(
        name="schedule",
        ours=factors,
        library=_transformers_factors,
        call="get_linear_schedule_with_warmup(optimizer, warmup, total)",
        **documented("transformers.get_linear_schedule_with_warmup", SCHEDULES),
        examples=_examples,
        **in_double(),
        shown=(linear_warmup_decay,),
    ),
)
