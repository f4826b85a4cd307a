"""Attention: every head of the real model, and every kind of attention on its queries and keys."""

import streamlit as st

from core.app import url_state
from core.app.models import traced_model
from core.app.models.cached_models import classifier
from core.app.models.trained_here import choose_opened
from core.app.page import concept_page
from core.app.state import Translator, sentence
from core.app.url_picks import number, one_of, pick
from core.topics.attention.views.bertviz import bertviz_view
from core.topics.attention.views.compute import show_chain
from core.topics.attention.views.kinds import WINDOW, fitted, kinds_view, window_slider
from core.topics.attention.views.map_grid import head_pickers, second
from core.topics.attention.views.model import model_view
from core.topics.attention.views.pair import cell_pickers, pair_view

HEIGHT = 640
VIEWS = {"model": model_view, "kinds": kinds_view, "pair": pair_view, "bertviz": bertviz_view}


def traced(t: Translator, place=st):
    """The traced pass of the sentence or pair; the field for a second sentence stands at `place`."""
    from core.models.text_checks import notes_on

    choose_opened(t)
    url_state.text(
        t("inside.second"),
        key="attention_second",
        place=place,
        placeholder=t("attention.second_hint"),
        label_visibility="collapsed",
    )
    with st.skeleton(HEIGHT):
        shown = traced_model.traced(traced_model.chosen(), sentence(), second())
    traced_model.note_on_cut(shown, t)
    unknown = sum(token.id == shown.opened.tokenizer.unk_token_id for token in shown.inputs.tokens)
    for note in notes_on(sentence(), unknown, len(shown.inputs.tokens) - 2):
        st.info(t(f"verdict.{note}"), icon=":material/info:")
    return shown


def see(t: Translator) -> None:
    left, right = st.columns([2, 1], gap="medium")
    with left:
        view = url_state.choose(
            t("inside.view"),
            tuple(VIEWS),
            key="attention_view",
            default="model",
            names=lambda name: t(f"attention.view_{name}"),
            label_visibility="collapsed",
        )
    VIEWS[view](traced(t, right), t)


def compute(t: Translator) -> None:
    """A cell from its query and key to the weighted sum of values."""
    from core.topics.attention.concept import RANGES
    from core.topics.attention.kinds import chain

    shown = traced(t)
    places = st.columns([1, 1, 2, 2, 1])
    layer, head = head_pickers(shown, t, places)
    row, column = cell_pickers(shown, t, places[2:4])
    K = shown.trace.of("values", 0).shape[-1]
    dimension = number("attention_dimension", K - 1, 0)
    pick(t("attention.dimension"), range(K), key="attention_dimension", chosen=dimension, place=places[4])
    left, right = st.columns([3, 2])
    with left:
        kind = url_state.choose(
            t("attention.range"),
            RANGES,
            key="attention_range",
            default="global",
            names=lambda name: t(f"attention.range_{name}"),
        )
    window = window_slider(t, right) if "local" in kind else int(WINDOW)
    show_chain(shown, chain(shown, layer - 1, head - 1, kind, window, row), row, column, dimension, t)


def code(t: Translator) -> None:
    """Each kind beside the library's call, on this sentence's own tensors."""
    from core.app.widgets.twin_panel import twin_panel
    from core.topics.attention.twins import TWINS, arguments

    shown = traced(t)
    twins = {twin.name: twin for twin in TWINS}
    wide, *places = st.columns([2, 1, 1])
    chosen = one_of("attention_twin", tuple(twins), TWINS[0].name)
    pick(
        t("attention.twin"),
        tuple(twins),
        key="attention_twin",
        chosen=chosen,
        names=lambda name: t(f"twins.{name}"),
        place=wide,
    )
    layer, head = head_pickers(shown, t, places)
    opened, fit = shown.opened, fitted(traced_model.chosen(), sentence(), second(), layer - 1, head - 1)
    given = arguments(shown.trace, opened.weights, opened.shape, layer - 1, head - 1, fit)
    twin_panel(twins[chosen], given[chosen], t)
    st.caption(t("inside.twin_note"))
    whole_model(shown, t)


def whole_model(shown, t: Translator) -> None:
    """All maps of the page against those that the library's model gives."""
    from core.models.bert.library_attention import CALL, library_attention
    from core.topics.attention.maps import attention_of

    st.markdown(f"#### {t('attention.library')}")
    st.code(CALL, language="python")
    theirs = library_attention(classifier(traced_model.chosen()).network, shown.inputs, traced_model.chosen())
    ours = attention_of(shown)
    gap = f"{(ours - theirs).abs().max().item():.1e}"
    st.markdown(t("attention.library_gap", gap=gap, maps=ours.shape[0] * ours.shape[1], tokens=ours.shape[2]))


def measured(t: Translator) -> None:
    """Why √K, what a window saves, and which heads matter."""
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.attention.figures import heads_worth, local_growth, scaling_curves

    experiment_panel("scaling", scaling_curves, t)
    experiment_panel("local_attention", local_growth, t)
    experiment_panel("heads", heads_worth, t)


def draw() -> None:
    concept_page("attention", {"see": see, "compute": compute, "code": code, "measured": measured})
