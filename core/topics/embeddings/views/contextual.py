"""Contextual vectors: one word in several sentences, and [CLS] of all dev sentences layer by layer."""

import html
from functools import partial

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.glossary import explained
from core.app.models.cached_models import card
from core.app.models.reader import BOTH, BY_LANGUAGE, reader, reading_choice
from core.app.models.traced_model import opened, trace_of
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator, language, sentence
from core.app.widgets.controls import controls
from core.base.errors import SentiscopeError
from core.data.language import is_chinese
from core.models.card import languages_of
from core.models.catalog import MAIN_MODEL
from core.models.selection import model_for
from core.models.text_checks import notes_on
from core.topics.embeddings.views.shared import cls_map

HEIGHT = 460
MOST_LINES, MOST_OCCURRENCES = 8, 10


def contextual_view(t: Translator) -> None:
    """A word among others, then all sentences of dev."""
    _word(t)
    st.markdown(f"#### {t('embeddings.cls')}")
    _sentences(t)


def _stages(layers: int, t: Translator) -> list[str]:
    """The embeddings and each layer, in words."""
    return [
        t("inside.after_embeddings"),
        *(t("inside.after_layer", layer=layer + 1) for layer in range(layers)),
    ]


def _word(t: Translator) -> None:
    left, right = st.columns([1, 3], gap="medium")
    chinese = "_chinese" if is_chinese(sentence()) or language() == "zh" else ""
    word = url_state.text_field(
        t("embeddings.same_word"),
        key="embeddings_same",
        default=t(f"embeddings.same_default{chinese}"),
        container=left,
    )
    lines = url_state.text_field(
        t("embeddings.lines"),
        key="embeddings_lines",
        default=t(f"embeddings.lines_default{chinese}"),
        area=True,
        height=180,
        container=left,
    )
    name = model_for([lines]) if reading_choice() in (BY_LANGUAGE, BOTH) else reader()
    stages = _stages(opened(name).shape.layers, t)
    with left:
        layer = _pick_layer(t("embeddings.word_layer"), stages, "embeddings_layer")
    with right, friendly(), st.skeleton(HEIGHT):
        written = [line for line in lines.splitlines() if line.strip()][:MOST_LINES]
        _compare(name, word, written, stages, layer, t)


def _compare(name: str, word: str, lines: list[str], stages: list[str], layer: int, t: Translator) -> None:
    from core.topics.embeddings.contextual import occurrences, pairs, similarity
    from core.topics.embeddings.figures import pair_lines, word_matrix
    from core.trace.trace import trace_forward

    model = opened(name)
    matches = occurrences([trace_forward(model, line) for line in lines], word)[:MOST_OCCURRENCES]
    if len(matches) < 2:
        raise SentiscopeError("word_once", word=word.strip()[:40])
    alike = similarity(matches).numpy()  # (N, M, M)
    names = [
        f"{occurrence.sentence + 1} · {' '.join(lines[occurrence.sentence].split())[:24]}"
        for occurrence in matches
    ]
    names = [html.escape(name, quote=False) for name in names]
    curves = {f"{names[a]}<br>{names[b]}": alike[:, a, b] for a, b in pairs(matches)}
    left, right = st.columns(2, gap="medium")
    with left:
        title = t("embeddings.pairs_title")
        figure("embeddings.pairs", pair_lines, curves, stages, t=t, alt=title)
    with right:
        title = t("embeddings.context_title", stage=stages[layer])
        draw = partial(
            word_matrix, own_range=True, ticks=[str(occurrence.sentence + 1) for occurrence in matches]
        )
        texts = {"title": title, "hover": t("embeddings.cosine_hover")}
        figure("embeddings.context", draw, alike[layer], names, t=t, alt=title, more=texts)
    st.caption(t("embeddings.pairs_note"))


def _pick_layer(label: str, stages: list[str], key: str) -> int:
    """A layer on a slider, the last one at first; 0 are the embeddings."""
    numbers = [str(number) for number in range(len(stages))]
    return int(
        url_state.option_slider(
            label,
            numbers,
            key=key,
            default=numbers[-1],
            names=lambda number: stages[int(number)],
        )
    )


@st.fragment
def _sentences(t: Translator) -> None:
    """The dev sentences on the plane of one layer."""
    from core.topics.embeddings.figures import cls_points

    with friendly():
        made = cls_map()
        stages = _stages(len(made.points) - 1, t)
        with controls("embeddings_cls"):
            layer = _pick_layer(t("embeddings.cls_layer"), stages, "embeddings_cls_layer")
        own = None
        if notes_on(sentence(), languages=languages_of(card(MAIN_MODEL))):
            st.info(t("embeddings.cls_english"), icon=":material/translate:")
        elif sentence().strip():
            own = made.project(trace_of(MAIN_MODEL, sentence()))[layer]
        names = [t("verdict.negative"), t("verdict.positive"), t("embeddings.cls_own")]
        points = (made.points[layer], made.labels, own, names)
        figure("embeddings.cls", cls_points, *points, t=t, stage=stages[layer])
        accuracies = [numeral(accuracy, ".1%") for accuracy in made.card["accuracy"]]
        st.markdown(
            t(
                "embeddings.cls_told",
                stage=stages[layer],
                accuracy=accuracies[layer],
                all=" → ".join(accuracies),
            )
        )
        st.caption(explained(t("embeddings.cls_note")))
        st.code(made.card["command"], language="shell", wrap_lines=True)
