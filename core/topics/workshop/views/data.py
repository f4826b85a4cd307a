"""Workshop, step 1: what lies in the files before anything learns from it."""

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.app import url_state
from core.app.panels import chart
from core.app.state import Translator, colours
from core.app.url_picks import number_in_url, pick, worded_buttons
from core.topics.workshop.views.source import Source, choose_source, data_of

if TYPE_CHECKING:
    from core.data.labelled import LabelledData, Split
    from core.topics.workshop.survey import Survey

MOST_ROWS = 300  # that a table shows
MOST_FULL = 200  # sentences to choose among
HEIGHT = 480
VIEWS = ("overview", "search", "phrases", "repeated")
SPLITS = ("train", "dev")


def data_step(t: Translator) -> None:
    """Choose the data, then look at it in four ways."""
    source = choose_source(t)
    if source is None:
        return
    data = data_of(source)
    view = worded_buttons("workshop_data.view", VIEWS, t, default="overview", label_visibility="collapsed")
    if view == "search":
        _search(data, t)
        return
    with st.skeleton(HEIGHT):
        told = _survey(data.train.fingerprint() + data.dev.fingerprint(), data)
    {"overview": _overview, "phrases": _phrases, "repeated": _repeated}[view](data, told, t)
    if view == "overview":
        _files(source, t)


@st.cache_resource(max_entries=3, show_spinner=False)
def _survey(fingerprint: str, _data: "LabelledData") -> "Survey":
    """The data counted once; its fingerprint tells one from another."""
    from core.topics.workshop.survey import survey

    return survey(_data)


def _overview(data: "LabelledData", told: "Survey", t: Translator) -> None:
    """Sizes, balance and lengths."""
    from core.topics.workshop.figures.data import label_balance, row_lengths

    numbers = {
        "train": told.train.rows,
        "dev": told.dev.rows,
        "full": len(told.full),
        "in_both": told.in_both,
    }
    for place, (name, value) in zip(st.columns(4), numbers.items(), strict=True):
        place.metric(t(f"workshop_data.{name}"), f"{value:,}", help=t(f"workshop_data.{name}_help"))
    splits = {t(f"workshop_data.split_{name}"): getattr(told, name) for name in SPLITS}
    counts = {name: (split.rows - split.positive, split.positive) for name, split in splits.items()}
    left, right = st.columns(2, gap="medium")
    with left:
        words = {"title": t("workshop_data.balance_title")}
        words |= {name: t(f"verdict.{name}") for name in ("negative", "positive")}
        figure = label_balance(counts, words, colours())
        chart(figure, key="workshop_balance", alt=t("workshop_data.balance_alt"))
    with right:
        words = {part: t(f"workshop_data.lengths_{part}") for part in ("title", "x", "y", "hover")}
        figure = row_lengths({name: split.words for name, split in splits.items()}, words, colours())
        chart(figure, key="workshop_lengths", alt=t("workshop_data.lengths_alt"))
    st.markdown(t("workshop_data.labels"), width=760)


def _files(source: Source, t: Translator) -> None:
    """The first lines of a file as they stand on the disk."""
    st.caption(t("workshop_data.raw", file="train.tsv"))
    with open(source.folder / "train.tsv", encoding="utf-8-sig") as file:
        lines = [line.rstrip("\n") for _, line in zip(range(5), file, strict=False)]
    st.code("\n".join(lines), language=None, wrap_lines=True)


def _search(data: "LabelledData", t: Translator) -> None:
    """The rows with a text in them, and how they are labelled."""
    from core.topics.workshop.survey import found

    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        name = worded_buttons("workshop_data.split", SPLITS, t, default="train", key="workshop_split")
    with right:
        text = url_state.text_field(
            t("workshop_data.find"), key="workshop_find", placeholder=t("workshop_data.example")
        )
    split: Split = getattr(data, name)
    rows = found(split, text)
    positive = sum(split.labels[row] for row in rows)
    st.markdown(t("workshop_data.found", rows=f"{len(rows):,}", positive=f"{positive:,}"))
    if len(rows) > MOST_ROWS:
        st.caption(t("workshop_data.first_rows", shown=MOST_ROWS))
    _table(split, rows[:MOST_ROWS], t)


def _phrases(data: "LabelledData", told: "Survey", t: Translator) -> None:
    """A full sentence with all its phrases, each labelled by itself."""
    from core.topics.workshop.survey import phrases_of

    st.markdown(t("workshop_data.phrases"), width=760)
    split = data.train
    longest = sorted(told.full, key=lambda row: -len(split.sentences[row].split()))[:MOST_FULL]
    options = sorted(longest)
    place = number_in_url("workshop_full", len(options) - 1, 0)
    place = pick(
        t("workshop_data.full_one"),
        range(len(options)),
        key="workshop_full",
        chosen=place,
        names=lambda place: split.sentences[options[place]],
    )
    _table(split, phrases_of(split, options[place]), t)


def _repeated(data: "LabelledData", told: "Survey", t: Translator) -> None:
    """Sentences that stand there more than once, and whether their labels agree."""
    unlike = sum(bool(one.negative and one.positive) for one in told.repeated)
    st.markdown(t("workshop_data.repeats", count=f"{len(told.repeated):,}", unlike=f"{unlike:,}"))
    st.markdown(t("workshop_data.overlap", count=f"{told.in_both:,}"), width=760)
    if told.repeated:
        columns = ("sentence", "negative", "positive")
        rows = [[one.sentence, one.negative, one.positive] for one in told.repeated[:MOST_ROWS]]
        st.dataframe(pd.DataFrame(rows, columns=[t(f"workshop_data.column_{c}") for c in columns]))


def _table(split: "Split", rows: list[int], t: Translator) -> None:
    """Rows with their numbers and labels, as a table that downloads as CSV."""
    told = {
        t("workshop_data.column_row"): [row + 2 for row in rows],  # its line in the file, under the header
        t("workshop_data.column_sentence"): [split.sentences[row] for row in rows],
        t("workshop_data.column_label"): [split.labels[row] for row in rows],
    }
    st.dataframe(pd.DataFrame(told), hide_index=True)
