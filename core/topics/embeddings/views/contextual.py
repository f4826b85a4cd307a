"""Contextual vectors: one word in several sentences, and [CLS] of all dev sentences layer by layer."""

import html

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.models import traced_model
from core.app.state import Translator, colours, sentence
from core.app.widgets.panels import chart
from core.base.errors import SentiscopeError
from core.models.catalog import MAIN_MODEL
from core.topics.embeddings.views.shared import cls_map

HEIGHT = 460
MOST_LINES, MOST_OCCURRENCES = 8, 10


def contextual(t: Translator) -> None:
    """A word among others, then all sentences of dev."""
    shape = traced_model.opened(MAIN_MODEL).shape
    stages = [t("inside.after_embeddings")]
    stages += [t("inside.after_layer", layer=layer + 1) for layer in range(shape.layers)]
    _word(stages, t)
    st.markdown(f"#### {t('embeddings.cls')}")
    _sentences(stages, t)


def _word(stages: list[str], t: Translator) -> None:
    left, right = st.columns([1, 3])
    word = url_state.text(
        t("embeddings.same_word"), key="embeddings_same", default=t("embeddings.same_default"), place=left
    )
    lines = url_state.text(
        t("embeddings.lines"),
        key="embeddings_lines",
        default=t("embeddings.lines_default"),
        area=True,
        height=140,
        place=right,
    )
    with friendly(), st.skeleton(HEIGHT):
        _compare(word, [line for line in lines.splitlines() if line.strip()][:MOST_LINES], stages, t)


def _compare(word: str, lines: list[str], stages: list[str], t: Translator) -> None:
    from core.topics.embeddings.contextual import occurrences, pairs, similarity
    from core.topics.embeddings.figures import pair_lines, word_matrix
    from core.trace.trace import trace_forward

    opened = traced_model.opened(MAIN_MODEL)
    found = occurrences([trace_forward(opened, line) for line in lines], word)[:MOST_OCCURRENCES]
    if len(found) < 2:
        raise SentiscopeError("word_once", word=word.strip()[:40])
    alike = similarity(found).numpy()  # (N, M, M)
    names = [f"{one.sentence + 1} · {' '.join(lines[one.sentence].split())[:24]}" for one in found]
    names = [html.escape(name, quote=False) for name in names]
    curves = {f"{names[a]}<br>{names[b]}": alike[:, a, b] for a, b in pairs(found)}
    with st.columns([3, 4])[0]:
        layer = int(url_state.step(t("inside.layer"), [str(n) for n in range(len(stages))], **_layer(stages)))
    left, right = st.columns(2, gap="medium")
    with left:
        words = {part: t(f"embeddings.pairs_{part}") for part in ("title", "y", "hover")}
        chart(pair_lines(curves, stages, words, colours()), key="embeddings_pairs", alt=words["title"])
    with right:
        words = {"title": t("embeddings.context_title", stage=stages[layer])}
        words["hover"] = t("embeddings.cosine_hover")
        numbers = [str(one.sentence + 1) for one in found]
        figure = word_matrix(alike[layer], names, words, colours(), ticks=numbers)
        chart(figure, key="embeddings_context", alt=words["title"])
    st.caption(t("embeddings.pairs_note"))


def _layer(stages: list[str]) -> dict:
    """How the slider over layers behaves."""
    last = str(len(stages) - 1)
    return {"key": "embeddings_layer", "default": last, "names": lambda number: stages[int(number)]}


@st.fragment
def _sentences(stages: list[str], t: Translator) -> None:
    """The dev sentences on the plane of one layer."""
    from core.topics.embeddings.figures import cls_points

    with friendly():
        made = cls_map()
        with st.columns([3, 4])[0]:
            options = {**_layer(stages), "key": "embeddings_cls_layer"}
            layer = int(url_state.step(t("inside.layer"), [str(n) for n in range(len(stages))], **options))
        own = None
        if sentence().strip():
            own = made.place(traced_model.current_trace())[layer]
        names = [t("verdict.negative"), t("verdict.positive"), t("embeddings.cls_own")]
        words = {part: t(f"embeddings.cls_{part}") for part in ("x", "y", "hover")}
        words["title"] = t("embeddings.cls_title", stage=stages[layer])
        figure = cls_points(made.points[layer], made.labels, own, names, words, colours())
        chart(figure, key="embeddings_cls", alt=t("embeddings.cls_alt"))
        told = [f"{accuracy:.1%}" for accuracy in made.card["accuracy"]]
        st.markdown(t("embeddings.cls_told", stage=stages[layer], accuracy=told[layer], all=" → ".join(told)))
        st.caption(t("embeddings.cls_note"))
        st.code(made.card["command"], language="shell", wrap_lines=True)
