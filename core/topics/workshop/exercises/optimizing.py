"""What a learner writes of an update: clipping, AdamW, and the learning rate's way up and down."""

from collections.abc import Callable, Iterator

import torch
from jaxtyping import Float
from torch import Tensor

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.topics.workshop.twins import TWINS

SCHEDULE = next(twin.import_path for twin in TWINS if twin.name == "schedule")


def clip(gradients: Float[Tensor, "N D"], most: float) -> Float[Tensor, "N D"]:
    """All gradients together no longer than `most`, their direction unchanged."""
    norm = gradients.norm()  # ()
    factor = (most / (norm + 1e-6)).clamp(max=1.0)  # ()
    return gradients * factor  # (N, D)


def adamw(
    weights: Float[Tensor, "D"], gradients: Float[Tensor, "N D"], rate: float, decay: float
) -> Float[Tensor, "D"]:
    """The weights after N steps, with β₁ = 0.9, β₂ = 0.999, ε = 1e-8; row n is the gradient of step n."""
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)  # (D,) each
    for step, gradient in enumerate(gradients, start=1):
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        weights = weights * (1 - rate * decay) - rate * m / (v.sqrt() + 1e-8)
    return weights


def rate_factors(total: int, warmup: int) -> Float[Tensor, "N"]:
    """What the learning rate is multiplied by at each of the steps 0 to total − 1."""
    steps = torch.arange(total)  # (N,)
    up = steps / max(1, warmup)  # (N,)
    down = (total - steps) / max(1, total - warmup)  # (N,)
    return torch.where(steps < warmup, up, down)  # (N,)


def _each_row(gradients: Tensor, most: float) -> Tensor:
    norms = gradients.norm(dim=-1, keepdim=True)
    return gradients * (most / (norms + 1e-6)).clamp(max=1.0)


def _each_number(gradients: Tensor, most: float) -> Tensor:
    return gradients.clamp(-most, most)


def _no_root(gradients: Tensor, most: float) -> Tensor:
    return gradients * (most / ((gradients**2).sum() + 1e-6)).clamp(max=1.0)


def _sum_of_norms(gradients: Tensor, most: float) -> Tensor:
    return gradients * (most / (gradients.norm(dim=-1).sum() + 1e-6)).clamp(max=1.0)


def _largest_number(gradients: Tensor, most: float) -> Tensor:
    return gradients * (most / (gradients.abs().max() + 1e-6)).clamp(max=1.0)


