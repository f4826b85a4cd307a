"""Which rows to label next: a file without labels, ten of its rows at a time, and what the answers tell."""

import streamlit as st

from core.app import url_state
from core.app.jobs.job_panel import job_in_url, watch
from core.app.panels import figure
from core.app.state import Translator
from core.evaluation.labelling.asking import read_record
from core.evaluation.labelling.pool_files import POOL_FILE, StoredPool, read_pool
from core.topics.evaluate.views.look import Source
from core.topics.evaluate.views.next_answers import ask
from core.topics.evaluate.views.next_file import JOB_KEY, POOL, choose_file, classes_of_job


def next_view(_source: Source, t: Translator) -> None:
    """The choice of a file, or the rows of the one that was chosen."""
    job_id = job_in_url(JOB_KEY)
    if job_id is None:
        st.markdown(t("evaluate.next_about"), width=760)
        choose_file(t)
        _measured(t)
        return
    job = watch(job_id, f"{POOL}/{POOL_FILE}", continues=False)
    if job is not None:
        stored = _pool(job_id, str(job.folder / POOL))
        ask(job_id, job.folder, stored, classes_of_job(job.folder), t)
    st.button(
        t("evaluate.another"),
        icon=":material/add:",
        key="evaluate_next_another",
        on_click=url_state.remember,
        args=(JOB_KEY, None),
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _pool(job_id: str, folder: str) -> StoredPool:
    """The pool that a job made."""
    from pathlib import Path

    return read_pool(Path(folder))


def _measured(t: Translator) -> None:
    """What asking cleverly was worth on labelled files of other people's reviews."""
    from core.topics.evaluate.figures import asking

    rows = read_record()
    intervals = [row["difference"]["uncertain"] for row in rows]
    verdicts = {name: sum(row["verdicts"][name] for row in rows) for name in ("helped", "hurt", "open")}
    st.markdown(f"**{t('evaluate.next_measured')}**")
    fewest, most = int(min(rows[0]["budgets"])), int(max(rows[0]["budgets"]))
    figure("evaluate.asking", asking, rows, t=t, fewest=fewest, most=most)
    st.markdown(
        t(
            "evaluate.next_measured_told",
            more=sum(one["low"] > 0 for one in intervals),
            less=sum(one["high"] < 0 for one in intervals),
            count=len(rows),
            fewest=fewest,
            most=most,
            runs=sum(verdicts.values()),
            **verdicts,
        ),
        width=760,
    )
    st.code("python -m core.evaluation.labelling.asking FOLDER", language="shell", wrap_lines=True)
