"""Each idea beside the library's call, on this sentence's words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.topics.embeddings.views import shared

if TYPE_CHECKING:
    from core.nn.twin import Twin

COMMON = 2000  # words that join the sentence's in the table


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The sentence's words in a vocabulary of theirs and common ones."""
    import torch

    from core.topics.embeddings.twins import arguments

    with st.skeleton(shared.HEIGHT):
        found = shared.known_words(t)
    rows, vectors = found.rows, found.vectors
    table_rows = list(dict.fromkeys([*rows, *range(min(COMMON, len(vectors.words)))]))
    table = torch.from_numpy(vectors.vectors[table_rows])  # (V, D)
    ids = torch.arange(len(rows))  # (T,)
    yield arguments(ids, table[ids], table)[twin.name]
    st.caption(t("embeddings.twin_note", count=f"{len(table_rows):,}", table=shared.table_name(t)))
