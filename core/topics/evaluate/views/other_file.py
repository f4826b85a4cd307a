"""A second file that a view takes beside the first: read once, and not kept on disk."""

import streamlit as st

from core.app.jobs.upload import MEGABYTE, limit_megabytes, safe_name
from core.base.scratch import scratch_folder
from core.data.files.file_kinds import check_upload_size
from core.data.files.tables import open_any
from core.evaluation.reading import Choice, columns_of, read_labelled
from core.evaluation.scored import Scored


@st.cache_resource(max_entries=4, show_spinner=False)
def read_other(token: str, name: str, _content: bytes) -> tuple[Scored, dict[str, str]]:
    """The texts and labels of an upload that `token` tells from others, and which columns hold them.

    Errors: those of `check_upload_size`, `open_any` and `read_labelled`.
    """
    check_upload_size(len(_content), limit_megabytes() * MEGABYTE)
    with scratch_folder() as folder:
        path = folder / safe_name(name)
        path.write_bytes(_content)
        table = open_any(path)
        text, label, _ = columns_of(table, Choice())
        columns = {"text": table.columns[text]}
        if label is not None:
            columns["label"] = table.columns[label]
        return read_labelled(path), columns
