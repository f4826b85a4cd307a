"""The attribution methods beside captum's, on a small network: mean of the embeddings, a layer, an answer.

T tokens with D numbers each; the layer has F units. An absent token is a row of zeros. Captum comes with
`requirements-attribution.txt`; where it is missing, its twins are not there either.
"""

import importlib.util
from collections.abc import Callable, Iterator
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from core.nn.attribution.agreement import rank_correlation, ranks
from core.nn.attribution.gradients import gradient_times_input, integrated_gradients
from core.nn.attribution.kernel_shap import fitted, kernel_shap
from core.nn.attribution.lime import closeness, lime, lime_versions, weighted_ridge
from core.nn.attribution.minimal import (
    every_order,
    ridge,
    shap_regression,
    spearman,
    straight_path,
)
from core.nn.attribution.occlusion import occlusion
from core.nn.attribution.shapley import exact_shapley, marginals
from core.nn.twin import Twin, documented

CAPTUM = "https://captum.ai/api/"
STEPS, SAMPLES = 50, 64


def captum_found() -> bool:
    """Whether captum and what it imports are installed."""
    return None not in map(importlib.util.find_spec, ("captum", "matplotlib"))


def head(
    embeddings: Float[Tensor, "N T D"], inner: Float[Tensor, "D F"], outer: Float[Tensor, "F"]
) -> Float[Tensor, "N"]:
    """The answers of the small network: tanh(mean of the tokens · inner) · outer."""
    return torch.tanh(embeddings.mean(dim=1) @ inner) @ outer


def head_game(x: Tensor, inner: Tensor, outer: Tensor) -> Callable[[Tensor], Tensor]:
    """The network as a game of its tokens (T, D)."""
    return lambda kept: head(kept[:, :, None] * x, inner, outer)


