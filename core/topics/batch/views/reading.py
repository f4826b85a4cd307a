"""How a file is read: where the names of its columns stand, found or chosen, and what comes out of that."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from core.app.errors import show
from core.app.jobs import upload
from core.app.state import Translator
from core.base.errors import SentiscopeError

LINES = 12  # of a file, to choose the names of its columns from
LINE_CHARACTERS = 60
ROWS_SHOWN = 6
PREVIEW_CHARACTERS = 1000


def read_upload(stored: upload.Stored, t: Translator) -> tuple[Any, int | None]:
    """The file as a table, and the line of its header where somebody chose one (0: none).

    The table is None where it has to be chosen first: the page then shows the file's first lines.
    """
    from core.data.files.tables import first_lines

    found, question = _found(stored.file)
    if found is not None and found.kind != "csv":
        return found, None
    if question is not None:
        show(question)
    lines = first_lines(stored.file, LINES)
    header = st.selectbox(
        t("batch.header"),
        [None, *range(len(lines) + 1)],
        format_func=lambda line: _choice(line, lines, found, t),
        help=t("batch.header_help"),
        key=f"header_{stored.token}",
        width=520,
    )
    if header is not None:
        return _opened(stored.file, header), header
    if found is None:
        st.caption(t("batch.lines"))
        numbered = {t("batch.line"): range(1, len(lines) + 1), t("batch.content"): lines}
        narrow = {t("batch.line"): st.column_config.NumberColumn(width=60)}
        st.dataframe(pd.DataFrame(numbered), hide_index=True, key="batch_lines", column_config=narrow)
    return found, None


def show_first_rows(table: Any, t: Translator) -> Any:
    """Show the first rows as they will be read; returns as many as a job takes its own guesses from."""
    from core.data.files.look_through import PREVIEW_ROWS
    from core.data.files.tables import preview_of

    seen = preview_of(table, PREVIEW_ROWS)
    above = table.dialect.skip
    st.caption(t("batch.preview") + (t("batch.above", count=above) if above else ""))
    cells = [
        [row.cell(column)[:PREVIEW_CHARACTERS] for column in range(len(seen.columns))]
        for row in seen.rows[:ROWS_SHOWN]
    ]
    st.dataframe(pd.DataFrame(cells, columns=list(seen.columns)), hide_index=True, key="batch_preview")
    return seen


def _found(file: Path) -> tuple[Any, SentiscopeError | None]:
    """The table, or the question that it asks."""
    from core.data.files.csv_layout import QUESTIONS

    try:
        return _opened(file, None), None
    except SentiscopeError as error:
        if error.key not in QUESTIONS:
            raise
        return None, error


@st.cache_resource(max_entries=16, show_spinner=False)
def _opened(file: Path, header: int | None) -> Any:
    """The table of an upload, which never changes: the names in JSON take a pass over all of it."""
    from core.data.files.tables import open_any

    return open_any(file, header=header)


def _choice(line: int | None, lines: list[str], found: Any, t: Translator) -> str:
    if line is None and found is None:
        return t("batch.header_open")
    if line is None:
        key = "batch.header_found" if found.headers else "batch.header_found_none"
        return t(key, line=found.dialect.skip + 1)
    if line == 0:
        return t("batch.header_none")
    return t("batch.header_line", line=line, content=lines[line - 1][:LINE_CHARACTERS])
