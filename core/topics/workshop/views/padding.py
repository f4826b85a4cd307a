"""What padding costs: the same sentences padded in three ways, read by a shipped model and timed here."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.models.cached_models import classifier
from core.app.numbers import numeral
from core.app.panels import figure, table
from core.app.state import Translator
from core.models.selection import model_for
from core.topics.workshop.views.source import choose_source, data_of, note_on

if TYPE_CHECKING:
    from core.topics.workshop.token_path import Padding

LIMIT = 128  # tokens
BATCH_SIZES = ("4", "8", "16", "32")


def padding_view(container: Any, t: Translator) -> None:
    """The cells of all batches, and what each way of padding wastes."""
    source = choose_source(t, container)
    if source is None:
        return
    train = data_of(source).train
    with container:
        size = url_state.option_slider(
            t("workshop_train.batch"), BATCH_SIZES, key="workshop_padding_batch", default="16"
        )
    with st.skeleton(480):
        name = model_for(train.sentences)
        paddings = measured(name, train.fingerprint(), tuple(train.sentences), int(size))
    for padding, column in zip(paddings, st.columns(len(paddings)), strict=True):
        with column:
            _cells(padding, t)
    _table(paddings, t)
    st.markdown(explained(t("workshop_tokens.padding", model=t(f"reader.short_{name}"))), width=760)
    count = sum(len(mask) for mask in paddings[0].masks)
    note_on(source, t)
    st.caption(explained(t("workshop_tokens.padding_note", count=count, limit=LIMIT)))


@st.cache_resource(max_entries=8, show_spinner=False)
def measured(name: str, fingerprint: str, _sentences: tuple[str, ...], size: int) -> "list[Padding]":
    """Some sentences, always the same of the same data, read by a shipped model in each way."""
    from core.topics.workshop.token_path import measure_paddings

    model = classifier(name)
    return measure_paddings(model.network, model.tokenizer, _sentences, size, LIMIT)


def _cells(padding: "Padding", t: Translator) -> None:
    """Which cells of its batches hold a token, and which hold padding."""
    from core.topics.workshop.figures.tokens import batch_cells

    figure(
        "workshop_tokens.cells",
        batch_cells,
        [mask.numpy() for mask in padding.masks],
        LIMIT,
        t=t,
        key=f"workshop_cells_{padding.name}",
        more={"title": t(f"workshop_tokens.way_{padding.name}")},
        share=numeral(padding.wasted_proportion, ".0%"),
    )


def _table(paddings: "list[Padding]", t: Translator) -> None:
    """Cells, waste, seconds and speed of each way; the first is what the others are compared with."""
    columns = {
        "way": [t(f"workshop_tokens.way_{padding.name}") for padding in paddings],
        "cells": [padding.cells for padding in paddings],
        "wasted": [padding.wasted for padding in paddings],
        "share": [numeral(padding.wasted_proportion, ".1%") for padding in paddings],
        "seconds": [numeral(padding.seconds, ".2f") for padding in paddings],
        "faster": [f"{padding.speed_against(paddings[0]):.1f}×" for padding in paddings],
    }
    table({t(f"workshop_tokens.column_{name}"): column for name, column in columns.items()})
