"""A view of Normalization: BatchNorm by the batch's statistics (training) and by the running ones."""

from typing import Any

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.topics.normalization.views import shared


def modes_view(t: Translator) -> None:
    """BatchNorm in training and in inference; and what it makes of a batch of one."""
    from core.topics.normalization.batches import training, values_by_mode
    from core.topics.normalization.concept import EPSILON, MOMENTUM
    from core.topics.normalization.figures import running_curve

    norm, size = shared.chosen_norm_and_size(t)
    shown = shared.batch(shared.MOST_SENTENCES, norm)
    x, cell = shown.inputs[norm], shared.number_of_own(shown, norm)
    course = training(x, shown.real, cell[1], size, MOMENTUM)
    own = {"mean": course.means.numpy(), "variance": course.variances.numpy()}
    running = {"mean": course.running[:, 0].numpy(), "variance": course.running[:, 1].numpy()}
    figure("normalization.running", running_curve, own, running, t=t)
    shared.tell_number(shown, norm, t)
    values = values_by_mode(x, shown.real, cell, size, course, EPSILON)
    for (mode, value), column in zip(values.items(), st.columns(len(values)), strict=True):
        column.metric(t(f"normalization.mode_{mode}"), numeral(value, "+.4f"), border=True)
    st.markdown(t("normalization.modes"))
    st.caption(t("normalization.modes_note"))
    _batch_of_one(x[:1, 0], t)


def _batch_of_one(x: Any, t: Translator) -> None:
    """A batch of one by the formula, and torch's error."""
    from core.topics.normalization.batches import batch_of_one

    largest, refusal = batch_of_one(x)
    st.markdown(f"#### {t('normalization.one')}")
    left, right = st.columns(2, gap="large")
    left.markdown(t("normalization.one_formula", count=x.shape[-1], largest=numeral(largest, "g")))
    right.markdown(t("normalization.one_library"))
    right.code(refusal, language="text", wrap_lines=True)
