"""Kernel SHAP and exact Shapley values beside the shap package's, where that is installed."""

import numpy as np
import pytest
import torch

from core.nn.attribution.kernel_shap import kernel_shap
from core.nn.attribution.shapley import exact_shapley
from tests.nn.attribution.support import table_game

# On import it calls what matplotlib and others will drop.
pytestmark = pytest.mark.filterwarnings("ignore")
P = 6


@pytest.fixture(scope="module")
def shap():
    """The package, its loops not compiled: for so few players that took all the time of these tests."""
    config = pytest.importorskip("numba", exc_type=ImportError).config
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config, "DISABLE_JIT", True)
        return pytest.importorskip("shap", reason="the shap package is not installed", exc_type=ImportError)


def answers(rows: np.ndarray) -> np.ndarray:
    return table_game(P, 7)(torch.from_numpy(np.asarray(rows)) > 0.5).numpy()


def linear(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows) @ np.arange(P) + 0.5


def test_all_subsets_give_the_package_s_values(shap) -> None:
    ours = kernel_shap(table_game(P, 7), P, samples=2**P).values
    explain = shap.KernelExplainer(answers, np.zeros((1, P)))
    theirs = explain.shap_values(np.ones((1, P)), nsamples=2**P, l1_reg=0, silent=True)
    assert ours.tolist() == pytest.approx(theirs[0].tolist(), abs=1e-4)


@pytest.mark.parametrize("function", [answers, linear])
def test_exact_values_are_those_of_its_exact_explainer(shap, function) -> None:
    game = lambda kept: torch.from_numpy(function(kept.double().numpy()))  # noqa: E731
    theirs = shap.explainers.Exact(function, np.zeros((1, P)))(np.ones((1, P))).values[0]
    assert exact_shapley(game, P).values.tolist() == pytest.approx(theirs.tolist(), abs=1e-5)
