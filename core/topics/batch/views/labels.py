"""The column with true labels: which one is likely, why, and what is done with labels that are none."""

from typing import Any

import streamlit as st

from core.app.errors import show
from core.app.jobs import upload
from core.app.models.cached_models import quick_classifier
from core.app.state import Translator
from core.base.errors import SentiscopeError


def likely_labels(stored: upload.Stored, table: Any, guess: Any, header: int | None, t: Translator) -> Any:
    """The `Agreement` of a column with the verdicts; None where none agrees, or a name decides."""
    if guess.label is not None:
        return None
    with st.spinner(t("batch.reading_labels")):
        return _agreeing(stored.token, guess.text, header, table)


def leaves_out(
    stored: upload.Stored, table: Any, columns: tuple[int, int], header: int | None, t: Translator
) -> bool | None:
    """Whether rows whose label is neither positive nor negative are left out; None where it has to be said.

    `columns` are those of the texts and of the labels. Such labels are told with their rows before anything
    is scored.
    """
    text, label = columns
    with st.spinner(t("batch.reading_labels")):
        found = _labels(stored.token, text, label, header, table)
    if not found.unread:
        return False
    names = {"column": table.columns[label], "rows": found.unread, "values": found.told()}
    show(SentiscopeError("csv_labels_unknown", **names))
    return st.checkbox(t("batch.skip_labels"), key=f"skip_{stored.token}_{label}") or None


@st.cache_data(max_entries=16, show_spinner=False)
def _agreeing(token: str, text: int, header: int | None, _table: Any) -> Any:
    from core.data.files.tables import preview_of
    from core.topics.batch.label_guess import ROWS, agreeing, candidates

    seen = preview_of(_table, ROWS)
    if not candidates(seen, text):
        return None
    return agreeing(seen, text, _quick_scorer([row.cell(text) for row in seen.rows]))


def _quick_scorer(texts: list[str]) -> Any:
    """Reads each of the texts by the model of its language."""
    from core.models.selection import home_of, language_for, languages_in, models_of
    from core.scoring.by_language import ByLanguage
    from core.scoring.engine import PlainScorer

    languages = languages_in(texts)
    home = home_of(languages, language_for(texts))
    models = models_of(None, languages, home)
    return ByLanguage({name: PlainScorer(quick_classifier(model)) for name, model in models.items()}, home)


@st.cache_data(max_entries=16, show_spinner=False)
def _labels(token: str, text: int, label: int, header: int | None, _table: Any) -> Any:
    from core.data.files.look_through import scan
    from core.data.files.tables import rows_of

    return scan(rows_of(_table, text), _table, text, label).labels
