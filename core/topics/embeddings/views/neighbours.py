"""Nearest words and arithmetic with words, over a whole vocabulary."""

import html
import time
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.models.reader import reader
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, sentence
from core.app.url_picks import worded_buttons
from core.app.widgets.controls import controls
from core.data.example_sentences import CHINESE_SUMS
from core.data.language import is_chinese
from core.models.catalog import MAIN_MODEL
from core.topics.embeddings.views.shared import TABLES, table, usual_table

if TYPE_CHECKING:
    from core.models.word_vectors import Neighbour

COUNT = 12
HEIGHT = 480
EXAMPLES = (
    "king - man + woman",
    "tokyo - japan + china",
    "worst - bad + big",
    "did - do + go",
    "better - good + bad",
)


def neighbours_view(t: Translator) -> None:
    """The words nearest to one, and the words nearest to a sum, in either table."""
    choices, (near, sums) = controls("embeddings_neighbours"), st.columns(2, gap="large")
    with choices:
        name = worded_buttons("embeddings.table", TABLES, t, default=usual_table())
    with near, friendly():
        _near(name, t, choices)
    with sums, friendly():
        _sums(name, t, choices)
    if name == "glove" or reader() == MAIN_MODEL:
        st.caption(t(f"embeddings.table_{name}_note"))
    else:
        count = f"{len(table(name).words):,}"
        st.caption(t("embeddings.table_pieces_note", model=t(f"models.{reader()}"), count=count))


def _near(name: str, t: Translator, container: Any) -> None:
    word = url_state.text_field(
        t("embeddings.word"),
        key="embeddings_word",
        container=container,
        default=t(f"embeddings.word_default{_chinese()}"),
        live=True,
        max_chars=80,
        icon=":material/search:",
    )
    with st.skeleton(HEIGHT):
        vectors = table(name)
        if not word.strip():
            st.info(t("errors.words_none"), icon=":material/edit:")
            return
        row = vectors.known(word)
        started = time.perf_counter()
        neighbours = vectors.nearest(vectors.vectors[row], COUNT, [row])
        seconds = time.perf_counter() - started
        show(neighbours, "near", t, word=vectors.words[row])
    st.caption(_took(len(vectors.words), seconds, t))


def _sums(name: str, t: Translator, container: Any) -> None:
    from core.models.word_vectors import expression

    examples = CHINESE_SUMS if _chinese() else EXAMPLES
    text = url_state.text_field(
        t("embeddings.sum"),
        key="embeddings_sum",
        container=container,
        default=examples[0],
        live=True,
        max_chars=200,
        help=t("embeddings.sum_help"),
        icon=":material/calculate:",
    )
    with st.skeleton(HEIGHT):
        vectors = table(name)
        started = time.perf_counter()
        neighbours = vectors.arithmetic(*expression(text), COUNT)
        seconds = time.perf_counter() - started
        show(neighbours, "sum", t, word=" ".join(text.split())[:60])
    st.caption(f"{_took(len(vectors.words), seconds, t)} {t('embeddings.sum_note')}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("embeddings.sum_examples"), width="content")
        for number, example in enumerate(examples):
            shown = example.replace(" - ", " − ")
            st.button(shown, key=f"embeddings_example_{number}", on_click=_take, args=(example,))


def _chinese() -> str:
    """The end of a text's key for a Chinese sentence."""
    return "_chinese" if is_chinese(sentence()) else ""


def _take(example: str) -> None:
    """Put an example into the field."""
    st.session_state["embeddings_sum"] = example


def show(neighbours: "list[Neighbour]", kind: str, t: Translator, word: str) -> None:
    """Neighbours as bars."""
    from core.topics.embeddings.figures import neighbour_bars

    names, cosines = [html.escape(n.word, quote=False) for n in neighbours], [n.cosine for n in neighbours]
    title = {"title": t(f"embeddings.bars_{kind}", word=html.escape(word, quote=False))}
    key = f"embeddings_bars_{kind}"
    figure("embeddings.bars", neighbour_bars, names, cosines, t=t, key=key, more=title)


def _took(count: int, seconds: float, t: Translator) -> str:
    return t("embeddings.took", count=f"{count:,}", milliseconds=numeral(seconds * 1000, ".0f"))
