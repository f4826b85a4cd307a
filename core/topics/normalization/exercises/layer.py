"""Each token by itself: the module, RMSNorm, LayerNorm, and LayerNorm in the real model."""

from collections.abc import Callable, Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from core.exercises.exercise import Arguments, Draw, Exercise, Mistake, Option, Property
from core.exercises.real_model import example

MODULES: dict[str, Callable[[Tensor], Tensor]] = {
    "nn.BatchNorm1d(384)": lambda x: nn.BatchNorm1d(384)(x.flatten(0, 1)).reshape(x.shape),
    "nn.LayerNorm((T, 384))": lambda x: nn.LayerNorm(x.shape[1:])(x),
    "nn.LayerNorm(384)": lambda x: nn.LayerNorm(384)(x),
    "F.normalize(x, dim=-1)": lambda x: F.normalize(x, dim=-1),
}


def rms_norm(x: Float[Tensor, "... D"], gain: Float[Tensor, "D"], epsilon: float) -> Float[Tensor, "... D"]:
    """x / √(mean(x²) + ε) · γ over the D numbers of each token."""
    mean_square = (x**2).mean(dim=-1, keepdim=True)  # (..., 1)
    return x / (mean_square + epsilon).sqrt() * gain  # (..., D)


def layer_norm(
    x: Float[Tensor, "... D"], gain: Float[Tensor, "D"], shift: Float[Tensor, "D"], epsilon: float
) -> Float[Tensor, "... D"]:
    """(x − mean) / √(variance + ε) · γ + β over the D numbers of each token."""
    mean = x.mean(dim=-1, keepdim=True)  # (..., 1)
    variance = x.var(dim=-1, correction=0, keepdim=True)  # (..., 1)
    return (x - mean) / (variance + epsilon).sqrt() * gain + shift  # (..., D)


