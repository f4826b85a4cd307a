"""Workshop, step 2: from characters to ids, what padding costs, and the learner's script line by line."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.models.cached_models import classifier
from core.app.panels import chart
from core.app.state import Translator, colours, sentence
from core.app.url_picks import worded_buttons
from core.models.catalog import MAIN_MODEL
from core.topics.workshop.views.script import script
from core.topics.workshop.views.source import choose_source, data_of

if TYPE_CHECKING:
    from core.topics.workshop.token_path import Padding

LIMIT = 128
SENTENCES = 64  # that are padded in each way
SEED = 42
VIEWS = ("path", "padding", "script")


def tokens_step(t: Translator) -> None:
    """One of three views."""
    view = worded_buttons("workshop_tokens.view", VIEWS, t, default="path", label_visibility="collapsed")
    {"path": _path, "padding": _padding, "script": script}[view](t)


def _path(t: Translator) -> None:
    """The shared sentence, character by character."""
    from core.topics.workshop.figures.tokens import MOST_CHARACTERS, character_path
    from core.topics.workshop.token_path import token_path

    left, right = st.columns(2)
    with left:
        limit = int(
            url_state.slider(
                t("workshop_tokens.limit"), low=4, high=LIMIT, step=1, key="workshop_limit", default=LIMIT
            )
        )
    with right:
        width = int(
            url_state.slider(
                t("workshop_tokens.width"), low=0, high=LIMIT, step=1, key="workshop_width", default=16
            )
        )
    path = token_path(classifier(MAIN_MODEL).tokenizer, sentence(), limit, width)
    words = {part: t(f"workshop_tokens.path_{part}") for part in ("title", "typed", "lower", "pieces", "ids")}
    chart(character_path(path, words, colours()), key="workshop_path", alt=t("workshop_tokens.path_alt"))
    if len(path.typed) > MOST_CHARACTERS:
        st.caption(t("workshop_tokens.path_more", shown=MOST_CHARACTERS))
    if path.cut:
        st.info(t("workshop_tokens.cut", limit=limit, cut=path.cut), icon=":material/content_cut:")
    columns = ("position", "token", "id", "mask", "characters", "text")
    rows = [
        [
            place,
            piece.text,
            piece.id,
            piece.mask,
            f"{piece.start}–{piece.end - 1}" if piece.end > piece.start else "",
            path.typed[piece.start : piece.end],
        ]
        for place, piece in enumerate(path.pieces)
    ]
    names = [t(f"workshop_tokens.column_{column}") for column in columns]
    st.dataframe(pd.DataFrame(rows, columns=names), hide_index=True)
    st.markdown(t("workshop_tokens.path_note"), width=760)


def _padding(t: Translator) -> None:
    """The same sentences padded in three ways, read by the shipped model and timed here."""
    st.markdown(t("workshop_tokens.padding"), width=760)
    source = choose_source(t)
    if source is None:
        return
    data = data_of(source)
    size = int(
        url_state.option_slider(
            t("workshop_train.batch"), ("4", "8", "16", "32"), key="workshop_padding_batch", default="16"
        )
    )
    with st.skeleton(480):
        ways = measured(data.train.fingerprint(), tuple(data.train.sentences), size)
    for place, way in zip(st.columns(len(ways)), ways, strict=True):
        with place:
            _way(way, t)
    full = ways[0]
    rows = [
        [
            t(f"workshop_tokens.way_{way.name}"),
            way.cells,
            way.wasted,
            f"{way.wasted / way.cells:.1%}",
            f"{way.seconds:.2f}",
            f"{full.seconds / way.seconds:.1f}×",
        ]
        for way in ways
    ]
    columns = ("way", "cells", "wasted", "share", "seconds", "faster")
    st.dataframe(
        pd.DataFrame(rows, columns=[t(f"workshop_tokens.column_{c}") for c in columns]), hide_index=True
    )
    st.caption(t("workshop_tokens.padding_note", count=sum(len(mask) for mask in full.masks), limit=LIMIT))


def _way(way: "Padding", t: Translator) -> None:
    from core.topics.workshop.figures.tokens import batch_cells

    words = {"title": t(f"workshop_tokens.way_{way.name}")}
    words |= {part: t(f"workshop_tokens.cells_{part}") for part in ("x", "y")}
    figure = batch_cells([mask.numpy() for mask in way.masks], LIMIT, words, colours())
    chart(figure, key=f"workshop_cells_{way.name}", alt=t("workshop_tokens.cells_alt", share=_share(way)))


def _share(way: "Padding") -> str:
    return f"{way.wasted / way.cells:.0%}"


@st.cache_resource(max_entries=8, show_spinner=False)
def measured(fingerprint: str, _sentences: tuple[str, ...], size: int) -> "list[Padding]":
    """Some sentences, always the same of the same data, read by the shipped model in each way."""
    import random

    from core.topics.workshop.token_path import PADDINGS, padded

    model = classifier(MAIN_MODEL)
    drawn = random.Random(SEED).sample(_sentences, min(SENTENCES, len(_sentences)))
    rows = model.tokenizer(drawn, truncation=True, max_length=LIMIT)["input_ids"]
    pad_id = model.tokenizer.pad_token_id
    return [padded(model.network, rows, name, size, LIMIT, pad_id) for name in PADDINGS]
