"""Evaluate: choose what is looked at, then compare, search, weigh, or see what can be told without labels."""

from typing import Any

import streamlit as st

from core.app.errors import friendly
from core.app.page import Views, page_heading
from core.app.state import Translator
from core.topics.evaluate.views.compare import compare_view
from core.topics.evaluate.views.copies import copies_view
from core.topics.evaluate.views.labels import labels_view
from core.topics.evaluate.views.next_rows import next_view
from core.topics.evaluate.views.slices import slices_view
from core.topics.evaluate.views.source import choose_source, source_note
from core.topics.evaluate.views.thresholds import thresholds_view
from core.topics.evaluate.views.train import train_view
from core.topics.evaluate.views.unlabelled import unlabelled_view

VIEW, TRAIN = "evaluate_view", "train"


def _about(t: Translator, beside: Any) -> object:
    """What the view is about: a file of its own to learn from, or the chosen rows."""
    return TRAIN if st.session_state.get(VIEW) == TRAIN else choose_source(t, beside)


VIEWS = Views(
    "evaluate_view",
    {
        "compare": compare_view,
        "slices": slices_view,
        "thresholds": thresholds_view,
        "unlabelled": unlabelled_view,
        "labels": labels_view,
        "copies": copies_view,
        "next": next_view,
        "train": train_view,
    },
    inputs=_about,
    in_words=frozenset({"labels", "copies", "next", "train"}),
)


def draw() -> None:
    t = page_heading("evaluate")
    with friendly():
        VIEWS(t)
        if st.session_state.get(VIEW) != TRAIN:
            source_note(t)
