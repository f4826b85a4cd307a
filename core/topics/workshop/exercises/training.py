"""What a learner writes at the end: gradients of a batch in pieces, and the training loop."""

import warnings
from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Property


def accumulated(
    weight: Float[Tensor, "C D"], x: Float[Tensor, "B D"], labels: Int[Tensor, "B"], size: int
) -> Float[Tensor, "C D"]:
    """The gradient of the whole batch's mean loss, with never more than `size` rows at once."""
    weight = weight.clone().requires_grad_()
    for rows, right in zip(x.split(size), labels.split(size), strict=True):
        loss = F.cross_entropy(rows @ weight.T, right, reduction="sum") / len(labels)
        loss.backward()
    return weight.grad  # type: ignore[return-value]


def train(
    weight: Float[Tensor, "C D"], batches: Float[Tensor, "N B D"], labels: Int[Tensor, "N B"], rate: float
) -> Float[Tensor, "C D"]:
    """The weight after one step for each of N batches, the learning rate falling to a tenth."""
    model = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.load_state_dict({"weight": weight})
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, len(batches))
    for x, right in zip(batches, labels, strict=True):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), right)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        scheduler.step()
    return model.weight.detach()


def _means_added(weight: Tensor, x: Tensor, labels: Tensor, size: int) -> Tensor:
    weight = weight.clone().requires_grad_()
    for rows, right in zip(x.split(size), labels.split(size), strict=True):
        F.cross_entropy(rows @ weight.T, right).backward()
    return weight.grad  # type: ignore[return-value]


def _mean_of_means(weight: Tensor, x: Tensor, labels: Tensor, size: int) -> Tensor:
    weight = weight.clone().requires_grad_()
    pieces = x.split(size)
    for rows, right in zip(pieces, labels.split(size), strict=True):
        (F.cross_entropy(rows @ weight.T, right) / len(pieces)).backward()
    return weight.grad  # type: ignore[return-value]


def _sums_added(weight: Tensor, x: Tensor, labels: Tensor, size: int) -> Tensor:
    weight = weight.clone().requires_grad_()
    for rows, right in zip(x.split(size), labels.split(size), strict=True):
        F.cross_entropy(rows @ weight.T, right, reduction="sum").backward()
    return weight.grad  # type: ignore[return-value]


def _last_piece_alone(weight: Tensor, x: Tensor, labels: Tensor, size: int) -> Tensor:
    weight = weight.clone().requires_grad_()
    for rows, right in zip(x.split(size), labels.split(size), strict=True):
        weight.grad = None
        (F.cross_entropy(rows @ weight.T, right, reduction="sum") / len(labels)).backward()
    return weight.grad  # type: ignore[return-value]


def _wiped_before_step(weight: Tensor, batches: Tensor, labels: Tensor, rate: float) -> Tensor:
    model = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.load_state_dict({"weight": weight})
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, len(batches))
    for x, right in zip(batches, labels, strict=True):
        loss = F.cross_entropy(model(x), right)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        scheduler.step()
    return model.weight.detach()


def _never_wiped(weight: Tensor, batches: Tensor, labels: Tensor, rate: float) -> Tensor:
    model = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.load_state_dict({"weight": weight})
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, len(batches))
    for x, right in zip(batches, labels, strict=True):
        F.cross_entropy(model(x), right).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        scheduler.step()
    return model.weight.detach()


def _clipped_too_late(weight: Tensor, batches: Tensor, labels: Tensor, rate: float) -> Tensor:
    model = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.load_state_dict({"weight": weight})
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, len(batches))
    for x, right in zip(batches, labels, strict=True):
        optimizer.zero_grad()
        F.cross_entropy(model(x), right).backward()
        optimizer.step()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        scheduler.step()
    return model.weight.detach()


def _step_before_backward(weight: Tensor, batches: Tensor, labels: Tensor, rate: float) -> Tensor:
    model = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.load_state_dict({"weight": weight})
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, len(batches))
    for x, right in zip(batches, labels, strict=True):
        optimizer.step()
        optimizer.zero_grad()
        F.cross_entropy(model(x), right).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        scheduler.step()
    return model.weight.detach()


def _scheduler_first(weight: Tensor, batches: Tensor, labels: Tensor, rate: float) -> Tensor:
    model = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.load_state_dict({"weight": weight})
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, len(batches))
    for x, right in zip(batches, labels, strict=True):
        optimizer.zero_grad()
        F.cross_entropy(model(x), right).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        with warnings.catch_warnings(action="ignore"):  # torch warns of just this
            scheduler.step()
        optimizer.step()
    return model.weight.detach()


def _no_scheduler(weight: Tensor, batches: Tensor, labels: Tensor, rate: float) -> Tensor:
    model = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    model.load_state_dict({"weight": weight})
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    for x, right in zip(batches, labels, strict=True):
        optimizer.zero_grad()
        F.cross_entropy(model(x), right).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
    return model.weight.detach()


def _batches_in_pieces() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for C, D, B, size in ((2, 3, 7, 3), (3, 4, 5, 2)):
        weight, x = torch.randn(C, D, generator=generator), torch.randn(B, D, generator=generator)
        yield weight, x, torch.randint(C, (B,), generator=generator), size


def _courses() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for C, D, N, B in ((2, 3, 5, 4), (3, 4, 6, 2)):
        weight, batches = torch.randn(C, D, generator=generator), torch.randn(N, B, D, generator=generator)
        size = torch.linspace(0.2, 3, N)[
            :, None, None
        ]  # so that some gradients are clipped, and some are not
        yield weight, batches * size, torch.randint(C, (N, B), generator=generator), 0.1


def _drawn(draw: Draw) -> Arguments:
    C, D, B = draw.size(2, 3), draw.size(), draw.size()
    return draw.numbers(C, D), draw.numbers(B, D), draw.whole(B, high=C - 1), draw.size(1, 2)


def _as_at_once(call: Callable[..., Tensor], weight: Tensor, x: Tensor, labels: Tensor, size: int) -> bool:
    """In pieces or at once: the same gradient."""
    return torch.allclose(call(weight, x, labels, size), call(weight, x, labels, len(x)), atol=1e-4)


ORDER = (
    Mistake("wiped_before_step", _wiped_before_step),
    Mistake("never_wiped", _never_wiped),
    Mistake("clipped_too_late", _clipped_too_late),
    Mistake("step_before_backward", _step_before_backward),
    Mistake("scheduler_first", _scheduler_first),
    Mistake("no_scheduler", _no_scheduler),
)

EXERCISES = (
    Exercise(
        name="workshop.accumulation",
        rung="write",
        solution=accumulated,
        examples=_batches_in_pieces,
        mistakes=(
            Mistake("means_added", _means_added),
            Mistake("mean_of_means", _mean_of_means),
            Mistake("sums_added", _sums_added),
            Mistake("last_piece_alone", _last_piece_alone),
        ),
        properties=(Property("at_once", _as_at_once),),
        drawn=_drawn,
        hints=3,
    ),
    Exercise(
        name="workshop.loop_order",
        rung="repair",
        solution=train,
        examples=_courses,
        wrong="wiped_before_step",
        mistakes=ORDER,
        hints=2,
    ),
    Exercise(
        name="workshop.loop",
        rung="write",
        solution=train,
        examples=_courses,
        mistakes=ORDER,
        hints=4,
    ),
)
