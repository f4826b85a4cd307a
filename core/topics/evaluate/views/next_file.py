"""A file whose rows are to be labelled: its column of texts, the class words, the features."""

import json
from pathlib import Path
from typing import Any

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.jobs import browser, upload
from core.app.jobs.submitting import submit
from core.app.state import Translator
from core.app.url_picks import worded_buttons
from core.base.settings import ASSETS
from core.evaluation.labelling.answers import class_words
from core.evaluation.labelling.vectors import FEATURES

KIND, JOB_KEY = "labelling", "evaluate_next_job"
POOL, CHOICE = "pool", "labelling.json"
SAMPLE = ASSETS / "samples" / "reviews.csv"


def choose_file(t: Translator) -> None:
    """A new file, or one of those of which rows were asked before."""
    left, right = st.columns(2)
    chosen = left.file_uploader(t("evaluate.next_upload"), key="evaluate_next_file")
    _former(right, t)
    is_sample = right.toggle(t("evaluate.sample"), key="evaluate_next_sample", disabled=chosen is not None)
    if chosen is not None:
        stored = upload.store(chosen.file_id, chosen.name, chosen.getvalue())
        _choose_columns(stored.file, stored.token, t)
    elif is_sample:
        _choose_columns(SAMPLE, "sample", t)


def classes_of_job(folder: Path) -> tuple[str, ...]:
    """The class words that were named when the rows were chosen."""
    return tuple(json.loads((folder / CHOICE).read_text(encoding="utf-8"))["classes"])


def _former(container: Any, t: Translator) -> None:
    """A file from before, to go on with."""
    made = jobs.history(KIND, browser.owner())
    names = {job.id: name for job in made if (name := _name(job.folder))}
    if not names:
        return
    picked = container.selectbox(
        t("evaluate.next_former"),
        [None, *names],
        format_func=lambda job_id: names.get(job_id, t("evaluate.batch_none")),
        key="evaluate_next_former",
    )
    if picked is not None:
        url_state.remember(JOB_KEY, picked)
        st.rerun()


def _name(folder: Path) -> str:
    uploads = folder / upload.UPLOADS
    return next((file.name for file in sorted(uploads.iterdir())), "") if uploads.is_dir() else ""


def _choose_columns(path: Path, token: str, t: Translator) -> None:
    """The column of the texts, the class words and the features; the button queues the command."""
    columns, text = _columns(str(path), path.stat().st_mtime)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("batch.text"),
            range(len(columns)),
            index=text,
            format_func=columns.__getitem__,
            key=f"evaluate_next_text_{token}",
            width=260,
        )
        usual = t("evaluate.next_usual", negative=t("verdict.negative"), positive=t("verdict.positive"))
        typed = st.text_input(
            t("evaluate.next_classes"), value=usual, key=f"evaluate_next_classes_{usual}", width=300
        )
        features = worded_buttons("evaluate.next_features", FEATURES, t, default=FEATURES[0])
    if st.button(t("evaluate.next_start"), type="primary", key="evaluate_next_start"):
        classes = class_words(typed)
        stored = upload.store(token, path.name, path.read_bytes())
        (stored.folder / CHOICE).write_text(json.dumps({"classes": classes}), encoding="utf-8")
        arguments = [str(stored.file), f"--text={columns[chosen]}", f"--features={features}"]
        arguments += ["-o", str(stored.folder / POOL)]
        job_id = submit("core.evaluation.labelling", arguments, kind=KIND, folder=stored.folder)
        upload.forget()
        url_state.remember(JOB_KEY, job_id)
        st.rerun()


@st.cache_resource(max_entries=4, show_spinner=False)
def _columns(path: str, modified: float) -> tuple[tuple[str, ...], int]:
    """A file's columns, and which probably holds the texts; `modified` (seconds) tells a new file."""
    from core.data.files.tables import open_any
    from core.evaluation.reading import Choice, columns_of

    table = open_any(Path(path))
    return table.columns, columns_of(table, Choice())[0]
