"""What the views of the Embeddings page share: vectors and maps, opened once for all visitors."""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.app.models.shared import loaded_once
from core.app.models.traced_model import opened
from core.app.state import Translator, sentence
from core.models.catalog import MAIN_MODEL

if TYPE_CHECKING:
    from core.models.word_vectors import WordVectors
    from core.topics.embeddings.cls_map import ClsMap
    from core.topics.embeddings.word_map import WordMap

HEIGHT = 520  # pixels that a part leaves free while it waits
MOST_WORDS = 16  # of the sentence; more rows could not be read
TABLES = ("glove", "wordpiece")


@loaded_once(max_entries=1)
def glove() -> "WordVectors":
    """GloVe's 400,000 vectors. Raises SentiscopeError where they are not on this machine."""
    from core.models.word_vectors import load_glove

    vectors = load_glove()
    _ = vectors.rows, vectors.scales  # worked out now, not at the first question
    return vectors


@loaded_once(max_entries=1)
def wordpieces() -> "WordVectors":
    """The main model's own 30,522 vectors."""
    from core.models.word_vectors import wordpiece_vectors

    return wordpiece_vectors(opened(MAIN_MODEL))


def table(name: str) -> "WordVectors":
    """The vectors of one of `TABLES`."""
    return glove() if name == "glove" else wordpieces()


@st.cache_resource(max_entries=1, show_spinner=False)
def shipped_map() -> "WordMap":
    """The map of the commonest words."""
    from core.topics.embeddings.word_map import SHIPPED, read

    return read(SHIPPED)


@st.cache_resource(max_entries=8, show_spinner=False)
def own_map(file: Path) -> "WordMap":
    """The map that a finished job made."""
    from core.topics.embeddings.word_map import read

    return read(file)


@st.cache_resource(max_entries=1, show_spinner=False)
def cls_map() -> "ClsMap":
    """The dev sentences' vectors of [CLS]."""
    from core.topics.embeddings.cls_map import SHIPPED, read

    return read(SHIPPED)


def sentence_words() -> tuple[list[str], int]:
    """The sentence's different words with a GloVe vector, at most `MOST_WORDS`, and how many were left out.

    Raises SentiscopeError `text_empty`, or `words_unknown` where no word has a vector.
    """
    from core.base.errors import SentiscopeError
    from core.models.text_checks import readable
    from core.nn.terms import words

    different = list(dict.fromkeys(words(readable(sentence())[:20_000])))
    known = [word for word in different if word in glove().rows]
    if not known:
        raise SentiscopeError("words_unknown")
    return known[:MOST_WORDS], len(different) - len(known[:MOST_WORDS])


def known_words(t: Translator) -> list[str]:
    """The sentence's words that are shown, with a remark where some are not."""
    words, left_out = sentence_words()
    if left_out:
        st.info(t("embeddings.left_out", shown=len(words), count=left_out), icon=":material/content_cut:")
    return words
