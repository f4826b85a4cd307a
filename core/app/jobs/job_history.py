"""The jobs that this browser began before: open, download or remove them, and see how much room they take."""

import time
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from core import jobs
from core.app.errors import show
from core.app.jobs import browser
from core.app.jobs.upload import UPLOADS
from core.app.numbers import numeral
from core.app.state import Translator
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.jobs.limits import limits

SHOWN = 12
MEGABYTE = 1_000_000


def past_jobs(kind: str, output: str, open_job: Callable[[str], None], t: Translator) -> None:
    """This browser's jobs of a kind, newest first; those of other browsers are not listed."""
    past = jobs.history(kind, browser.owner())
    if not past:
        return
    st.markdown(f"#### {t('batch.past')}")
    for job in past[:SHOWN]:
        _row(job, output, open_job, t)
    if not is_public():
        _storage(past, t)


def _row(job: jobs.Job, output: str, open_job: Callable[[str], None], t: Translator) -> None:
    name = _name(job.folder) or t("jobs.gone")
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"past_{job.id}"):
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(job.created))
        details = {"when": when, "state": t(f"batch.past_state_{job.state}"), "done": f"{job.done:,}"}
        with st.container(width="stretch"):
            st.text(name)
            st.caption(t("batch.past_line", **details, total=f"{job.total:,}"))
        st.button(
            t("batch.past_open"),
            icon=":material/open_in_new:",
            key=f"open_{job.id}",
            on_click=open_job,
            args=(job.id,),
        )
        if job.state is jobs.State.DONE and (job.folder / output).is_file():
            st.download_button(
                t("batch.download"),
                data=(job.folder / output).read_bytes,
                file_name=f"{Path(name).stem}-scored.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
                key=f"download_{job.id}",
            )
        if job.is_finished:
            st.button(
                t("batch.past_remove"),
                icon=":material/delete:",
                help=t("batch.past_remove_help"),
                key=f"remove_{job.id}",
                on_click=_remove,
                args=([job.id],),
            )


def _storage(past: list[jobs.Job], t: Translator) -> None:
    most = limits()
    used = numeral(jobs.used_bytes() / MEGABYTE, ",.0f")
    st.caption(t("batch.storage", used=used, quota=f"{most.megabytes:,}", days=most.days))
    finished = [job.id for job in past if job.is_finished]
    if finished:
        st.button(
            t("batch.clean"),
            icon=":material/cleaning_services:",
            key="past_clean",
            on_click=_remove,
            args=(finished,),
        )


def _remove(job_ids: list[str]) -> None:
    for job_id in job_ids:
        try:
            jobs.remove(job_id)
        except SentiscopeError as error:
            if error.key != "job_unknown":  # else removed meanwhile, in another tab
                show(error)
                return


def _name(folder: Path) -> str:
    """What the user's file was called; "" where it was deleted."""
    uploads = folder / UPLOADS
    return next((file.name for file in sorted(uploads.iterdir())), "") if uploads.is_dir() else ""
