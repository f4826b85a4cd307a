"""Views of Masks: ways to hide a token, right and wrong, and a row that may look at nothing."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.foreign import foreign
from core.app.glossary import explained
from core.app.numbers import numeral
from core.app.panels import figure, table
from core.app.state import Translator
from core.app.url_picks import pick_text
from core.app.widgets.controls import controls
from core.topics.masks.views import shared

if TYPE_CHECKING:
    from torch import Tensor

    from core.topics.masks.ways import MaskedRow


def ways_view(t: Translator) -> None:
    """−∞, a large negative number, a small one, and 0 after the softmax, on one row."""
    from core.topics.masks.concept import mask_of
    from core.topics.masks.figures import ways_bars
    from core.topics.masks.ways import ways

    batch = shared.current_batch(t)
    T = int(batch.real[0].sum())
    pieces = batch.batch.pieces[0][:T]
    choices, label = controls("masks_ways"), t("masks.looks")
    row = pick_text(label, pieces[: T - 1], key="masks_looks", default=2, container=choices)
    layer, head = shared.choose_head(t, choices)
    seen = mask_of("causal", batch.real[0, :T])[row]  # (S,)
    masked_rows = ways(batch.head("scores", layer, head, 0)[row, :T], seen)
    weights = {way: result.weights.numpy() for way, result in masked_rows.items()}
    names = {way: t(f"masks.way_{way}") for way in masked_rows}
    figure("masks.ways", ways_bars, weights, pieces, seen.numpy(), t=t, more=names, token=pieces[row])
    _table(masked_rows, names, t)
    st.markdown(explained(t("masks.ways")))
    st.caption(explained(t("masks.ways_note")))


def _table(masked_rows: "dict[str, MaskedRow]", names: dict[str, str], t: Translator) -> None:
    import pandas as pd

    rows: dict[str, list[Any]] = {t("masks.column_way"): list(names.values())}
    for column in ("total", "hidden", "moved"):
        rows[t(f"masks.column_{column}")] = [getattr(result, column) for result in masked_rows.values()]
    table(pd.DataFrame(rows))


def empty_view(t: Translator) -> None:
    """A row that may look at nothing: what the formula, transformers and torch's module give."""
    from core.topics.masks.ways import empty_row, empty_row_of_module

    batch = shared.current_batch(t, notes=False)
    layer, head = shared.choose_head(t)
    queries, keys, values = (batch.head(step, layer, head, 0) for step in ("queries", "keys", "values"))
    bias = batch.opened.weights[f"bert.encoder.layer.{layer}.attention.output.dense.bias"][
        : queries.shape[-1]
    ]
    _tiles(empty_row(queries, keys, values, row=1), t)
    st.markdown(t("masks.empty_module"))
    _tiles(empty_row_of_module(values, bias, row=1), t)
    st.markdown(explained(t("masks.empty")))
    st.caption(t("masks.empty_note", token=foreign(batch.batch.pieces[0][1])))


def _tiles(results: "dict[str, Tensor]", t: Translator) -> None:
    """The first number of each output, and how it comes about."""
    for (way, output), column in zip(results.items(), st.columns(len(results)), strict=True):
        column.metric(t(f"masks.empty_{way}"), numeral(output[0].item(), ".4f"), border=True)
        column.caption(t(f"masks.empty_{way}_about"))
