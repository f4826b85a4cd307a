"""A query and a key number by number."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import pick_text
from core.app.widgets.controls import controls
from core.topics.attention.views.heads import head_pickers

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


def cell_pickers(
    traced: "TracedForward", layer: int, head: int, t: Translator, container: Any
) -> tuple[int, int]:
    """A query's token and a key's, counted from 0, from two lists; at first the head's strongest pair."""
    tokens = [token.text for token in traced.inputs.tokens]
    query, key = strongest_pair(traced, layer, head)
    query = pick_text(t("attention.query"), tokens, key="attention_query", default=query, container=container)
    return query, pick_text(t("attention.key"), tokens, key="attention_key", default=key, container=container)


def strongest_pair(traced: "TracedForward", layer: int, head: int) -> tuple[int, int]:
    """The different words between which a head's weight is largest; special tokens where there are none."""
    import torch

    weights = traced.trace.of("attention", layer - 1)[0, head - 1].clone()  # (T, S)
    special = torch.tensor([token.special for token in traced.inputs.tokens])  # (T,)
    skipped = special[:, None] | special[None, :] | torch.eye(len(special), dtype=torch.bool)  # (T, S)
    weights[skipped] -= 2  # below every weight that counts
    query, key = divmod(int(weights.argmax()), len(special))
    return query, key


def pair_view(traced: "TracedForward", t: Translator) -> None:
    """The K numbers of a query and a key, and what comes of them."""
    from core.topics.attention.figures import pair_bars, products_by_key

    choices = controls("attention_pair")
    layer, head = head_pickers(traced, t, choices)
    row, column = cell_pickers(traced, layer, head, t, choices)
    queries, keys, scores, attention = (
        traced.trace.of(step, layer - 1)[0, head - 1] for step in ("queries", "keys", "scores", "attention")
    )  # (T, K), (S, K), (T, S), (T, S)
    query, tokens = queries[row], [token.text for token in traced.inputs.tokens]
    products = query * keys  # (S, K)
    values = {
        "sum": numeral(products[column].sum().item(), "+.4f"),
        "root": numeral(scores[row, column].item(), "+.4f"),
        "softmax": numeral(attention[row, column].item(), ".2%"),
    }
    picture, steps = st.columns([3, 1], gap="medium")
    with steps:
        for name, value in values.items():
            st.metric(t(f"attention.pair_{name}", width=len(query)), value, border=True)
    bars, asks, answers = (query.numpy(), keys[column].numpy()), tokens[row], tokens[column]
    with picture:
        figure("attention.bars", pair_bars, *bars, t=t, asks=asks, answers=answers)
    st.caption(t("attention.pair_note"))
    drawn = (products.numpy(), attention[row].numpy(), tokens, column)
    figure("attention.products", products_by_key, *drawn, t=t, query=tokens[row])
