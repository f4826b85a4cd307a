"""Normalization: which numbers share one mean and one variance, and what follows from that."""

import streamlit as st

from core.app import url_state
from core.app.models import traced_model
from core.app.page import concept_page
from core.app.state import Translator
from core.models.catalog import MAIN_MODEL
from core.topics.normalization.views import shared
from core.topics.normalization.views.views import (
    block,
    chosen_place_and_size,
    companions,
    modes,
    order,
    padding,
    table,
)


def see(t: Translator) -> None:
    views = {
        "block": block,
        "companions": companions,
        "modes": modes,
        "padding": padding,
        "order": order,
        "table": table,
    }
    view = url_state.choose(
        t("normalization.view"),
        tuple(views),
        key="normalization_view",
        default="block",
        names=lambda name: t(f"normalization.view_{name}"),
        label_visibility="collapsed",
    )
    views[view](t)


def compute(t: Translator) -> None:
    """Any number of the block, from all the numbers of its group; and the case to know by heart."""
    from core.topics.normalization.cell import work_out
    from core.topics.normalization.views.compute import choose_cell, show, toy

    kind = shared.choose_kind(t)
    place, size = chosen_place_and_size(t)
    shown = shared.normed(kind, place, size)
    cell = choose_cell(shown, t)
    show(work_out(shown, kind, cell), kind, t)
    toy(t)


def code(t: Translator) -> None:
    """Each norm beside torch's module, forward and backward, on the batch's own tokens."""
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.normalization.batches import token_batches
    from core.topics.normalization.inputs import norm_weights
    from core.topics.normalization.twins import TWINS, arguments

    twin = choose_twin(
        TWINS, t("normalization.twin"), key="normalization_twin", default="module_layer_norm", t=t
    )
    place, size = chosen_place_and_size(t)
    shown = shared.batch(shared.MOST_SENTENCES)
    weights = norm_weights(traced_model.opened(MAIN_MODEL), place)
    batches = token_batches(shown.inputs[place], shown.real, max(size, 2))
    given = arguments(batches[0], weights.gain, weights.shift, weights.epsilon, batches)
    twin_panel(twin, given[twin.name], t)
    st.caption(t("normalization.twin_note", count=len(batches[0])))


def measured(t: Translator) -> None:
    """What the norms are worth in training, through depth, and against drifting inputs."""
    from core.app.widgets.experiment_panel import experiment_panel
    from core.topics.normalization.figures import depth_gradients, drift_curves, training_accuracies

    experiment_panel("normalization_training", training_accuracies, t)
    experiment_panel("normalization_depth", depth_gradients, t)
    experiment_panel("normalization_drift", drift_curves, t)


def draw() -> None:
    concept_page("normalization", {"see": see, "compute": compute, "code": code, "measured": measured})
