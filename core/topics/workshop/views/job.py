"""A step's own measurement: a button that queues a command, its progress, and the file it wrote."""

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core import jobs
from core.app import url_state
from core.app.jobs.job_panel import job_in_url, watch_measurement
from core.app.jobs.submitting import submit
from core.app.state import Translator
from core.base.errors import SentiscopeError
from core.base.settings import is_public
from core.data.locations import sst2_here

RESULT = "result.json"


def measured_here(
    module: str, options: Sequence[str], key: str, t: Translator, button: str
) -> dict[str, Any] | None:
    """The numbers that `python -m MODULE OPTIONS` wrote, once it has run; until then the way to them.

    The command reads SST-2 where it is at hand, else the small set. Its job's id is in the URL
    under `key`; `button` is what the button that starts it says. Raises SentiscopeError `result_gone`
    where the job's file cannot be read.
    """
    if is_public():
        st.caption(t("experiments.at_home"))
        return None
    job_id = job_in_url(key)
    if job_id is None:
        _offer(module, options, key, t, button)
        return None
    job = watch_measurement(job_id, key, f"{key}_another", RESULT, t)
    if job is None:
        return None
    try:
        content: dict[str, Any] = json.loads((job.folder / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SentiscopeError("result_gone") from error
    return content


def _offer(module: str, options: Sequence[str], key: str, t: Translator, button: str) -> None:
    """The command, and the button that queues it."""
    sst2 = sst2_here()
    options = [*options, *([f"--data={sst2.resolve()}"] if sst2 else [])]
    st.code(" ".join(["python -m", module, *options, "-o", RESULT]), language="shell", wrap_lines=True)
    st.caption(t("workshop_loop.on_sst2" if sst2 else "workshop_loop.on_samples"))
    if st.button(button, icon=":material/play_arrow:", key=f"{key}_run", type="primary"):
        with jobs.filled_folder() as folder:
            arguments = [*options, f"--output={folder / RESULT}"]
            job_id = submit(module, arguments, kind="workshop", folder=folder)
        url_state.remember(key, job_id)
        st.rerun()