def _decay_in_gradient(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for step, gradient in enumerate(gradients, start=1):
        full = gradient + decay * weights
        mean, square = 0.9 * mean + 0.1 * full, 0.999 * square + 0.001 * full**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        weights = weights - rate * m / (v.sqrt() + 1e-8)
    return weights


def _decay_after(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for step, gradient in enumerate(gradients, start=1):
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        weights = (weights - rate * m / (v.sqrt() + 1e-8)) * (1 - rate * decay)
    return weights


def _no_decay(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for step, gradient in enumerate(gradients, start=1):
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        weights = weights - rate * m / (v.sqrt() + 1e-8)
    return weights


def _no_correction(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for gradient in gradients:
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        weights = weights * (1 - rate * decay) - rate * mean / (square.sqrt() + 1e-8)
    return weights


def _epsilon_in_root(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for step, gradient in enumerate(gradients, start=1):
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        weights = weights * (1 - rate * decay) - rate * m / (v + 1e-8).sqrt()
    return weights


def _no_root_of_square(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for step, gradient in enumerate(gradients, start=1):
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        weights = weights * (1 - rate * decay) - rate * m / (v + 1e-8)
    return weights


def _steps_from_zero(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for step, gradient in enumerate(gradients):
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        weights = weights * (1 - rate * decay) - rate * m / (v.sqrt() + 1e-8)
    return weights


def _upwards(weights: Tensor, gradients: Tensor, rate: float, decay: float) -> Tensor:
    mean, square = torch.zeros_like(weights), torch.zeros_like(weights)
    for step, gradient in enumerate(gradients, start=1):
        mean, square = 0.9 * mean + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        m, v = mean / (1 - 0.9**step), square / (1 - 0.999**step)
        weights = weights * (1 - rate * decay) + rate * m / (v.sqrt() + 1e-8)
    return weights


def _from_one(total: int, warmup: int) -> Tensor:
    steps = torch.arange(1, total + 1)
    up, down = steps / max(1, warmup), (total - steps) / max(1, total - warmup)
    return torch.where(steps < warmup, up, down)


def _no_warmup(total: int, warmup: int) -> Tensor:
    return (total - torch.arange(total)) / total


def _with_a_jump(total: int, warmup: int) -> Tensor:
    steps = torch.arange(total)
    return torch.where(steps < warmup, steps / max(1, warmup), (total - steps) / total)


def _zero_too_early(total: int, warmup: int) -> Tensor:
    steps = torch.arange(total)
    down = (total - 1 - steps) / max(1, total - 1 - warmup)
    return torch.where(steps < warmup, steps / max(1, warmup), down)


def _never_down(total: int, warmup: int) -> Tensor:
    return (torch.arange(total) / max(1, warmup)).clamp(max=1.0)


def _long_gradients() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for N, D, most in ((3, 4, 1.0), (2, 5, 0.5)):
        yield 3 * torch.randn(N, D, generator=generator), most


def _steps() -> Iterator[Arguments]:
    generator = torch.Generator().manual_seed(5)
    for N, D, rate, decay in ((4, 3, 0.1, 0.5), (6, 5, 0.01, 0.1)):
        drawn = torch.randn(N + 1, D, generator=generator)
        yield drawn[0], drawn[1:] / 1000, rate, decay


def _drawn_gradients(draw: Draw) -> Arguments:
    return draw.numbers(draw.size(), draw.size()), draw.one_of((1.0, 5.0))


def _drawn_steps(draw: Draw) -> Arguments:
    D = draw.size()
    return draw.numbers(D), draw.numbers(draw.size(), D), 0.5, draw.one_of((0.0, 0.5))


def _drawn_plan(draw: Draw) -> Arguments:
    total = draw.size(1, 6)
    return total, draw.size(0, total)


def _same_direction(call: Callable[..., Tensor], gradients: Tensor, most: float) -> bool:
    """What comes out is a multiple of what went in."""
    clipped = call(gradients, most)
    return torch.allclose(clipped * gradients.norm(), gradients * clipped.norm(), atol=1e-4)


def _short_enough(call: Callable[..., Tensor], gradients: Tensor, most: float) -> bool:
    return bool(call(gradients, most).norm() <= most + 1e-4)


def _size_forgotten(
    call: Callable[..., Tensor], weights: Tensor, gradients: Tensor, rate: float, decay: float
) -> bool:
    """A thousand times larger gradients move the weights no further."""
    larger = call(weights, 1000 * gradients, rate, decay)
    return torch.allclose(larger, call(weights, gradients, rate, decay), atol=1e-4)


def _between(call: Callable[..., Tensor], total: int, warmup: int) -> bool:
    factors = call(total, warmup)
    return bool(((factors >= 0) & (factors <= 1)).all())


EXERCISES = (
    Exercise(
        name="workshop.clip",
        rung="write",
        solution=clip,
        examples=_long_gradients,
        mistakes=(
            Mistake("each_row", _each_row),
            Mistake("each_number", _each_number),
            Mistake("no_root", _no_root),
            Mistake("sum_of_norms", _sum_of_norms),
            Mistake("largest_number", _largest_number),
        ),
        properties=(Property("direction", _same_direction), Property("short", _short_enough)),
        drawn=_drawn_gradients,
        twin="clipping",
        hints=3,
    ),
    Exercise(
        name="workshop.adamw",
        rung="write",
        solution=adamw,
        examples=_steps,
        mistakes=(
            Mistake("decay_in_gradient", _decay_in_gradient),
            Mistake("decay_after", _decay_after),
            Mistake("no_decay", _no_decay),
            Mistake("no_correction", _no_correction),
            Mistake("epsilon_in_root", _epsilon_in_root),
            Mistake("no_root", _no_root_of_square),
            Mistake("steps_from_zero", _steps_from_zero),
            Mistake("upwards", _upwards),
        ),
        properties=(Property("size", _size_forgotten),),
        drawn=_drawn_steps,
        twin="adamw",
        dtype=torch.float64,
        relative=1e-9,
        absolute=1e-9,
        hints=4,
    ),
    Exercise(
        name="workshop.schedule_library",
        rung="choose",
        options=(
            Option("optimizer", "from torch.optim import AdamW"),
            Option("exponential", "from torch.optim.lr_scheduler import ExponentialLR"),
            Option("linear", SCHEDULE),
            Option("clipping", "from torch.nn.utils import clip_grad_norm_"),
        ),
        proof=lambda: SCHEDULE,
        twin="schedule",
        hints=1,
    ),
    Exercise(
        name="workshop.schedule",
        rung="write",
        solution=rate_factors,
        examples=lambda: iter(((10, 3), (20, 4))),
        mistakes=(
            Mistake("from_one", _from_one),
            Mistake("no_warmup", _no_warmup),
            Mistake("with_a_jump", _with_a_jump),
            Mistake("zero_too_early", _zero_too_early),
            Mistake("never_down", _never_down),
        ),
        properties=(Property("between", _between),),
        drawn=_drawn_plan,
        twin="schedule",
        hints=3,
    ),
)
