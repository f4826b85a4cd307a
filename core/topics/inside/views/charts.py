"""Views of Inside BERT with charts: how the prediction forms, and what each step costs."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.glossary import explained
from core.app.models.traced_model import current_trace
from core.app.panels import figure, table
from core.app.state import Translator
from core.topics.inside.views.leaving import leaving_part, said_by_exits

if TYPE_CHECKING:
    from core.topics.inside.leaving import ExitVerdict


def prediction_view(t: Translator) -> None:
    """What the classifier would say after each layer and where the sentence could leave; how tokens move."""
    from core.topics.inside.figures import layers_by_tokens
    from core.trace.layerwise import moves, probability_by_layer, stream_norms

    traced = current_trace(t)
    trace, opened = traced.trace, traced.opened
    layers = [t("inside.after_layer", layer=layer + 1) for layer in range(opened.shape.layers)]
    stages = [t("inside.after_embeddings"), *layers]
    tokens = [token.text for token in traced.inputs.tokens]
    formed = probability_by_layer(trace, opened.weights, opened.shape, opened.positive).tolist()
    _forming(formed, stages, said_by_exits(traced), t)
    figure("inside.norms", layers_by_tokens, stream_norms(trace, opened.shape).numpy(), stages, tokens, t=t)
    st.caption(t("inside.norms_note"))
    figure("inside.moves", layers_by_tokens, moves(trace, opened.shape).numpy(), layers, tokens, t=t)
    st.caption(explained(t("inside.moves_note")))


def _forming(
    formed: list[float], stages: list[str], verdicts: tuple["ExitVerdict", ...], t: Translator
) -> None:
    """The logit lens, and where the model has exits what they say."""
    from core.topics.inside.figures import forming_curve
    from core.topics.inside.figures_leaving import forming_with_exits

    if not verdicts:
        figure("inside.forming", forming_curve, formed, stages, t=t)
        st.caption(t("inside.forming_note"))
        return
    figure("inside.forming", forming_with_exits, formed, stages, verdicts, t=t)
    st.caption(t("inside.forming_note"))
    st.caption(t("inside.exits_note"))
    leaving_part(verdicts, stages[1:], t)


def cost_view(t: Translator) -> None:
    """Parameters and operations of each step, adding up to the whole model's."""
    from core.topics.inside.cost import costs
    from core.topics.inside.cost_by_step import by_step, total
    from core.topics.inside.figures import cost_bars

    traced = current_trace(t)
    tokens = len(traced.inputs.tokens)
    steps = by_step(costs(traced.opened.weights, traced.opened.shape, tokens))
    whole = total(steps)
    names = {step.step: t(f"inside.step_{step.step}") for step in steps} | {"total": t("inside.cost_sum")}
    figure("inside.cost", cost_bars, steps, names, t=t)
    numbers = {"parameters": f"{whole.parameters:,}", "operations": f"{whole.operations:,}"}
    st.markdown(t("inside.cost_total", tokens=tokens, layers=traced.opened.shape.layers, **numbers))
    columns = {
        t("inside.cost_step"): [names[step.step] for step in (*steps, whole)],
        t("inside.cost_parameters"): [step.parameters for step in (*steps, whole)],
        t("inside.cost_operations"): [step.operations for step in (*steps, whole)],
    }
    thousands = st.column_config.NumberColumn(format="localized")
    table(columns, column_config=dict.fromkeys([*columns][1:], thousands))
    st.caption(t("inside.cost_note"))
