"""Batch: upload a file, choose its columns, score every row, and look at what came out."""

import streamlit as st

from core.app import url_state
from core.app.errors import friendly
from core.app.jobs.job_history import past_jobs
from core.app.jobs.job_panel import job_in_url, watch
from core.app.page import page_heading
from core.topics.batch.views.prepare import JOB_KEY, KIND, OUTPUT, choose_file, prepare
from core.topics.batch.views.preview import what_comes_out
from core.topics.batch.views.results import show_result


def open_job(job_id: str) -> None:
    """Show a job that was begun before."""
    url_state.remember(JOB_KEY, job_id)


def draw() -> None:
    t = page_heading("batch")
    job_id = job_in_url(JOB_KEY)
    with friendly():
        if job_id is None:
            stored = choose_file(t)
            if stored is not None:
                prepare(stored, t)
            else:
                what_comes_out(t)
            past_jobs(KIND, OUTPUT, open_job, t)
            return
        job = watch(job_id, OUTPUT)
        st.caption(t("batch.come_back"))
        if job is not None:
            show_result(job.folder / OUTPUT, t)
    st.button(t("batch.another"), icon=":material/add:", on_click=url_state.remember, args=(JOB_KEY, None))
