"""Views of Inside BERT with charts: how the verdict forms, and what each step costs."""

import pandas as pd
import streamlit as st

from core.app.models import traced_model
from core.app.state import Translator, colours
from core.app.widgets.panels import chart


def verdict_view(t: Translator) -> None:
    """What the classifier would say after each layer, and how the tokens move meanwhile."""
    from core.topics.inside.figures import forming_curve, layers_by_tokens
    from core.trace.layerwise import moves, probability_by_layer, stream_norms

    with st.skeleton(traced_model.HEIGHT):
        shown = traced_model.chosen_trace()
    traced_model.note_on_cut(shown, t)
    trace, opened = shown.trace, shown.opened
    layers = [t("inside.after_layer", layer=layer + 1) for layer in range(opened.shape.layers)]
    stages = [t("inside.after_embeddings"), *layers]
    tokens = [token.text for token in shown.inputs.tokens]
    formed = probability_by_layer(trace, opened.weights, opened.shape, opened.positive).tolist()
    words = {key: t(f"inside.forming_{key}") for key in ("title", "y", "hover")}
    figure = forming_curve(formed, stages, words, colours())
    chart(figure, key="inside_forming", alt=t("inside.forming_alt"))
    st.caption(t("inside.forming_note"))
    for name, measure, rows in (("norms", stream_norms, stages), ("moves", moves, layers)):
        words = {key: t(f"inside.{name}_{key}") for key in ("title", "scale", "hover")}
        figure = layers_by_tokens(measure(trace, opened.shape).numpy(), rows, tokens, words, colours())
        chart(figure, key=f"inside_{name}", alt=t(f"inside.{name}_alt"))
        st.caption(t(f"inside.{name}_note"))


def cost_view(t: Translator) -> None:
    """Parameters and operations of each step, adding up to the whole model's."""
    from core.topics.inside.cost import costs
    from core.topics.inside.cost_by_step import by_step, total
    from core.topics.inside.figures import cost_bars

    with st.skeleton(traced_model.HEIGHT):
        shown = traced_model.chosen_trace()
    traced_model.note_on_cut(shown, t)
    tokens = len(shown.inputs.tokens)
    steps = by_step(costs(shown.opened.weights, shown.opened.shape, tokens))
    whole = total(steps)
    st.markdown(
        t(
            "inside.cost_total",
            parameters=f"{whole.parameters:,}",
            operations=f"{whole.operations:,}",
            tokens=tokens,
            layers=shown.opened.shape.layers,
        )
    )
    names = {step.step: t(f"inside.step_{step.step}") for step in steps} | {"total": t("inside.cost_sum")}
    words = ("title", "parameters", "operations", "hover", "hover_operations")
    texts = {key: t(f"inside.cost_{key}") for key in words}
    chart(cost_bars(steps, names, texts, colours()), key="inside_cost", alt=t("inside.cost_alt"))
    table = pd.DataFrame(
        {
            t("inside.cost_step"): [names[step.step] for step in (*steps, whole)],
            t("inside.cost_parameters"): [step.parameters for step in (*steps, whole)],
            t("inside.cost_operations"): [step.operations for step in (*steps, whole)],
        }
    )
    thousands = st.column_config.NumberColumn(format="localized")
    st.dataframe(
        table,
        hide_index=True,
        height=38 + 35 * len(table),
        column_config=dict.fromkeys(table.columns[1:], thousands),
    )
    st.caption(t("inside.cost_note"))