def _slope(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    return gradient_times_input(lambda points: head(points, inner, outer), x).values


def _captum_slope(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    from captum.attr import InputXGradient

    return (
        InputXGradient(lambda points: head(points, inner, outer))
        .attribute(x[None].requires_grad_())[0]
        .sum(-1)
    )


def _path(x: Tensor, baseline: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    return integrated_gradients(lambda points: head(points, inner, outer), x, baseline, STEPS).values


def _minimal_path(x: Tensor, baseline: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    return straight_path(lambda points: head(points, inner, outer), x, baseline, STEPS)


def _captum_path(x: Tensor, baseline: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    from captum.attr import LayerIntegratedGradients

    table = torch.nn.Embedding.from_pretrained(torch.cat([x, baseline]))
    ids = torch.arange(len(x))[None]  # (1, T); the baseline's rows stand behind them
    explain = LayerIntegratedGradients(lambda numbers: head(table(numbers), inner, outer), table)
    return explain.attribute(ids, ids + len(x), n_steps=STEPS)[0].sum(-1).detach()


def _occluded(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    return occlusion(head_game(x, inner, outer), len(x)).values


def _captum_occluded(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    from captum.attr import FeatureAblation

    tokens = torch.arange(len(x))[None, :, None]  # all numbers of a token go together
    explain = FeatureAblation(lambda points: head(points, inner, outer))
    return explain.attribute(x[None], feature_mask=tokens)[0, :, 0]


def _shapley(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    return exact_shapley(head_game(x, inner, outer), len(x)).values


def _minimal_shapley(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    return every_order(head_game(x, inner, outer), len(x))


def _captum_shapley(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    from captum.attr import ShapleyValues

    tokens = torch.arange(len(x))[None, :, None]
    return ShapleyValues(lambda points: head(points, inner, outer)).attribute(x[None], feature_mask=tokens)[
        0, :, 0
    ]


def _kernel(x: Tensor, weights: Tensor) -> Tensor:
    return kernel_shap(lambda kept: (kept.float() * (x @ weights)).sum(dim=1), len(x), SAMPLES).values


def _captum_kernel(x: Tensor, weights: Tensor) -> Tensor:
    """Its samples are its own, but a linear model has the same values for any."""
    from captum.attr import KernelShap

    tokens = torch.arange(len(x))[None, :, None]
    explain = KernelShap(lambda points: (points @ weights).sum(dim=1))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return explain.attribute(x[None], feature_mask=tokens, n_samples=4 * SAMPLES)[0, :, 0]


def _lime(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    return lime(head_game(x, inner, outer), len(x), SAMPLES, penalty=0.01).values


def _captum_lime(x: Tensor, inner: Tensor, outer: Tensor) -> Tensor:
    """Given the versions of ours, since each draws its own."""
    from captum._utils.models.linear_model import SkLearnRidge
    from captum.attr import Lime

    versions = iter(lime_versions(len(x), SAMPLES, 0).float()[:, None])
    explain = Lime(
        lambda points: head(points, inner, outer),
        interpretable_model=SkLearnRidge(alpha=0.01),
        similarity_func=lambda before, after, kept, **_: closeness(kept.bool(), 0.25)[0],
        perturb_func=lambda before, **_: next(versions),
    )
    tokens = torch.arange(len(x))[None, :, None]
    return explain.attribute(x[None], feature_mask=tokens, n_samples=SAMPLES)[0, :, 0]


def _ridge(kept: Tensor, values: Tensor, weights: Tensor) -> Tensor:
    return weighted_ridge(kept, values, weights, 1.0)[0]


def _sklearn_ridge(kept: Tensor, values: Tensor, weights: Tensor) -> Tensor:
    from sklearn.linear_model import Ridge

    return torch.from_numpy(Ridge(alpha=1.0).fit(kept.double(), values, sample_weight=weights).coef_)


def _shap_fit(kept: Tensor, values: Tensor, weights: Tensor) -> Tensor:
    return fitted(kept, values, weights, 1.5)


def _sklearn_shap_fit(kept: Tensor, values: Tensor, weights: Tensor) -> Tensor:
    """The sum is held by one more version, of all players, that weighs a million times as much."""
    from sklearn.linear_model import LinearRegression

    rows = torch.cat([kept.double(), torch.ones(1, kept.shape[1]).double()])
    y, heavy = torch.cat([values, torch.tensor([1.5]).double()]), torch.tensor([1e6]).double()
    fit = LinearRegression(fit_intercept=False).fit(rows, y, sample_weight=torch.cat([weights, heavy]))
    return torch.from_numpy(fit.coef_)


def _correlation(first: Tensor, second: Tensor) -> Tensor:
    return torch.tensor(rank_correlation(first, second), dtype=torch.float64)


def _scipy_correlation(first: Tensor, second: Tensor) -> Tensor:
    from scipy.stats import spearmanr

    return torch.tensor(float(spearmanr(first, second).statistic), dtype=torch.float64)


def _networks() -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    for T, D, F in ((5, 4, 3), (2, 3, 2)):
        shapes = ((T, D), (D, F), (F,))
        yield tuple(torch.randn(shape, generator=generator) for shape in shapes)  # type: ignore[misc]


def _paths() -> Iterator[tuple[Tensor, ...]]:
    for x, inner, outer in _networks():
        yield x, torch.zeros_like(x), inner, outer
        yield x, x.flip(0) * 0.5, inner, outer


def _linear() -> Iterator[tuple[Tensor, Tensor]]:
    for x, inner, _ in _networks():
        yield x, inner[:, 0]


def _regressions() -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(42)
    kept = lime_versions(4, 30, 0)
    yield kept, torch.randn(30, generator=generator), closeness(kept, 0.25)


def _columns() -> Iterator[tuple[Tensor, Tensor]]:
    yield torch.tensor([0.3, -1.0, 0.3, 2.0, 0.0]), torch.tensor([1.0, -2.0, 0.5, 0.5, 4.0])
    yield torch.tensor([1.0, 2.0, 3.0]), torch.tensor([3.0, 2.0, 1.0])


def _captum(name: str) -> dict[str, Any]:
    pages = {"LayerIntegratedGradients": "layer", "FeatureAblation": "feature_ablation"}
    page = pages.get(name) or "".join("_" * (i > 0 and c.isupper()) + c.lower() for i, c in enumerate(name))
    return documented(f"captum.attr.{name}", f"{CAPTUM}{page}.html")


OF_CAPTUM = (
    Twin(
        name="gradient_times_input",
        ours=_slope,
        library=_captum_slope,
        call="InputXGradient(network).attribute(embeddings)",
        **_captum("InputXGradient"),
        examples=_networks,
        shown=(gradient_times_input,),
    ),
    Twin(
        name="integrated_gradients",
        ours=_path,
        library=_captum_path,
        call="LayerIntegratedGradients(network, network.embeddings).attribute(ids, baselines, n_steps=50)",
        **_captum("LayerIntegratedGradients"),
        examples=_paths,
        absolute=1e-6,
        shown=(integrated_gradients,),
        minimal=_minimal_path,
        minimal_shown=(straight_path,),
    ),
    Twin(
        name="occlusion",
        ours=_occluded,
        library=_captum_occluded,
        call="FeatureAblation(network).attribute(embeddings, feature_mask=tokens)",
        **_captum("FeatureAblation"),
        examples=_networks,
        absolute=1e-6,
        shown=(occlusion,),
    ),
    Twin(
        name="exact_shapley",
        ours=_shapley,
        library=_captum_shapley,
        call="ShapleyValues(network).attribute(embeddings, feature_mask=tokens)",
        **_captum("ShapleyValues"),
        examples=_networks,
        absolute=1e-6,
        shown=(exact_shapley, marginals),
        minimal=_minimal_shapley,
        minimal_shown=(every_order,),
    ),
    Twin(
        name="kernel_shap",
        ours=_kernel,
        library=_captum_kernel,
        call="KernelShap(network).attribute(embeddings, feature_mask=tokens, n_samples=256)",
        **_captum("KernelShap"),
        examples=_linear,
        relative=1e-3,
        absolute=1e-4,
        shown=(kernel_shap,),
    ),
    Twin(
        name="lime",
        ours=_lime,
        library=_captum_lime,
        call="Lime(network, SkLearnRidge(alpha=0.01)).attribute(embeddings, feature_mask=tokens)",
        **_captum("Lime"),
        examples=_networks,
        relative=1e-4,
        absolute=1e-5,
        shown=(lime,),
    ),
)
ALWAYS = (
    Twin(
        name="weighted_ridge",
        ours=_ridge,
        library=_sklearn_ridge,
        call="Ridge(alpha=1.0).fit(kept, values, sample_weight=weights).coef_",
        **documented("sklearn.linear_model.Ridge"),
        examples=_regressions,
        dtype=torch.float64,
        shown=(weighted_ridge,),
        minimal=ridge,
    ),
    Twin(
        name="shap_regression",
        ours=_shap_fit,
        library=_sklearn_shap_fit,
        call="LinearRegression(fit_intercept=False).fit(kept, values, sample_weight=weights).coef_",
        **documented("sklearn.linear_model.LinearRegression"),
        examples=_regressions,
        dtype=torch.float64,
        relative=1e-4,
        absolute=1e-4,
        shown=(fitted,),
        minimal=shap_regression,
    ),
    Twin(
        name="rank_correlation",
        ours=_correlation,
        library=_scipy_correlation,
        call="spearmanr(first, second).statistic",
        **documented("scipy.stats.spearmanr"),
        examples=_columns,
        dtype=torch.float64,
        shown=(rank_correlation, ranks),
        minimal=spearman,
    ),
)
TWINS = (*(OF_CAPTUM if captum_found() else ()), *ALWAYS)
