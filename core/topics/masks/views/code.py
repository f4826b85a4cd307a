"""Our masks beside torch's and the tokenizer's, on one head of the batch."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator, sentence
from core.topics.masks.views import shared

if TYPE_CHECKING:
    from core.nn.twin import Twin


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The queries, keys and values of all sentences, their lengths, and the tokenizer."""
    from core.topics.masks.twins import arguments

    batch = shared.current_batch(t)
    layer, head = shared.choose_head(t, st)
    queries, keys, values = (batch.trace.of(step, layer)[:, head] for step in ("queries", "keys", "values"))
    lengths, tokenizer = batch.real.sum(dim=1), batch.opened.tokenizer
    yield arguments(queries, keys, values, lengths, shared.texts_with(sentence()), tokenizer)[twin.name]
    st.caption(t("masks.twin_note"))
