"""What the views of the Embeddings page share: vectors and maps, opened once for all visitors."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.app.models.reader import reader
from core.app.models.shared import loaded_once
from core.app.models.traced_model import opened
from core.app.state import Translator, sentence
from core.data.language import is_chinese

if TYPE_CHECKING:
    from core.models.word_vectors import WordVectors
    from core.topics.embeddings.cls_map import ClsMap
    from core.topics.embeddings.word_map import WordMap

HEIGHT = 520  # pixels that a part leaves free while it waits
MOST_CHARACTERS = 20_000  # of a text, in which words are looked for
MOST_WORDS = 16  # of the sentence; more rows could not be read
TABLES = ("glove", "wordpiece")


@loaded_once(max_entries=1)
def glove() -> "WordVectors":
    """GloVe's 400,000 vectors. Raises SentiscopeError where they are not on this machine."""
    from core.models.word_vectors import load_glove

    vectors = load_glove()
    _ = vectors.rows, vectors.scales  # worked out now, not at the first question
    return vectors


@loaded_once(max_entries=2)
def pieces(name: str) -> "WordVectors":
    """A model's own vectors, one for each piece that it reads."""
    from core.models.word_vectors import wordpiece_vectors

    return wordpiece_vectors(opened(name))


def table(name: str) -> "WordVectors":
    """The vectors of one of `TABLES`."""
    return glove() if name == "glove" else pieces(reader())


def usual_table() -> str:
    """Which of `TABLES` knows the words of the shared sentence: GloVe has no Chinese ones."""
    return "wordpiece" if is_chinese(sentence()) else "glove"


def table_name(t: Translator) -> str:
    """What that table is called."""
    return t("embeddings.table_glove") if usual_table() == "glove" else t(f"models.{reader()}")


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


@dataclass(frozen=True, eq=False)
class SentenceWords:
    """The sentence's different words (T) that are shown, their rows in the table, and how many are not."""

    words: list[str]
    rows: list[int]
    left_out: int
    vectors: "WordVectors"


def sentence_words() -> SentenceWords:
    """At most `MOST_WORDS` of them, each with a row of its own.

    Raises SentiscopeError `text_empty`, or `words_unknown` where no word has a vector.
    """
    from core.base.errors import SentiscopeError
    from core.models.text_checks import readable

    text, vectors = readable(sentence())[:MOST_CHARACTERS], table(usual_table())
    rows = _chinese_rows(text) if is_chinese(text) else _english_rows(text, vectors)
    known = {
        row: word for word, row in reversed(rows.items()) if row is not None
    }  # of equal rows the first word
    if not known:
        raise SentiscopeError("words_unknown")
    shown = dict(list(reversed(known.items()))[:MOST_WORDS])
    return SentenceWords(list(shown.values()), list(shown), len(rows) - len(shown), vectors)


def _english_rows(text: str, vectors: "WordVectors") -> dict[str, int | None]:
    """The row of each different word, or None."""
    from core.nn.terms import words

    return {word: vectors.rows.get(word) for word in words(text)}


def _chinese_rows(text: str) -> dict[str, int | None]:
    """The row of each different word that the pieces make; None for one of several pieces, or unknown."""
    from core.models.explaining.words import words_read
    from core.models.reading.pieces import BLANK

    tokenizer = opened(reader()).tokenizer
    words, ids = words_read(tokenizer, text)
    blank = tokenizer.convert_tokens_to_ids(BLANK)
    own = {word: [number for place in word.pieces if (number := ids[place]) != blank] for word in words}
    return {
        word.text: numbers[0] if len(numbers) == 1 and not word.unknown else None
        for word, numbers in own.items()
    }


def known_words(t: Translator) -> SentenceWords:
    """The sentence's words that are shown, with a remark where some are not."""
    found = sentence_words()
    if found.left_out:
        told = t("embeddings.left_out", shown=len(found.words), count=found.left_out)
        st.info(told, icon=":material/content_cut:")
    return found
