"""The methods as they are measured: with which baseline, and with how much work."""

from collections.abc import Iterable

from torch import Tensor

from core.models.explaining.methods import BY_GRADIENT, Method, Settings, attribute
from core.models.explaining.reading import Baseline, Reading
from core.nn.attribution.results import Attribution

STEPS = 10
SAMPLES = 64
BY_BASELINE: dict[str, Baseline] = {
    "integrated_gradients_mask": "mask",
    "integrated_gradients_pad": "pad",
    "integrated_gradients_zero": "zero",
    "integrated_gradients_mean": "mean",
}
ONE_STEP = "integrated_gradients_one_step"
OTHERS: tuple[Method, ...] = (
    "occlusion",
    "lime",
    "kernel_shap",
    "gradient_times_attention",
    "rollout",
)
VARIANTS = ("gradient_times_input", *BY_BASELINE, ONE_STEP, *OTHERS)


def attributed(reading: Reading, variant: str, seed: int, samples: int = SAMPLES) -> Attribution:
    """What each word adds to the logit difference (P,), by one of `VARIANTS` or by any method.

    LIME and kernel SHAP play at most `samples` versions of the sentence.
    """
    if variant == ONE_STEP:
        return attribute(reading, "integrated_gradients", Settings("mask", steps=1))
    if variant in BY_BASELINE:
        return attribute(reading, "integrated_gradients", Settings(BY_BASELINE[variant], STEPS))
    return attribute(reading, variant, Settings(samples=samples, seed=seed))  # type: ignore[arg-type]


def values_by(
    reading: Reading, variants: Iterable[str], seed: int, samples: int = SAMPLES
) -> dict[str, Tensor]:
    """The values (P,) of several variants."""
    return {name: attributed(reading, name, seed, samples).values for name in variants}


def passes(variant: str, attribution: Attribution) -> int:
    """What the values cost, in forward passes of one sentence; a backward pass counts as two.

    Those passes of gradient methods are left out that only tell the gap of completeness.
    """
    cost = attribution.cost
    by_gradient = variant.startswith(BY_GRADIENT)
    return (cost.backward if by_gradient else cost.forward) + 2 * cost.backward
