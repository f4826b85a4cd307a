"""A query and a key number by number."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import pick_text
from core.topics.attention.views.heads import head_pickers

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


def cell_pickers(traced: "TracedForward", t: Translator, containers: Sequence[Any]) -> tuple[int, int]:
    """A query's token and a key's, counted from 0, from two lists."""
    tokens, (left, right) = [token.text for token in traced.inputs.tokens], containers
    query = pick_text(t("attention.query"), tokens, key="attention_query", default=1, container=left)
    return query, pick_text(t("attention.key"), tokens, key="attention_key", default=2, container=right)


def pair_view(traced: "TracedForward", t: Translator) -> None:
    """The K numbers of a query and a key, and what comes of them."""
    from core.topics.attention.figures import pair_bars, products_by_key

    st.caption(t("attention.pair_note"))
    columns = st.columns([1, 1, 2, 2])
    layer, head = head_pickers(traced, t, columns[:2])
    row, column = cell_pickers(traced, t, columns[2:])
    queries, keys, scores, attention = (
        traced.trace.of(step, layer - 1)[0, head - 1] for step in ("queries", "keys", "scores", "attention")
    )  # (T, K), (S, K), (T, S), (T, S)
    query, tokens = queries[row], [token.text for token in traced.inputs.tokens]
    products = query * keys  # (S, K)
    values = {
        "sum": f"{products[column].sum().item():+.4f}",
        "root": f"{scores[row, column].item():+.4f}",
        "softmax": f"{attention[row, column].item():.2%}",
    }
    for (name, value), container in zip(values.items(), st.columns(len(values)), strict=True):
        container.metric(t(f"attention.pair_{name}", width=len(query)), value, border=True)
    bars, asks, answers = (query.numpy(), keys[column].numpy()), tokens[row], tokens[column]
    figure("attention.bars", pair_bars, *bars, t=t, asks=asks, answers=answers)
    drawn = (products.numpy(), attention[row].numpy(), tokens, column)
    figure("attention.products", products_by_key, *drawn, t=t, query=tokens[row])
