"""Is a probability of 90 % right nine times in ten? Measuring it, and correcting it with one number."""

from collections.abc import Iterator

import torch
from jaxtyping import Float, Int
from torch import Tensor

from core.nn.twin import Twin, documented, in_double

BINS = 15  # as in Guo et al. 2017
MOST_STEPS = 50
LOWEST, HIGHEST = 1e-3, 1e3  # of the scale, where the data would push it to 0 or to infinity


def calibration_error(
    confidence: Float[Tensor, "B"], right: Int[Tensor, "B"], bins: int = BINS
) -> Float[Tensor, ""]:
    """Expected calibration error: how far confidence and accuracy lie apart, bin by bin.

    `confidence` is the probability of the class that was chosen, `right` 1 where it was the right
    one. Each of `bins` equal bins of [0, 1] is weighted by its fraction of the sentences.
    Source: Naeini et al. 2015; Guo et al. 2017, equation 3.
    """
    edges = torch.linspace(0, 1, bins + 1, dtype=confidence.dtype)[1:-1]  # (bins - 1,)
    numbers = torch.searchsorted(edges, confidence)  # (B,)
    error = torch.zeros((), dtype=confidence.dtype)
    for number in range(bins):
        inside = numbers == number  # (B,)
        if inside.any():
            gap = right[inside].to(confidence.dtype).mean() - confidence[inside].mean()
            error += inside.to(confidence.dtype).mean() * gap.abs()
    return error


def fit_temperature(logits: Float[Tensor, "B 2"], labels: Int[Tensor, "B"]) -> Float[Tensor, ""]:
    """The T for which softmax(logits / T) gives the labels the highest likelihood.

    Newton's method on 1/T, in which the loss is convex. No prediction changes, only how sure it is.
    Source: Guo et al. 2017, section 4.2.
    """
    margin = logits[:, 1] - logits[:, 0]  # (B,)
    truth = labels.to(margin.dtype)  # (B,)
    scale = torch.ones((), dtype=margin.dtype)
    for _ in range(MOST_STEPS):
        probability = torch.sigmoid(scale * margin)  # (B,)
        slope = ((probability - truth) * margin).mean()
        bend = (probability * (1 - probability) * margin**2).mean()
        # A long step could leap over the minimum into the flat: halve or double at most.
        scale = torch.clamp(scale - slope / bend.clamp(min=1e-12), scale / 2, scale * 2)
        scale = scale.clamp(LOWEST, HIGHEST)
    return 1 / scale


def _confidence_examples() -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    confidence = torch.rand(500, generator=generator) / 2 + 0.5
    yield confidence, (torch.rand(500, generator=generator) < confidence**2).long()
    yield torch.tensor([0.95, 0.95, 0.55, 0.65]), torch.tensor([1, 0, 1, 1])


def _margin_examples() -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    for sharpness in (0.3, 1.0, 4.0):
        logits = torch.randn(400, 2, generator=generator)
        probability = torch.sigmoid(logits[:, 1] - logits[:, 0])
        yield logits * sharpness, (torch.rand(400, generator=generator) < probability).long()


def _library_error(confidence: Tensor, right: Tensor) -> Tensor:
    import numpy as np
    from sklearn.calibration import calibration_curve

    sure, hit = confidence.double().numpy(), right.numpy()
    accuracy, mean = calibration_curve(hit, sure, n_bins=BINS)
    counts, _ = np.histogram(sure, bins=np.linspace(0, 1, BINS + 1))
    fractions = counts[counts > 0] / counts.sum()
    return torch.tensor((fractions * np.abs(accuracy - mean)).sum())


def _library_temperature(logits: Tensor, labels: Tensor) -> Tensor:
    from sklearn.linear_model import LogisticRegression

    margin = (logits[:, 1:] - logits[:, :1]).double().numpy()  # (B, 1)
    model = LogisticRegression(C=float("inf"), fit_intercept=False, tol=1e-10, max_iter=1000)
    return torch.tensor(1 / model.fit(margin, labels.numpy()).coef_[0, 0])


TWINS = (
    Twin(
        name="calibration_error",
        ours=calibration_error,
        library=_library_error,
        call="calibration_curve(right, confidence, n_bins=15)  # then the mean gap, weighted by np.histogram",
        **documented("sklearn.calibration.calibration_curve"),
        examples=_confidence_examples,
        **in_double(absolute=1e-12),
    ),
    Twin(
        name="temperature",
        ours=fit_temperature,
        library=_library_temperature,
        call="LogisticRegression(C=inf, fit_intercept=False).fit(margins, labels)  # T = 1 / coef_",
        **documented("sklearn.linear_model.LogisticRegression"),
        examples=_margin_examples,
        **in_double(relative=1e-5),
    ),
)
