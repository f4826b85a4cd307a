"""What is looked at: the shipped models on a dev set, a file that was scored on Batch, or one of your own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core import jobs
from core.app import url_state
from core.app.errors import show
from core.app.jobs import browser, upload
from core.app.jobs.job_panel import job_in_url, watch
from core.app.jobs.submitting import submit
from core.app.state import Translator
from core.base.errors import SentiscopeError
from core.base.settings import ASSETS
from core.evaluation.reading import Choice
from core.evaluation.scored import Scored
from core.models.catalog import COMPARED, OFFERED
from core.topics.evaluate.views.classes import are_classes
from core.topics.evaluate.views.look import Source

SAMPLE = ASSETS / "samples" / "reviews.csv"
SOURCES = ("sst2", "chnsenticorp", "file")
SOURCE_KEY = "evaluate_source"
KIND, JOB_KEY = "evaluation", "evaluate_job"
SCORED, REPORT, CHOICE = "evaluated.csv", "evaluation.json", "choice.json"
BATCH_KIND, BATCH_OUTPUT = "scoring", "scored.csv"
MOST_MODELS = 2
OWN_FILE = frozenset({"next", "train"})  # views that need no verdicts
NOTHING = Source("", Scored(np.array([], np.int64), [], np.array([], np.int8), (), {}))
MOST_RESULTS = 4


@dataclass(frozen=True)
class File:
    """A file to evaluate, and a name that tells it from others."""

    path: Path
    token: str


def choose_source(t: Translator, beside: Any) -> Source | None:
    """The rows that the views are about; None while a file is still to be chosen or scored.

    The choice stands in the container `beside` the views' buttons.
    """
    if _has_own_file():
        return NOTHING
    with beside:
        name = _source_name(t)
    if name == "file":
        return _of_job(t) if job_in_url(JOB_KEY) else _of_file(t)
    return _of_record(name)


def _has_own_file() -> bool:
    """Whether the view that is open asks for a file itself, as it needs no verdicts."""
    return st.session_state.get("evaluate_view") in OWN_FILE


def _source_name(t: Translator) -> str:
    return url_state.option_buttons(
        t("evaluate.source"),
        SOURCES,
        key=SOURCE_KEY,
        default="file" if job_in_url(JOB_KEY) else SOURCES[0],
        names=lambda name: t(f"evaluate.source_{name}"),
        label_visibility="collapsed",
    )


def source_note(t: Translator) -> None:
    """What the recorded verdicts are, below the view that is about them."""
    from core.evaluation.recorded import recorded

    name = st.session_state.get(SOURCE_KEY)
    if name in SOURCES and name != "file" and not _has_own_file():
        st.caption(t("evaluate.record", rows=len(recorded(name).scored)))


def _of_record(name: str) -> Source:
    from core.evaluation.recorded import recorded

    record = recorded(name)
    return Source(name, record.scored, record.slices, record.has_texts)


def _of_job(t: Translator) -> Source | None:
    """A file that was scored by a job of this page."""
    job_id = str(job_in_url(JOB_KEY))
    job = watch(job_id, SCORED, continues=False)
    source = None
    if job is not None:
        chosen = json.loads((job.folder / CHOICE).read_text(encoding="utf-8"))
        path = job.folder / SCORED
        scored = _read(path, path.stat().st_mtime, chosen["text"], chosen["label"])
        source = _told(Source(job_id, scored.named(chosen["models"])))
    st.button(t("evaluate.another"), icon=":material/add:", on_click=url_state.remember, args=(JOB_KEY, None))
    return source


def _of_file(t: Translator) -> Source | None:
    """A file whose verdicts stand in it; one without, or one to compare, is scored by a job first."""
    file = _choose_file(t)
    if file is None:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice, has_verdicts = _choose_columns(file, t)
    if choice is None or are_classes(file.path, choice, t):
        return None
    if not has_verdicts:
        st.info(t("evaluate.no_verdicts"), icon=":material/touch_app:")
        _score(file, choice, t)
        return None
    with st.expander(t("evaluate.score"), icon=":material/play_arrow:"):
        _score(file, choice, t)
    scored = _read(file.path, file.path.stat().st_mtime, choice.text, choice.label)
    return _told(Source(f"{file.token}/{choice.text}/{choice.label}", scored))


def _told(source: Source) -> Source:
    """The same, after what has to be known of its rows."""
    from core.evaluation.report import notes_on

    for note in notes_on(source.scored):
        show(note)
    return source


def _choose_file(t: Translator) -> File | None:
    batch = jobs.history(BATCH_KIND, browser.owner())
    done = {job.id: job for job in batch if (job.folder / BATCH_OUTPUT).is_file()}
    left, right = st.columns(2)
    chosen = left.file_uploader(t("evaluate.upload"), key="evaluate_file")
    if chosen is not None:
        stored = upload.store(chosen.file_id, chosen.name, chosen.getvalue())
        return File(stored.file, stored.token)
    picked = right.selectbox(
        t("evaluate.batch"),
        [None, *done],
        format_func=lambda job_id: _batch_name(done.get(job_id), t),
        key="evaluate_batch",
        disabled=not done,
    )
    if picked is not None:
        return File(done[picked].folder / BATCH_OUTPUT, picked)
    if right.toggle(t("evaluate.sample"), key="evaluate_sample"):
        return File(SAMPLE, "sample")
    st.caption(t("evaluate.invitation"))
    return None


def _batch_name(job: jobs.Job | None, t: Translator) -> str:
    if job is None:
        return t("evaluate.batch_none")
    uploads = job.folder / upload.UPLOADS
    return next((file.name for file in sorted(uploads.iterdir())), job.id) if uploads.is_dir() else job.id


def _choose_columns(file: File, t: Translator) -> tuple[Choice | None, bool]:
    """The columns of texts and labels, and whether there is one of verdicts."""
    from core.evaluation.class_files.reading import classes_in_table, label_in
    from core.evaluation.reading import columns_of

    table = _opened(file.path, file.path.stat().st_mtime)
    text, label, verdicts = columns_of(table, Choice())
    if label is None and classes_in_table(table):
        label = label_in(table)
    numbers = list(range(len(table.columns)))
    chosen = st.selectbox(
        t("batch.text"),
        numbers,
        index=text,
        format_func=table.columns.__getitem__,
        key=f"evaluate_text_{file.token}",
        width=260,
    )
    labels = st.selectbox(
        t("batch.label"),
        [None, *numbers],
        index=0 if label is None else label + 1,
        format_func=lambda number: t("batch.no_label") if number is None else table.columns[number],
        key=f"evaluate_label_{file.token}",
        width=260,
    )
    if labels == chosen:
        show(SentiscopeError("scoring_same_column", column=table.columns[chosen]))
        return None, bool(verdicts)
    name = None if labels is None else table.columns[labels]
    return Choice(table.columns[chosen], name), bool(verdicts)


def _score(file: File, choice: Choice, t: Translator) -> None:
    """Which models, and the button that queues the command."""
    models = st.multiselect(
        t("evaluate.models"),
        OFFERED,
        default=list(COMPARED),
        format_func=lambda name: t(f"models.{name}"),
        max_selections=MOST_MODELS,
        key="evaluate_models",
    )
    if not st.button(t("evaluate.run"), type="primary", disabled=not models, key="evaluate_run"):
        return
    stored = upload.store(file.token, file.path.name, file.path.read_bytes())
    chosen = {"text": choice.text, "label": choice.label, "models": models}
    (stored.folder / CHOICE).write_text(json.dumps(chosen), encoding="utf-8")
    arguments = [str(stored.file), f"--text={choice.text}", *(f"--model={name}" for name in models)]
    arguments += [] if choice.label is None else [f"--label={choice.label}"]
    arguments += [f"--scored={stored.folder / SCORED}", "-o", str(stored.folder / REPORT)]
    job_id = submit("core.evaluation", arguments, kind=KIND, folder=stored.folder)
    upload.forget()
    url_state.remember(JOB_KEY, job_id)
    st.rerun()


@st.cache_resource(max_entries=MOST_RESULTS, show_spinner=False)
def _opened(path: Path, modified: float) -> Any:
    """The table of a file; `modified` (seconds) tells a new file from an old one."""
    from core.data.files.tables import open_any

    return open_any(path)


@st.cache_resource(max_entries=MOST_RESULTS, show_spinner=False)
def _read(path: Path, modified: float, text: str | None, label: str | None) -> Scored:
    """The rows of a file; `modified` (seconds) tells a new file from an old one."""
    from core.evaluation.reading import read_scored

    return read_scored(path, Choice(text, label))
