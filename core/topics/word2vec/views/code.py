"""Pairs, losses and gradients beside the libraries', on the training's own matrices."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app.state import Translator
from core.topics.word2vec.views import shared

if TYPE_CHECKING:
    from core.nn.twin import Twin


def twin_inputs(twin: "Twin", t: Translator) -> Iterator[tuple[Any, ...]]:
    """The last batch, its negative samples, and both matrices."""
    from core.topics.word2vec.twins import arguments

    with st.skeleton(shared.HEIGHT):
        training = shared.current()
    run = training.run
    inputs, targets = run.inputs[run.batch], run.targets[run.batch]
    negatives = run.negatives if len(run.negatives) == len(targets) else run.draw(len(targets))
    corpus = (training.sentences, run.settings.window)
    yield arguments(*corpus, run.vectors, run.outputs, inputs, targets, negatives)[twin.name]
    st.caption(t("word2vec.twin_note"))
