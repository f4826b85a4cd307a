"""Evaluate: choose what is looked at, then compare, search, weigh, or see what can be told without labels."""

from core.app.errors import friendly
from core.app.page import Views, page_heading
from core.topics.evaluate.views.compare import compare_view
from core.topics.evaluate.views.copies import copies_view
from core.topics.evaluate.views.labels import labels_view
from core.topics.evaluate.views.next_rows import next_view
from core.topics.evaluate.views.slices import slices_view
from core.topics.evaluate.views.source import choose_source, source_note
from core.topics.evaluate.views.thresholds import thresholds_view
from core.topics.evaluate.views.train import train_view
from core.topics.evaluate.views.unlabelled import unlabelled_view

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
    inputs=choose_source,
    in_words=frozenset({"labels", "copies", "next", "train"}),
)


def draw() -> None:
    t = page_heading("evaluate")
    with friendly():
        VIEWS(t)
        source_note(t)
