"""A query and a key number by number."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.state import Translator, colours
from core.app.url_picks import number, pick
from core.app.widgets.panels import chart
from core.topics.attention.views.map_grid import head_pickers

if TYPE_CHECKING:
    from core.trace.trace import TracedForward


def cell_pickers(shown: "TracedForward", t: Translator, places) -> tuple[int, int]:
    """A query's token and a key's, counted from 0, from two lists."""
    tokens = [token.text for token in shown.inputs.tokens]
    chosen = []
    for name, usual, place in zip(("query", "key"), (1, 2), places, strict=True):
        key, last = f"attention_{name}", len(tokens) - 1
        start = number(key, last, 0) if url_state.remembered(key) else min(usual, last)
        pick(
            t(f"attention.{name}"),
            range(len(tokens)),
            key=key,
            chosen=start,
            names=lambda place: f"{place} · {tokens[place]}",
            place=place,
        )
        chosen.append(start)
    return chosen[0], chosen[1]


def pair_view(shown: "TracedForward", t: Translator) -> None:
    """The K numbers of a query and a key, and what comes of them."""
    from core.topics.attention.figures import pair_bars, products_by_key

    st.caption(t("attention.pair_note"))
    places = st.columns([1, 1, 2, 2])
    layer, head = head_pickers(shown, t, places[:2])
    row, column = cell_pickers(shown, t, places[2:])
    of = lambda step: shown.trace.of(step, layer - 1)[0, head - 1]  # noqa: E731
    query, keys = of("queries")[row], of("keys")  # (K,), (S, K)
    score, weight = of("scores")[row, column].item(), of("attention")[row, column].item()
    tokens, K = [token.text for token in shown.inputs.tokens], len(query)
    total = (query * keys[column]).sum().item()
    values = {"sum": f"{total:+.4f}", "root": f"{score:+.4f}", "softmax": f"{weight:.2%}"}
    for (name, value), place in zip(values.items(), st.columns(len(values)), strict=True):
        place.metric(t(f"attention.pair_{name}", width=K), value, border=True)
    words = {name: t(f"attention.bars_{name}") for name in ("query", "key", "product", "hover", "x")}
    words["title"] = t("attention.bars_title", asks=tokens[row], answers=tokens[column])
    figure = pair_bars(query.numpy(), keys[column].numpy(), words, colours())
    chart(figure, key="attention_bars", alt=t("attention.bars_alt"))
    words = {
        name: t(f"attention.products_{name}") for name in ("left", "right", "x", "hover", "hover_weight")
    }
    words["title"] = t("attention.products_title", query=tokens[row])
    products, weights = (query * keys).numpy(), of("attention")[row].numpy()
    figure = products_by_key(products, weights, tokens, column, words, colours())
    chart(figure, key="attention_products", alt=t("attention.products_alt"))
