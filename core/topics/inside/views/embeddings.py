"""A view of Inside BERT: the three vectors of every token, what they are worth, and where they come from."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.models import traced_model
from core.app.state import Translator, colours, sentence
from core.app.widgets.panels import chart

if TYPE_CHECKING:
    from core.trace.trace import TracedForward

BETWEEN = 2  # learned positions from one row of the similarity map to the next


def embeddings_view(t: Translator) -> None:
    """The three vectors of every token, what they are worth, and the tables they come from."""
    second = url_state.text(
        t("inside.second"),
        key="inside_second",
        help=t("inside.second_help"),
        placeholder=t("inside.second_hint"),
    )
    with st.skeleton(traced_model.HEIGHT):
        shown = traced_model.traced(traced_model.chosen(), sentence(), second)
    traced_model.note_on_cut(shown, t)
    _strips(shown, t)
    st.markdown(f"#### {t('inside.without')}")
    _without_parts(shown, t)
    _tables(shown, t)


def _strips(shown: "TracedForward", t: Translator) -> None:
    """The real vectors, and how long they are."""
    from core.topics.inside.figures import embedding_strips, part_norms
    from core.trace.embedding_parts import PARTS, norms

    tokens = [token.text for token in shown.inputs.tokens]
    names = {part: t(f"inside.step_{part}") for part in PARTS}
    words = names | {key: t(f"inside.strips_{key}") for key in ("title", "x", "hover")}
    vectors = {part: shown.trace.of(part)[0].numpy() for part in PARTS}
    figure = embedding_strips(vectors, tokens, words, colours())
    chart(figure, key="inside_strips", alt=t("inside.strips_alt"))
    words = names | {key: t(f"inside.lengths_{key}") for key in ("title", "y", "hover")}
    lengths = dict(zip(PARTS, norms(shown).numpy(), strict=True))
    chart(part_norms(lengths, tokens, words, colours()), key="inside_lengths", alt=t("inside.lengths_alt"))


def _without_parts(shown: "TracedForward", t: Translator) -> None:
    """The full verdict beside what is said with one of the tables set to zero."""
    from core.trace.embedding_parts import TABLES, without

    whole = shown.trace.of("probabilities")[0, shown.opened.positive].item()
    places = st.columns(1 + len(TABLES), gap="medium")
    places[0].metric(t("inside.without_nothing"), f"{whole:.1%}", border=True, height="stretch")
    for part, column in zip(TABLES, places[1:], strict=True):
        left = without(shown, part)
        move = t("predict.points", move=f"{(left - whole) * 100:+.1f}")
        column.metric(
            t(f"inside.without_{part}"),
            f"{left:.1%}",
            move,
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )
    st.caption(t("inside.without_note"))


def _tables(shown: "TracedForward", t: Translator) -> None:
    """What was learned, whatever the sentence: positions and segments."""
    from core.app.figures.chart import similarity_map
    from core.topics.inside.figures import segment_strips
    from core.trace.embedding_parts import position_similarity, segment_vectors

    words = {key: t(f"inside.similarity_{key}") for key in ("title", "x", "hover")}
    similarity = position_similarity(shown, BETWEEN).numpy()
    left, right = st.columns(2, gap="medium")
    with left:
        figure = similarity_map(similarity, BETWEEN, words, colours())
        chart(figure, key="inside_similarity", alt=t("inside.similarity_alt"))
        st.caption(t("inside.similarity_note"))
    words = {key: t(f"inside.segments_{key}") for key in ("title", "x", "hover")}
    names = [t("inside.segment_first"), t("inside.segment_second")]
    with right:
        figure = segment_strips(segment_vectors(shown).numpy(), names, words, colours())
        chart(figure, key="inside_segments", alt=t("inside.segments_alt"))
        counts = shown.inputs.segments[0].tolist()
        st.caption(t("inside.segments_note", first=counts.count(0), second=counts.count(1)))
