"""Calibration against cases worked out by hand, and what temperature may and may not change."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nn.calibration import BINS, calibration_error, fit_temperature


def test_error_by_hand() -> None:
    confidence = torch.tensor([0.95, 0.95, 0.55, 0.55], dtype=torch.float64)
    right = torch.tensor([1, 0, 1, 1])
    # Half of the sentences are 0.95 sure and half right; the others 0.55 sure and all right.
    assert calibration_error(confidence, right).item() == pytest.approx(0.5 * 0.45 + 0.5 * 0.45)


def test_error_of_the_perfectly_calibrated_is_zero() -> None:
    confidence = torch.full((10,), 0.9, dtype=torch.float64)
    assert calibration_error(confidence, torch.tensor([1] * 9 + [0])).item() == pytest.approx(0.0, abs=1e-12)


def test_temperature_by_hand() -> None:
    # The margin is 4 every time, and right in three of four: sigmoid(4 / T) must be 3/4.
    logits = torch.tensor([[0.0, 4.0]] * 4, dtype=torch.float64)
    fitted = fit_temperature(logits, torch.tensor([1, 1, 1, 0]))
    assert fitted.item() == pytest.approx(4 / math.log(3), rel=1e-9)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.integers(0, 10_000), st.floats(0.2, 5.0))
def test_sharper_logits_need_as_much_more_temperature(seed: int, factor: float) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(200, 2, generator=generator, dtype=torch.float64)
    labels = (torch.rand(200, generator=generator) < torch.sigmoid(logits[:, 1] - logits[:, 0])).long()
    once, sharper = fit_temperature(logits, labels), fit_temperature(logits * factor, labels)
    assert sharper.item() == pytest.approx(once.item() * factor, rel=1e-6)


def test_labels_that_are_never_wrong_give_the_lowest_temperature_and_no_infinity() -> None:
    logits = torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64)
    assert 0 < fit_temperature(logits, torch.tensor([1, 0])).item() <= 0.05
    assert fit_temperature(logits, torch.tensor([0, 1])).item() == pytest.approx(1000.0)


@pytest.mark.parametrize("bins", [BINS, 4])
def test_error_is_numpy_s_over_all_bins(bins: int) -> None:
    generator = np.random.default_rng(42)
    confidence = generator.random(500)
    right = (confidence * bins).astype(int) % 2  # too sure and too shy in turn: no two bins add up to one
    counts, _ = np.histogram(confidence, bins, (0, 1))
    sums = [np.histogram(confidence, bins, (0, 1), weights=w)[0] for w in (right, confidence)]
    expected = np.abs(sums[0] - sums[1]).sum() / counts.sum()
    error = calibration_error(torch.tensor(confidence), torch.tensor(right), bins)
    assert error.item() == pytest.approx(expected)
