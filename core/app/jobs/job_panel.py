"""The job panel: how far a job is, what it still needs, and the buttons to stop it or let it go on."""

from collections.abc import Callable

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.errors import friendly, show
from core.app.jobs.submitting import resume
from core.app.numbers import numeral
from core.app.state import Translator, translator
from core.base.errors import SentiscopeError

SECONDS_BETWEEN_LOOKS = 1.0
MINUTE = 60
INPUT_ERRORS = ("csv_", "json_", "parquet_", "gzip_", "scoring_same_column")


def job_in_url(key: str) -> str | None:
    """The id of the job that a page shows; what cannot be one is taken out of the URL."""
    job_id = url_state.remembered(key)
    if job_id is None or jobs.is_id(job_id):
        return job_id
    url_state.remember(key, None)
    return None


Live = Callable[[jobs.Job], None]


def watch(
    job_id: str, made: str = "", *, continues: bool = True, live: Live | None = None
) -> jobs.Job | None:
    """Show a job until it ends; returns it once it is done, else None. The page runs again at its end.

    `made` is the file or folder that the job makes in its own: where that was deleted, the panel says so.
    `continues` says whether the command goes on where it was stopped, or begins anew. `live` draws what
    else there is to see of the job at each look, also once it has stopped.
    """
    try:
        job = jobs.status(job_id)
    except SentiscopeError as error:
        show(error)
        return None
    if job.is_finished and _is_deleted(job, made):
        show(SentiscopeError("job_files_gone"))
        return None
    if job.state is jobs.State.DONE:
        return job
    if job.is_finished:
        _stopped(job, continues, translator())
        if live:
            live(job)
    else:
        _running(job_id, live)
    return None


def _is_deleted(job: jobs.Job, made: str) -> bool:
    """Whether somebody deleted a job's folder, or what it made there, of which somebody has use."""
    needed = job.folder / made if job.state is jobs.State.DONE else job.folder
    return bool(made) and not needed.exists()


def watch_measurement(job_id: str, key: str, widget: str, made: str, t: Translator) -> jobs.Job | None:
    """Watch a job that begins anew where it was stopped; the button under it forgets its id under `key`."""
    job = watch(job_id, made, continues=False)
    st.button(
        t("experiments.another"),
        icon=":material/replay:",
        key=widget,
        on_click=url_state.remember,
        args=(key, None),
    )
    return job


@st.fragment(run_every=SECONDS_BETWEEN_LOOKS)
def _running(job_id: str, live: Live | None) -> None:
    t = translator()
    with friendly():
        job = jobs.status(job_id)
        if job.is_finished:
            st.rerun(scope="app")
        st.progress(share_done(job), text=progress_text(job, t))
        _button("cancel", ":material/stop:", jobs.cancel, job_id, t)
        if live:
            live(job)


def _stopped(job: jobs.Job, continues: bool, t: Translator) -> None:
    error = job.error
    if error is not None:
        show(error)
        if _lasts(error):
            return
    else:
        st.info(t("jobs.cancelled", done=f"{job.done:,}", total=f"{job.total:,}"), icon=":material/stop:")
    name = "resume" if continues else "again"
    _button(name, ":material/resume:", resume, job.id, t)


def _lasts(error: SentiscopeError) -> bool:
    """Whether the input is at fault, which another try finds as it was."""
    return error.key.startswith(INPUT_ERRORS) and error.key != "csv_cannot_write"


def share_done(job: jobs.Job) -> float:
    """The bar's part of its whole: what the text beside it says, as a number; 0 while that names no steps."""
    is_counted = job.state is not jobs.State.WAITING and job.total
    return min(1.0, job.done / job.total) if is_counted else 0.0


def progress_text(job: jobs.Job, t: Translator) -> str:
    """One line: place in the queue, or steps done, speed and time left."""
    if job.state is jobs.State.WAITING:
        return t("jobs.waiting", place=job.queue_position)
    if not job.total:
        return t("jobs.starting")
    parts = [t("jobs.steps", done=f"{job.done:,}", total=f"{job.total:,}")]
    if job.rate:
        parts.append(t("jobs.rate", rate=numeral(job.rate, ",.1f")))
    if job.seconds_left is not None:
        parts.append(t("jobs.left", time=duration(job.seconds_left)))
    return " · ".join(parts)


def _button(name: str, icon: str, act: Callable[[str], jobs.Job], job_id: str, t: Translator) -> None:
    def press() -> None:
        with friendly():
            act(job_id)

    st.button(t(f"jobs.{name}"), icon=icon, key=f"{name}_{job_id}", on_click=press)


def duration(seconds: float) -> str:
    """A time span as minutes:seconds."""
    minutes, rest = divmod(max(0, round(seconds)), MINUTE)
    return f"{minutes}:{rest:02d}"
