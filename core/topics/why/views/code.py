"""Code: each method from scratch, as it runs here."""

from pkgutil import resolve_name

import streamlit as st

from core.app.state import Translator
from core.app.url_picks import option_in_url, pick
from core.app.widgets.controls import controls
from core.nn.twin import source

WRITTEN = {
    "gradient_times_input": "core.nn.attribution.gradients:gradient_times_input",
    "integrated_gradients": "core.nn.attribution.gradients:integrated_gradients",
    "occlusion": "core.nn.attribution.occlusion:occlusion",
    "lime": "core.nn.attribution.lime:lime",
    "kernel_shap": "core.nn.attribution.kernel_shap:kernel_shap",
    "exact_shapley": "core.nn.attribution.shapley:exact_shapley",
    "gradient_times_attention": "core.nn.attribution.attention:gradient_times_attention",
    "rollout": "core.nn.attention_rollout:attention_rollout",
}


def code(t: Translator) -> None:
    """One method's own function."""
    chosen = pick(
        t("why.method"),
        tuple(WRITTEN),
        key="why_twin",
        chosen=option_in_url("why_twin", tuple(WRITTEN), "integrated_gradients"),
        names=lambda name: t(f"why.method_{name}"),
        container=controls("why_code"),
    )
    st.code(source((resolve_name(WRITTEN[chosen]),)), language="python")
