"""Each kind of attention beside the library's call, and all of the page's maps beside the library's model."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

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
    from core.nn.twin import Twin
    from core.trace.trace import TracedForward


def code(t: Translator) -> None:
    """A twin from a list, on one head's own tensors; then the whole model."""
    from core.app.widgets.twin_panel import choose_twin, twin_panel
    from core.topics.attention.twins import TWINS

    choices = controls("attention_code")
    twin, short = choose_twin(TWINS, key="attention_twin", default=TWINS[0].name, t=t, container=choices)
    traced = traced_sentences(t, choices)
    twin_panel(twin, _arguments(twin, traced, t, choices), t, short=short)
    st.caption(t("inside.twin_note"))
    _whole_model(traced, t)


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """A twin's arguments from one head of a layer, which are chosen here."""
    yield _arguments(twin, traced_sentences(t, st), t, st)


def _arguments(twin: "Twin", traced: "TracedForward", t: Translator, container: Any) -> tuple[Any, ...]:
    from core.topics.attention.twins import arguments

    layer, head = head_pickers(traced, t, container)
    opened = traced.opened
    fit = fitted(traced, layer - 1, head - 1) if twin.name == "additive" else None
    return arguments(traced.trace, opened.weights, opened.shape, layer - 1, head - 1, fit)[twin.name]


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
