"""Labelled data before anything learns from it: numbers, rows, phrases and repetitions."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.app import url_state
from core.app.glossary import explained
from core.app.panels import DEFAULT_HEIGHT, figure, table
from core.app.state import Translator
from core.app.url_picks import number_in_url, pick, worded_buttons
from core.topics.workshop.views.source import Source, choose_source, data_of, note_on

if TYPE_CHECKING:
    from core.data.labelled import LabelledData, Split
    from core.topics.workshop.survey import Survey

TENS = 10  # characters
MOST_ROWS = 300  # that a table shows
MOST_FULL = 200  # sentences to choose among
FIRST_LINES = 5  # of the file
HEIGHT = 480
SPLITS = ("train", "dev")


def chosen_source(t: Translator, container: Any) -> Source | None:
    """The data that every view looks at."""
    return choose_source(t, container)


def surveyed(data: "LabelledData") -> "Survey":
    """The data counted, with a skeleton meanwhile."""
    with st.skeleton(HEIGHT):
        return _survey(data.train.fingerprint() + data.dev.fingerprint(), data)


@st.cache_resource(max_entries=3, show_spinner=False)
def _survey(fingerprint: str, _data: "LabelledData") -> "Survey":
    """The data counted once; its fingerprint tells one from another."""
    from core.topics.workshop.survey import survey

    return survey(_data)


def overview(source: Source, t: Translator) -> None:
    """Balance, lengths and sizes, and the first lines of a file."""
    from core.topics.workshop.figures.data import label_balance, row_lengths

    survey = surveyed(data := data_of(source))
    language = data.about.language
    splits = {t(f"workshop_data.split_{name}"): getattr(survey, name) for name in SPLITS}
    left, right = st.columns(2, gap="medium")
    with left:
        labels = {name: (split.negative, split.positive) for name, split in splits.items()}
        classes = {name: t(f"verdict.{name}") for name in ("negative", "positive")}
        figure("workshop_data.balance", label_balance, labels, t=t, key="workshop_balance", more=classes)
    with right:
        # Words; tens of characters where there are no words.
        lengths = {
            n: split.lengths // TENS if language == "zh" else split.lengths for n, split in splits.items()
        }
        texts = {name: t(f"workshop_data.lengths_{name}_{language}") for name in ("x", "hover")}
        figure("workshop_data.lengths", row_lengths, lengths, t=t, key="workshop_lengths", more=texts)
    counts = {
        "train": survey.train.rows,
        "dev": survey.dev.rows,
        "full": len(survey.full),
        "in_both": survey.in_both,
    }
    for column, (name, count) in zip(st.columns(len(counts)), counts.items(), strict=True):
        column.metric(t(f"workshop_data.{name}"), f"{count:,}", help=t(f"workshop_data.{name}_help"))
    st.markdown(explained(t(f"workshop_data.labels_{language}")), width=760)
    note_on(source, t)
    _files(source, t)


def _files(source: Source, t: Translator) -> None:
    """The first lines of a file as they stand on the disk."""
    from core.data.files.tables import first_lines

    st.caption(t("workshop_data.raw", file="train.tsv"))
    lines = first_lines(source.folder / "train.tsv", FIRST_LINES)
    st.code("\n".join(lines), language=None, wrap_lines=True)


def search(source: Source, t: Translator) -> None:
    """The rows with a text in them, beside what is looked for and how they are labelled."""
    from core.topics.workshop.survey import positive_among, rows_with

    left, right = st.columns([1, 3], gap="medium")
    with left:
        name = worded_buttons("workshop_data.split", SPLITS, t, default="train", key="workshop_split")
        text = url_state.text_field(
            t("workshop_data.find"), key="workshop_find", placeholder=t("workshop_data.example")
        )
        split: Split = getattr(data_of(source), name)
        rows = rows_with(split, text)
        positive = positive_among(split, rows)
        st.markdown(t("workshop_data.found", rows=f"{len(rows):,}", positive=f"{positive:,}"))
        if len(rows) > MOST_ROWS:
            st.caption(t("workshop_data.first_rows", shown=MOST_ROWS))
    with right:
        _table(split, rows[:MOST_ROWS], _first_line(source), t)
        note_on(source, t)


def phrases(source: Source, t: Translator) -> None:
    """A full sentence with all its phrases, each labelled by itself."""
    from core.topics.workshop.survey import longest, phrases_of

    split = (data := data_of(source)).train
    rows = sorted(longest(split, surveyed(data).full)[:MOST_FULL])
    left, right = st.columns([1, 3], gap="medium")
    index = pick(
        t("workshop_data.full_one"),
        range(len(rows)),
        key="workshop_full",
        chosen=number_in_url("workshop_full", len(rows) - 1, 0),
        names=lambda index: split.sentences[rows[index]],
        container=left,
    )
    left.caption(t(f"workshop_data.phrases_{data.about.language}"))
    with right:
        _table(split, phrases_of(split, rows[index]), _first_line(source), t)
        note_on(source, t)


def repeated(source: Source, t: Translator) -> None:
    """Sentences that stand there more than once, or, where none does, as parts of longer ones."""
    survey = surveyed(data := data_of(source))
    count, contradictory = f"{len(survey.repeated):,}", f"{survey.contradictory:,}"
    if survey.repeated:
        shown = survey.repeated[:MOST_ROWS]
        fields = ("sentence", "negative", "positive")
        st.dataframe(
            {t(f"workshop_data.column_{field}"): [getattr(row, field) for row in shown] for field in fields}
        )
    st.markdown(t("workshop_data.repeats", count=count, unlike=contradictory))
    st.markdown(t("workshop_data.overlap", count=f"{survey.in_both:,}"), width=760)
    if not survey.repeated:
        _parts(data.train, survey.full, t)
    note_on(source, t)


def _parts(split: "Split", full: tuple[int, ...], t: Translator) -> None:
    """What is repeated all the same: rows that stand within a longer row, with the labels of both."""
    from core.topics.workshop.survey import parts_of_longer

    pairs = parts_of_longer(split, full, MOST_ROWS)
    st.markdown(t("workshop_data.parts", count=f"{len(split) - len(full):,}"), width=760)
    columns = {
        t("workshop_data.column_part"): [split.sentences[row] for row, _ in pairs],
        t("workshop_data.column_label"): [split.labels[row] for row, _ in pairs],
        t("workshop_data.column_longer"): [split.sentences[longer] for _, longer in pairs],
        t("workshop_data.column_longer_label"): [split.labels[longer] for _, longer in pairs],
    }
    table(columns, most=DEFAULT_HEIGHT)


def _first_line(source: Source) -> int:
    """The number of the first row's line in its file: SST-2's has a header above it."""
    return 1 if data_of(source).about.language == "zh" else 2


def _table(split: "Split", rows: list[int], first: int, t: Translator) -> None:
    """Rows with their numbers and labels, as a table that downloads as CSV."""
    columns = {
        t("workshop_data.column_row"): [row + first for row in rows],  # its line in the file
        t("workshop_data.column_sentence"): [split.sentences[row] for row in rows],
        t("workshop_data.column_label"): [split.labels[row] for row in rows],
    }
    table(columns, most=DEFAULT_HEIGHT)
