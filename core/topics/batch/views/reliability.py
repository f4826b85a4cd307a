"""How far to trust a scored file with labels: its reliability diagram, and what a threshold buys."""

from typing import Any

import numpy as np
import streamlit as st

from core.app.glossary import explained
from core.app.panels import chart
from core.app.state import Translator, colours


def show_trust(result: Any, threshold: float, t: Translator) -> None:
    """Both pictures side by side, with the number that each comes down to."""
    st.markdown(f"#### {t('batch.trust')}")
    left, right = st.columns(2, gap="large")
    with left:
        _reliability(result, t)
    with right:
        _coverage(result, threshold, t)


def _reliability(result: Any, t: Translator) -> None:
    from core.app.figures.reliability import reliability_diagram
    from core.scoring.reliability import reliability

    numbers = reliability(result)
    figure = reliability_diagram({"before": numbers}, lambda key: t(f"batch.reliability_{key}"), colours())
    chart(figure, key="batch_reliability", alt=t("batch.reliability_alt"))
    st.markdown(explained(t("batch.reliability_error", error=numbers["error"])))


def _coverage(result: Any, threshold: float, t: Translator) -> None:
    from core.scoring.reliability import coverage
    from core.topics.batch.figures import coverage_curve

    numbers = coverage(result)
    texts = {key: t(f"batch.coverage_{key}") for key in ("title", "x", "y", "hover")}
    chart(
        coverage_curve(numbers, threshold, texts, colours()),
        key="batch_coverage",
        alt=t("batch.coverage_alt"),
    )
    here = int(np.argmin(np.abs(numbers["threshold"] - threshold)))
    covered, right = numbers["coverage"][here], numbers["accuracy"][here]
    if np.isnan(right):
        st.markdown(t("batch.coverage_none", threshold=threshold))
    else:
        st.markdown(t("batch.coverage_here", threshold=threshold, coverage=covered, accuracy=right))
