"""Each kind of attention beside the library's call, and all of the page's maps beside the library's model."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.models.cached_models import classifier
from core.app.models.traced_model import chosen_model
from core.app.numbers import numeral
from core.app.state import Translator
from core.app.widgets.controls import controls
from core.topics.attention.views.fit import fitted
from core.topics.attention.views.heads import head_pickers
from core.topics.attention.views.sentences import traced_sentences

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


def code(t: Translator) -> None:
    """A twin from a list, on one head's own tensors; then the whole model."""
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.attention.twins import TWINS, arguments

    choices = controls("attention_code")
    twin, short = choose_twin(TWINS, key="attention_twin", default=TWINS[0].name, t=t, container=choices)
    layer, head = head_pickers(traced := traced_sentences(t, choices), t, choices)
    opened, fit = traced.opened, fitted(traced, layer - 1, head - 1)
    by_twin = arguments(traced.trace, opened.weights, opened.shape, layer - 1, head - 1, fit)
    twin_panel(twin, by_twin[twin.name], t, short=short)
    st.caption(t("inside.twin_note"))
    _whole_model(traced, t)


def _whole_model(traced: "TracedForward", t: Translator) -> None:
    """All maps of the page against those that the library's model gives."""
    from core.models.bert.library_attention import CALL, library_attention
    from core.topics.attention.maps import attention_of

    st.markdown(f"#### {t('attention.library')}")
    st.code(CALL, language="python")
    theirs = library_attention(classifier(chosen_model()).network, traced.inputs, chosen_model())
    ours = attention_of(traced)
    gap = numeral((ours - theirs).abs().max().item(), ".1e")
    st.markdown(t("attention.library_gap", gap=gap, maps=ours.shape[0] * ours.shape[1], tokens=ours.shape[2]))
