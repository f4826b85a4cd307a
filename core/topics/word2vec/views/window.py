"""The window of word2vec, which slides over the corpus."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.app import url_state
from core.app.panels import figure
from core.app.state import Translator
from core.app.url_picks import pick_number
from core.app.widgets.component import component
from core.app.widgets.controls import controls
from core.topics.word2vec.views import shared

MOST_SENTENCES = 200  # in the list
MIDDLE = 2  # where the window reaches to both sides

_window = component("window", "word2vec")


def window_view(t: Translator) -> None:
    """The window over the corpus, and the examples it makes at this position."""
    row = controls("word2vec")
    training = shared.begun(t, row)
    sentence, centre = _pick_centre(training, t, row)
    settings = training.run.settings
    data = {
        "label": t("word2vec.sliding"),
        "words": _chips(sentence, centre, settings.window, t),
        "told": t(f"word2vec.example_{settings.model}"),
        "examples": _examples(sentence, centre, settings.window, settings.model),
    }
    _window(data=data, key="word2vec_window_chips")
    st.caption(shared.size(training, t))
    _everywhere(training, sentence, centre, t)


def _everywhere(training: shared.Live, sentence: Sequence[str], centre: int, t: Translator) -> None:
    """The window at every place of the sentence, and the pairs of the whole text by their distance."""
    from core.topics.word2vec.concept import pairs_by_distance
    from core.topics.word2vec.figures import pairs_by_distance as distance_bars
    from core.topics.word2vec.figures import window_positions

    window = training.run.settings.window
    left, right = st.columns(2, gap="medium")
    roles = {role: t(f"word2vec.role_{role}") for role in ("centre", "context", "other")}
    with left:
        figure("word2vec.positions", window_positions, sentence, centre, window, t=t, more=roles)
    with right:
        counts = pairs_by_distance(map(len, training.run.ids), window)
        figure("word2vec.distances", distance_bars, counts, t=t)


def _chips(words: Sequence[str], centre: int, window: int, t: Translator) -> list[dict[str, str]]:
    """A sentence's words, each with its part in the window."""
    rows = []
    for number, word in enumerate(words):
        near = number != centre and abs(number - centre) <= window
        role = "centre" if number == centre else "context" if near else "other"
        rows.append({"text": word, "role": role, "hint": t(f"word2vec.role_{role}")})
    return rows


def _examples(words: Sequence[str], centre: int, window: int, model: str) -> list[dict[str, Any]]:
    """What is given and what is to be guessed: of skip-gram one example a neighbour, of CBOW one of all."""
    near = [word for n, word in enumerate(words) if n != centre and abs(n - centre) <= window]
    if model == "cbow":
        return [{"given": near, "target": words[centre]}]
    return [{"given": [words[centre]], "target": word} for word in near]


def _pick_centre(training: shared.Live, t: Translator, row: Any) -> tuple[list[str], int]:
    """A sentence and its centre word, from two lists."""
    sentences = [sentence for sentence in training.sentences if len(sentence) > 1][:MOST_SENTENCES]
    number = pick_number(
        t("word2vec.sentence"),
        range(len(sentences)),
        key="word2vec_sentence",
        names=lambda number: " ".join(sentences[number])[:60],
        container=row,
    )
    sentence = sentences[number]
    if url_state.remembered("word2vec_centre") is None:
        url_state.remember("word2vec_centre", str(min(MIDDLE, len(sentence) - 1)))
    centre = pick_number(
        t("word2vec.centre"),
        range(len(sentence)),
        key="word2vec_centre",
        names=lambda position: f"{position + 1} · {sentence[position]}",
        container=row,
    )
    return sentence, centre
