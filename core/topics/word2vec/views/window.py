"""The window of word2vec, which slides over the corpus."""

import streamlit as st

from core.app import url_state
from core.app.state import Translator
from core.app.url_picks import pick_number
from core.topics.word2vec.views import shared

MOST_SENTENCES = 200  # in the list
MIDDLE = 2  # where the window reaches to both sides


def window_view(t: Translator) -> None:
    """The window over the corpus, and the examples it makes at this position."""
    training = shared.begun(t)
    sentence, centre = _pick_centre(training, t)
    window = training.run.settings.window
    shared.window_chips(sentence, centre, window, t)
    context = [sentence[n] for n in range(len(sentence)) if n != centre and abs(n - centre) <= window]
    if training.run.settings.model == "cbow":
        st.markdown(t("word2vec.example_cbow", inputs=_quoted(context), targets=_quoted([sentence[centre]])))
    else:
        quoted = _quoted([f"{sentence[centre]} → {word}" for word in context])
        st.markdown(t("word2vec.example_skipgram", pairs=quoted))


def _pick_centre(training: shared.Live, t: Translator) -> tuple[list[str], int]:
    """A sentence and its centre word, from two lists."""
    sentences = [sentence for sentence in training.sentences if len(sentence) > 1][:MOST_SENTENCES]
    left, right = st.columns(2)
    number = pick_number(
        t("word2vec.sentence"),
        range(len(sentences)),
        key="word2vec_sentence",
        names=lambda number: " ".join(sentences[number])[:60],
        container=left,
    )
    sentence = sentences[number]
    if url_state.remembered("word2vec_centre") is None:
        url_state.remember("word2vec_centre", str(min(MIDDLE, len(sentence) - 1)))
    centre = pick_number(
        t("word2vec.centre"),
        range(len(sentence)),
        key="word2vec_centre",
        names=lambda position: f"{position + 1} · {sentence[position]}",
        container=right,
    )
    return sentence, centre


def _quoted(words: list[str]) -> str:
    """Words of a corpus as code, so that nothing in them is taken for Markdown."""
    return " ".join(f"`{word}`" for word in words)
