"""Inside BERT: one forward pass opened, every number on the way from tokens to a verdict."""

import streamlit as st

from core.app import url_state
from core.app.models import traced_model
from core.app.models.trained_here import choose_opened
from core.app.page import concept_page
from core.app.state import Translator
from core.app.url_picks import number, pick
from core.app.widgets.architecture_diagram import family_diagrams
from core.app.widgets.worked_cell import labels
from core.topics.inside.views.charts import cost_view, verdict_view
from core.topics.inside.views.compute import show_cell
from core.topics.inside.views.diagram import flow, shape_text, title
from core.topics.inside.views.embeddings import embeddings_view


def see(t: Translator) -> None:
    choose_opened(t)
    views = {
        "flow": traced,
        "verdict": verdict_view,
        "embeddings": embeddings_view,
        "cost": cost_view,
        "family": family,
    }
    view = url_state.choose(
        t("inside.view"),
        tuple(views),
        key="inside_view",
        default="flow",
        names=lambda name: t(f"inside.view_{name}"),
        label_visibility="collapsed",
    )
    views[view](t)


def traced(t: Translator) -> None:
    """The forward pass as a diagram, with the chosen step opened beside it."""
    with st.skeleton(traced_model.HEIGHT):
        shown = traced_model.chosen_trace()
    traced_model.note_on_cut(shown, t)
    _walk(t)


@st.fragment
def _walk(t: Translator) -> None:
    """A step opens here without the rest of the page, from the trace that is kept."""
    shown = traced_model.chosen_trace()
    place = traced_model.place(shown.opened.shape.layers, shown.opened.shape.heads)
    flow(shown, place, traced_model.go, t)


def family(t: Translator) -> None:
    """What BERT is, and what of the Transformer it keeps."""
    st.markdown(t("inside.family"), width=760)
    family_diagrams(t)
    st.markdown(t("inside.family_table"))


def compute(t: Translator) -> None:
    """Any cell of any step, with all its operands."""
    from core.trace.encoder_trace import LAYER_STEPS
    from core.trace.steps import PER_HEAD, STEPS, open_step

    choose_opened(t)
    with st.skeleton(traced_model.HEIGHT):
        shown = traced_model.chosen_trace()
    traced_model.note_on_cut(shown, t)
    shape = shown.opened.shape
    place = traced_model.place(shape.layers, shape.heads, start="scores")
    wide, layer, head = st.columns([3, 1, 1])
    pick(
        t("inside.step"),
        STEPS,
        key="inside_step",
        chosen=place.step,
        names=lambda s: t(f"inside.step_{s}"),
        place=wide,
    )
    if place.step in LAYER_STEPS:
        layers = range(1, shape.layers + 1)
        pick(t("inside.layer"), layers, key="inside_layer", chosen=place.layer, place=layer)
    if place.step in PER_HEAD:
        pick(t("inside.head"), range(1, shape.heads + 1), key="inside_head", chosen=place.head, place=head)
    opened = open_step(shown, place.step, place.layer - 1, place.head - 1)
    row, column = chosen_cell(shown, opened, t)
    st.markdown(f"#### {title(place, t)} · `{shape_text(opened)}`")
    st.markdown(t(f"inside.about_{place.step}"))
    show_cell(shown, opened, row, column, t)


def chosen_cell(shown, opened, t: Translator) -> tuple[int, int]:
    """Row and column of the cell, from two lists."""
    rows, columns = labels(shown, opened, t)
    R, C = opened.value.shape
    row, column = number("inside_row", R - 1, 0), number("inside_column", C - 1, 0)
    left, right = st.columns(2)
    names = lambda number: f"{number} · {rows[number]}"  # noqa: E731
    pick(t("inside.row"), range(R), key="inside_row", chosen=row, names=names, place=left)
    names = lambda number: f"{number} · {columns[number]}" if columns else str(number)  # noqa: E731
    pick(t("inside.column"), range(C), key="inside_column", chosen=column, names=names, place=right)
    return row, column


def code(t: Translator) -> None:
    """Each step beside the library's module that does it, on this sentence's own tensors."""
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.inside.twins import TWINS, arguments

    choose_opened(t)
    twin = choose_twin(TWINS, t("inside.twin"), key="inside_twin", default="self_attention", t=t)
    with st.skeleton(traced_model.HEIGHT):
        shown = traced_model.chosen_trace()
    opened, inputs = shown.opened, shown.inputs
    layers = opened.shape.layers
    layer = number("inside_layer", layers)
    pick(t("inside.layer"), range(1, layers + 1), key="inside_layer", chosen=layer, place=st.columns(4)[0])
    given = arguments(
        shown.trace, inputs.ids, inputs.mask, inputs.segments, opened.weights, opened.shape, layer - 1
    )
    twin_panel(twin, given[twin.name], t)
    st.caption(t("inside.twin_note"))


def measured(t: Translator) -> None:
    """What pretraining and each ingredient are worth, measured."""
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.inside.figures_measured import ingredients_worth, pretrained_curves

    experiment_panel("pretrained", pretrained_curves, t)
    experiment_panel("ingredients", ingredients_worth, t)


def draw() -> None:
    concept_page("inside", {"see": see, "compute": compute, "code": code, "measured": measured})
