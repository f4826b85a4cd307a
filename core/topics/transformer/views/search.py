"""See: beam search over the translator, where the end of a sentence is decided by the model itself."""

from typing import TYPE_CHECKING

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.panels import figure, table
from core.app.state import Translator
from core.topics.transformer.views import shared

if TYPE_CHECKING:
    from core.topics.decoding.concepts.search import Search

MOST_BEAMS = 6


def search_view(t: Translator) -> None:
    """The tree of all candidates, and the finished ones with their scores."""
    from core.topics.transformer.figures import beam_tree

    row = shared.ask(t, width=300)
    translation = shared.current(t)
    width = url_state.slider(
        t("transformer.beams"),
        low=1,
        high=MOST_BEAMS,
        step=1,
        key="transformer_beams",
        default=3,
        container=row,
    )
    penalty = url_state.slider(
        t("transformer.penalty"),
        low=-2.0,
        high=2.0,
        step=0.25,
        key="transformer_penalty",
        default=1.0,
        container=row,
    )
    found = searched(translation.words, int(width), float(penalty))
    names = shared.model("transformer").pieces.words
    nodes = [
        {
            "number": node.number,
            "parent": node.parent,
            "text": names[node.token] if node.token is not None else "[START]",
            "depth": node.depth,
            "log_prob": node.log_prob,
            "fate": node.fate,
            "best": "beam" in node.strategies,
        }
        for node in found.tree.nodes
    ]
    with st.container(key="ss-broad"):
        figure("transformer.tree", beam_tree, nodes, t=t)
    write = shared.model("transformer").write
    table(
        {
            t("transformer.hypothesis"): [write(found.tree.tokens(one.node)) for one in found.best],
            t("transformer.length"): [one.length for one in found.best],
            t("transformer.log_prob"): [one.log_prob for one in found.best],
            t("transformer.search_score"): [one.score for one in found.best],
        }
    )
    st.caption(explained(t("transformer.search_note")))


@st.cache_resource(max_entries=32, show_spinner=False)
def searched(words: tuple[str, ...], width: int, penalty: float) -> "Search":
    """Beam search with this width and length penalty."""
    import torch

    from core.topics.decoding.concepts.search import beam
    from core.topics.transformer.translator import next_log_probs
    from core.training.small.vocabulary import END

    translator = shared.model("transformer")
    with torch.inference_mode():
        source = torch.tensor([translator.read(words)])
        real = torch.ones_like(source, dtype=torch.bool)
        memory = translator.network.encode(source, real)
        return beam(
            lambda prefixes: next_log_probs(translator, memory, real, prefixes),
            width,
            shared.MOST_PIECES,
            ends=[END],
            length_penalty=penalty,
        )
