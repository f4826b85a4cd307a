"""Compute: the path of integrated gradients step by step, the gap it leaves, and one Shapley value."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import streamlit as st

from core.app import url_state
from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.page import Views
from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import pick_text
from core.app.waiting import waiting
from core.app.widgets.controls import controls
from core.app.widgets.latex import latex_number, latex_plain
from core.models.explaining.methods import Method, Settings, by_word, obstacle
from core.models.explaining.reading import Baseline
from core.topics.why.views.pictures import word_chips
from core.topics.why.views.shared import Explained, choose_baseline, explained_sentence, reading_of, signed

if TYPE_CHECKING:
    from core.nn.attribution.gradients import IntegratedGradients
    from core.nn.attribution.quadrature import Rule
    from core.nn.attribution.shapley import ShapleyValues

HEIGHT = 360  # pixels that a view leaves free while it waits
STEPS = Settings().steps
COUNTS = (1, 2, 3, 5, 8, 12, 20, 30, 50)  # of steps, whose gaps are compared
RULES: "tuple[Rule, ...]" = ("gauss", "midpoint")


def compute(t: Translator) -> None:
    """One of three, on the sentence as a model reads it."""
    VIEWS(t)


def path_view(about: Explained, t: Translator) -> None:
    """The point at a step of the path, the words' slopes there, and their running sum."""
    _raise_obstacle(about, "integrated_gradients")
    _path(about, t)


@st.fragment
def _path(about: Explained, t: Translator) -> None:
    """Baseline and step are chosen without the rest of the page."""
    from core.topics.why.figures import path_curves

    row = controls("why_path")
    baseline = choose_baseline(about, t, row)
    with row:
        step = _step(t)
    with waiting(t("why.waiting", method=t("why.method_integrated_gradients")), HEIGHT):
        found = cast("IntegratedGradients", about.by("integrated_gradients", baseline))
    path = found.path
    series = {"alphas": path.alphas.numpy(), "values": path.values.numpy(), "running": path.running.numpy()}
    figure("why.path", path_curves, series, found.nothing, step - 1, t=t)
    st.latex(_added(found, step - 1))
    slopes = by_word(about.reading, replace(found, values=path.slopes[step - 1]))
    st.markdown(explained(_at_step(found, step - 1, t)))
    word_chips(about, slopes, t, key="why_slopes", told="why.slope_of")


def _step(t: Translator) -> int:
    """The number of a step, from 1."""
    name = t("why.step")
    return int(
        url_state.slider(name, low=1, high=STEPS, step=1, key="why_step", default=STEPS // 2, width=320)
    )


def _added(found: "IntegratedGradients", step: int) -> str:
    """The sum up to the step before, and what this step adds to it."""
    path = found.path
    before = path.running[step - 1].item() if step else 0.0
    added = rf"{latex_number(path.weights[step].item())} \cdot {latex_number(path.slopes[step].sum().item())}"
    return (
        rf"\Sigma_{{{step + 1}}} = {latex_plain(before)} + {added} = {latex_plain(path.running[step].item())}"
    )


def _at_step(found: "IntegratedGradients", step: int, t: Translator) -> str:
    """The point, its slope, and what all steps up to it add up to."""
    path = found.path
    return t(
        "why.at_step",
        alpha=numeral(path.alphas[step].item(), ".3f"),
        value=signed(path.values[step].item()),
        slope=signed(path.slopes[step].sum().item()),
        weight=numeral(path.weights[step].item(), ".4f"),
        running=signed(path.running[step].item()),
        whole=signed(found.whole - found.nothing),
    )


def gap_view(about: Explained, t: Translator) -> None:
    """What is missing to completeness with few steps and with many."""
    from core.topics.why.figures import gap_curves

    _raise_obstacle(about, "integrated_gradients")
    baseline = choose_baseline(about, t, controls("why_gap"))
    with waiting(t("why.waiting", method=t("why.method_integrated_gradients")), HEIGHT):
        gaps = _gaps(about.name, about.positive, about.reading.sentence, baseline)
    figure("why.gap", gap_curves, gaps, COUNTS, t=t)
    last = {rule: numeral(abs(values[-1]), ".1e") for rule, values in gaps.items()}
    st.markdown(
        explained(t("why.gap_about", steps=COUNTS[-1], gauss=last["gauss"], midpoint=last["midpoint"]))
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _gaps(name: str, positive: str | None, text: str, baseline: Baseline) -> "dict[Rule, list[float]]":
    from core.nn.attribution.gradients import completeness_gaps

    d: Any = reading_of(name, positive, text).differentiable
    start = d.baselines[baseline]
    return {rule: completeness_gaps(d.value, d.embeddings, start, COUNTS, rule) for rule in RULES}


def shapley_view(about: Explained, t: Translator) -> None:
    """One word's Shapley value as the mean of what it adds to subsets of each size."""
    from core.topics.why.figures import marginal_bars

    _raise_obstacle(about, "exact_shapley")
    row = controls("why_shapley")
    with waiting(t("why.waiting", method=t("why.method_exact_shapley")), HEIGHT):
        found = cast("ShapleyValues", about.by("exact_shapley"))
    strongest = int(found.values.abs().argmax())
    word = pick_text(t("why.word"), about.words, key="why_word", default=strongest, container=row)
    parts = found.marginals(word)
    arrays = (parts.added.numpy(), parts.sizes.numpy(), parts.means.numpy())
    figure("why.marginals", marginal_bars, *arrays, parts.value, t=t, word=about.words[word])
    sums = " + ".join(latex_number(mean) for mean in parts.means.tolist())
    st.latex(rf"\varphi = \frac{{1}}{{{len(parts.means)}}}\,({sums}) = {latex_plain(parts.value)}")
    told = t("why.shapley_about", word=foreign(about.words[word]), subsets=f"{len(parts.added):,}")
    st.markdown(explained(told))


def _raise_obstacle(about: Explained, method: Method) -> None:
    if error := obstacle(about.reading, method):
        raise error


VIEWS = Views(
    "why_compute",
    {"path": path_view, "gap": gap_view, "shapley": shapley_view},
    inputs=explained_sentence,
)
