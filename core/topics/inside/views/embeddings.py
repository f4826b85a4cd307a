"""A view of Inside BERT: the three vectors of every token, what they are worth, and where they come from."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.models.traced_model import current_trace
from core.app.numbers import numeral
from core.app.panels import figure
from core.app.state import Translator
from core.app.widgets.controls import controls

if TYPE_CHECKING:
    from core.trace.trace import TracedForward

BETWEEN = 2  # learned positions from one row of the similarity map to the next


def embeddings_view(t: Translator) -> None:
    """The three vectors of every token, what they are worth, and the tables they come from."""
    second = url_state.text_field(
        t("inside.second"),
        key="inside_second",
        container=controls("inside_embeddings"),
        help=t("inside.second_help"),
        placeholder=t("inside.second_hint"),
    )
    traced = current_trace(t, second)
    _strips(traced, t)
    st.markdown(f"#### {t('inside.without')}")
    _without_parts(traced, t)
    _tables(traced, t)


def _strips(traced: "TracedForward", t: Translator) -> None:
    """The real vectors, and how long they are."""
    from core.topics.inside.figures import embedding_strips, part_norms
    from core.trace.embedding_parts import PARTS, norms

    tokens = [token.text for token in traced.inputs.tokens]
    names = {part: t(f"inside.step_{part}") for part in PARTS}
    vectors = {part: traced.trace.of(part)[0].numpy() for part in PARTS}
    figure("inside.strips", embedding_strips, vectors, tokens, t=t, more=names)
    lengths = dict(zip(PARTS, norms(traced).numpy(), strict=True))
    figure("inside.lengths", part_norms, lengths, tokens, t=t, more=names)


def _without_parts(traced: "TracedForward", t: Translator) -> None:
    """The prediction with all three tables, and with each of them set to zero."""
    from core.trace.embedding_parts import TABLES, without

    whole = traced.trace.of("probabilities")[0, traced.opened.positive].item()
    columns = st.columns(1 + len(TABLES), gap="medium")
    columns[0].metric(t("inside.without_nothing"), numeral(whole, ".1%"), border=True, height="stretch")
    for part, column in zip(TABLES, columns[1:], strict=True):
        left = without(traced, part)
        move = t("predict.points", move=numeral((left - whole) * 100, "+.1f"))
        column.metric(
            t(f"inside.without_{part}"),
            numeral(left, ".1%"),
            move,
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )
    st.caption(explained(t("inside.without_note")))


def _tables(traced: "TracedForward", t: Translator) -> None:
    """What was learned, whatever the sentence: positions and segments."""
    from core.app.figures.chart import similarity_map
    from core.topics.inside.figures import segment_strips
    from core.trace.embedding_parts import position_similarity, segment_vectors

    similarity = position_similarity(traced, BETWEEN).numpy()
    left, right = st.columns(2, gap="medium")
    with left:
        figure("inside.similarity", similarity_map, similarity, BETWEEN, t=t)
        st.caption(t("inside.similarity_note"))
    names = [t("inside.segment_first"), t("inside.segment_second")]
    with right:
        figure("inside.segments", segment_strips, segment_vectors(traced).numpy(), names, t=t)
        counts = traced.inputs.segments[0].tolist()
        st.caption(explained(t("inside.segments_note", first=counts.count(0), second=counts.count(1))))
