"""Each kind of attention beside the library's call, and all of the page's maps beside the library's model."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app.models.cached_models import classifier
from core.app.models.traced_model import BY_TRACE, chosen_model
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
    opened = traced.opened
    fit = fitted(traced, layer - 1, head - 1) if twin.name == "additive" else None
    by_twin = arguments(traced.trace, opened.weights, opened.shape, layer - 1, head - 1, fit)
    twin_panel(twin, by_twin[twin.name], t, short=short)
    st.caption(t("inside.twin_note"))
    _whole_model(traced, t)


def _whole_model(traced: "TracedForward", t: Translator) -> None:
    """All maps of the page against those that the library's model gives."""
    from core.models.bert.library_attention import CALL

    st.markdown(f"#### {t('attention.library')}")
    st.code(CALL, language="python")
    gap, (layers, heads, tokens, _) = _difference(traced, chosen_model())
    st.markdown(t("attention.library_gap", gap=numeral(gap, ".1e"), maps=layers * heads, tokens=tokens))


@st.cache_data(max_entries=4, scope="session", show_spinner=False, hash_funcs=BY_TRACE)
def _difference(traced: "TracedForward", name: str) -> tuple[float, tuple[int, ...]]:
    """The largest one between our maps and the library's, and the shape of either."""
    from core.models.bert.library_attention import library_attention
    from core.topics.attention.maps import attention_of

    ours, theirs = attention_of(traced), library_attention(classifier(name).network, traced.inputs, name)
    return (ours - theirs).abs().max().item(), tuple(ours.shape)
