"""The letters of shapes in what a page says, such as D, in words below the picture whose texts use them.

The translator that a page hands on keeps which texts it was asked for; the letters that stand alone in these
are told in one line. A letter may count something else on a page than in the rest of the app.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from core.app.state import Translator

LETTERS = ("B", "T", "S", "D", "H", "K", "F", "L", "V", "W", "C", "N", "A", "E", "I", "O", "M", "P", "R")
# Letters that count something else in a module than in the rest of the app, and the texts of these.
_EMBEDDINGS = {"C": "C_embeddings"}
_WORD2VEC = {"C": "C_word2vec", "K": "K_word2vec", "P": "P_word2vec"}
OWN = {
    "core.nn.attention": {"V": "V_attention"},
    "core.topics.attention.concept": {"V": "V_attention"},
    "core.topics.embeddings.concept": _EMBEDDINGS,
    "core.topics.embeddings.minimal": _EMBEDDINGS,
    "core.topics.normalization.concept": {"M": "M_normalization"},
    "core.topics.positions.concept": {"P": "P_positions"},
    "core.topics.word2vec.concept": _WORD2VEC,
    "core.topics.word2vec.minimal": _WORD2VEC,
}
# Those that are something else again in a page's texts, where these speak of more than its module does.
IN_TEXTS = {
    "attention": {"A": "A_map", "V": "V_values"},
    "decoding": {"L": "L_decoding", "T": "T_decoding"},
    "pretraining": {"E": "E_pretraining"},
}
# Letters on a page that name no axis: R² of a fit, the tokens of a toy, bytes, a weight W[row, column].
NO_AXES = {"attention": "R", "decoding": "ABCD", "embeddings": "B", "workshop": "W"}
PLACEHOLDER = re.compile(r"%?\{[^{}]*\}")
# A capital by itself; A is a word in English, so there it has to stand in a formula.
ALONE = re.compile(r"(?<![A-Za-z\d_.'’-])(?:A(?= ?[·×/=])|[B-HJ-Z])(?![A-Za-z\d_'’-]|\.\w)")


def in_words(letters: Sequence[str], own: dict[str, str], t: Translator) -> str:
    """Each letter with what it counts; `own` are the ends of their texts' keys where these are others."""
    return " · ".join(f"`{letter}` {t(f'letters.{own.get(letter, letter)}')}" for letter in letters)


def own_of(page: str) -> dict[str, str]:
    """The letters of a page's texts that count something else there."""
    return OWN.get(f"core.topics.{page}.concept", {}) | IN_TEXTS.get(page, {})


def letters_in(text: str, page: str) -> set[str]:
    """The letters of axes that stand alone in a text, what is put into it left aside."""
    found = set(ALONE.findall(PLACEHOLDER.sub("", text)))
    return found & set(LETTERS) - set(NO_AXES.get(page, ""))


class LetteredTexts:
    """A page's translator that knows which letters stood in the texts it gave."""

    def __init__(self, page: str, t: Translator) -> None:
        self.page = page
        self.plain = t
        self.told: set[str] = set()  # letters that a line within the same part explains
        self._keys: set[str] = set()

    def __call__(self, key: str, **parameters: object) -> str:
        self._keys.add(key)
        return self.plain(key, **parameters)

    def letters(self) -> list[str]:
        """Those not yet explained, in the order of the alphabet of dimensions."""
        found = {letter for key in self._keys for letter in letters_in(self.plain(key), self.page)}
        return [letter for letter in LETTERS if letter in found - self.told]


@contextmanager
def letters_below(t: Translator) -> Iterator[Translator]:
    """A translator for what is drawn within, whose letters are then explained below that."""
    if not isinstance(t, LetteredTexts):
        yield t
        return
    within = LetteredTexts(t.page, t.plain)
    yield within
    if letters := within.letters():
        t.told.update(letters)
        st.caption(f"{t.plain('letters.line')} {in_words(letters, own_of(t.page), t.plain)}")