def _rms_of_variance(x: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    return x / (x.var(dim=-1, correction=0, keepdim=True) + epsilon).sqrt() * gain


def _rms_of_amounts(x: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    return x / (x.abs().mean(dim=-1, keepdim=True) + epsilon).sqrt() * gain


def _rms_over_tokens(x: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    return x / ((x**2).mean(dim=0, keepdim=True) + epsilon).sqrt() * gain


def _rms_no_root(x: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    return x / ((x**2).mean(dim=-1, keepdim=True) + epsilon) * gain


def _rms_epsilon_outside(x: Tensor, gain: Tensor, epsilon: float) -> Tensor:
    return x / ((x**2).mean(dim=-1, keepdim=True).sqrt() + epsilon) * gain


def _layer_unbiased(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    variance = x.var(dim=-1, keepdim=True)
    return (x - x.mean(dim=-1, keepdim=True)) / (variance + epsilon).sqrt() * gain + shift


def _layer_over_batch(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    variance = x.var(dim=0, correction=0, keepdim=True)
    return (x - x.mean(dim=0, keepdim=True)) / (variance + epsilon).sqrt() * gain + shift


def _layer_over_all(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    return (x - x.mean()) / (x.var(correction=0) + epsilon).sqrt() * gain + shift


def _layer_epsilon_outside(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    deviation = x.std(dim=-1, correction=0, keepdim=True)
    return (x - x.mean(dim=-1, keepdim=True)) / (deviation + epsilon) * gain + shift


def _layer_no_root(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    variance = x.var(dim=-1, correction=0, keepdim=True)
    return (x - x.mean(dim=-1, keepdim=True)) / (variance + epsilon) * gain + shift


def _layer_no_mean(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    variance = x.var(dim=-1, correction=0, keepdim=True)
    return x / (variance + epsilon).sqrt() * gain + shift


def _layer_no_gain(x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> Tensor:
    variance = x.var(dim=-1, correction=0, keepdim=True)
    return (x - x.mean(dim=-1, keepdim=True)) / (variance + epsilon).sqrt()


def tokens() -> Iterator[Arguments]:
    """Tokens (2, 3, D) and (4, D), γ, β, and an ε so large that its place shows."""
    generator = torch.Generator().manual_seed(8)
    for shape in ((2, 3, 5), (4, 3)):
        x = 2 * torch.randn(shape, generator=generator) + 1
        yield x, *torch.randn(2, shape[-1], generator=generator), 0.25


def _tokens_without_shift() -> Iterator[Arguments]:
    for x, gain, _, epsilon in tokens():
        yield x, gain, epsilon


def drawn(draw: Draw) -> Arguments:
    N, D = draw.size(), draw.size()
    return draw.numbers(N, D), draw.numbers(D), draw.numbers(D), draw.one_of((1.0, 0.25))


def _drawn_without_shift(draw: Draw) -> Arguments:
    x, gain, _, epsilon = drawn(draw)
    return x, gain, epsilon


def means_are_zero(axis: int) -> Callable[..., bool]:
    """Whether what share a mean have mean 0 where γ = 1 and β = 0."""

    def holds(call: Callable[..., Tensor], x: Tensor, gain: Tensor, shift: Tensor, epsilon: float) -> bool:
        means = call(x, torch.ones_like(gain), torch.zeros_like(shift), epsilon).mean(dim=axis)
        return torch.allclose(means, torch.zeros_like(means), atol=1e-4)

    return holds


def no_company(call: Callable[..., Tensor], x: Tensor, *others: Tensor) -> bool:
    """The first token gives the same alone."""
    return torch.allclose(call(x[:1], *others), call(x, *others)[:1], atol=1e-4)


def _module_of_tokens() -> str:
    x = torch.randn(2, 5, 384, generator=torch.Generator().manual_seed(1))  # (B, T, D)
    gain, shift = torch.ones(384), torch.zeros(384)
    results = {shown: call(x) for shown, call in MODULES.items()}
    wanted = layer_norm(x, gain, shift, 1e-5)
    return next(shown for shown, result in results.items() if torch.allclose(result, wanted, atol=1e-5))


EXERCISES = (
    Exercise(
        name="normalization.library",
        rung="choose",
        options=tuple(
            Option(name, shown)
            for name, shown in zip(("batch", "sentence", "token", "length"), MODULES, strict=True)
        ),
        proof=_module_of_tokens,
        twin="module_layer_norm",
        hints=1,
    ),
    Exercise(
        name="normalization.keepdim",
        rung="choose",
        options=(
            Option("dropped", "(4, 32)"),
            Option("kept", "(4, 32, 1)"),
            Option("sentences", "(4, 1, 384)"),
            Option("dimensions", "(1, 1, 384)"),
        ),
        proof=lambda: str(tuple(torch.empty(4, 32, 384).mean(dim=-1, keepdim=True).shape)),
        hints=1,
    ),
    Exercise(
        name="normalization.rms_norm",
        rung="fill",
        solution=rms_norm,
        examples=_tokens_without_shift,
        blanks=("x**2", "dim=-1", "(mean_square + epsilon).sqrt()"),
        mistakes=(
            Mistake("variance", _rms_of_variance),
            Mistake("amounts", _rms_of_amounts),
            Mistake("over_batch", _rms_over_tokens),
            Mistake("no_root", _rms_no_root),
            Mistake("epsilon_outside", _rms_epsilon_outside),
        ),
        properties=(Property("company", no_company),),
        drawn=_drawn_without_shift,
        twin="rms_norm",
        hints=2,
    ),
    Exercise(
        name="normalization.layer_norm",
        rung="write",
        solution=layer_norm,
        examples=tokens,
        mistakes=(
            Mistake("unbiased", _layer_unbiased),
            Mistake("over_batch", _layer_over_batch),
            Mistake("over_all", _layer_over_all),
            Mistake("epsilon_outside", _layer_epsilon_outside),
            Mistake("no_root", _layer_no_root),
            Mistake("no_mean", _layer_no_mean),
            Mistake("no_gain", _layer_no_gain),
        ),
        properties=(Property("mean", means_are_zero(-1)), Property("company", no_company)),
        drawn=drawn,
        twin="module_layer_norm",
        hints=3,
    ),
    Exercise(
        name="normalization.in_the_model",
        rung="use",
        solution=layer_norm,
        examples=lambda: iter((example(),)),
        mistakes=(
            Mistake("unbiased", _layer_unbiased),
            Mistake("over_batch", _layer_over_batch),
            Mistake("no_mean", _layer_no_mean),
            Mistake("no_gain", _layer_no_gain),
        ),
        harness="core.exercises.real_model:LAYER_NORM",
        absolute=1e-5,
        hints=2,
    ),
)
