"""Code: each method beside the library's call, on the sentence's own vectors and values."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.models.reader import reader
from core.app.state import Translator, sentence
from core.app.waiting import waiting_for
from core.models.explaining.methods import Method
from core.topics.why.views.shared import HEIGHT, attribution_of, main_reading

if TYPE_CHECKING:
    from torch import Tensor

    from core.nn.twin import Twin

COMPARED: tuple[Method, ...] = ("occlusion", "gradient_times_input")
MOST_TOKENS = 5  # the library walks through all orders of them
UNITS = 3  # of the small network's layer
VERSIONS, SEED = 64, 42
LEAST_WORDS = 3  # fewer have no order and no line; the twin then runs on its own example
REGRESSIONS = ("weighted_ridge", "shap_regression")


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """A small network on the first tokens' embeddings; for a regression, what the model says of versions."""
    with waiting_for(reader(), HEIGHT, t):
        words = len(main_reading(sentence()).words)
    if words < LEAST_WORDS and twin.name in (*REGRESSIONS, "rank_correlation"):
        yield next(iter(twin.examples()))
    elif twin.name == "rank_correlation":
        yield tuple(attribution_of(reader(), None, sentence(), one, None).values for one in COMPARED)
    elif twin.name in REGRESSIONS:
        yield _versions()
    else:
        yield _network(twin.name)
        st.caption(t("why.small_network", tokens=MOST_TOKENS))


def _versions() -> "tuple[Tensor, ...]":
    """Versions of the sentence (N, P), the model's logit differences (N,), and how near they are (N,)."""
    from core.nn.attribution.lime import closeness, lime_versions

    reading = main_reading(sentence())
    kept = lime_versions(len(reading.words), VERSIONS, SEED)
    return kept, reading.game(kept), closeness(kept, 0.25)


def _network(name: str) -> "tuple[Tensor, ...]":
    """The first tokens' embeddings (T, D), for a path its beginning too, and drawn weights."""
    import torch

    differentiable = main_reading(sentence()).differentiable
    assert differentiable is not None  # of the shipped model
    x = differentiable.embeddings[1 : 1 + MOST_TOKENS]  # (T, D)
    generator = torch.Generator().manual_seed(SEED)
    inner = torch.randn(x.shape[1], UNITS, generator=generator)  # (D, F)
    outer = torch.randn(UNITS, generator=generator)  # (F,)
    if name == "integrated_gradients":
        return x, differentiable.baselines["mask"][1 : 1 + MOST_TOKENS], inner, outer
    return (x, inner[:, 0]) if name == "kernel_shap" else (x, inner, outer)
