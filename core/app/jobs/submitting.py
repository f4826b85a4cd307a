"""The way in for pages that queue a job: it is filed under this browser, and in public counted by its client.

A browser without our cookie gets a new name at each visit; its address it keeps. Which client has which jobs
is nowhere written down.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from core import jobs
from core.app.jobs import browser
from core.base.clients import client_at, unfinished_jobs
from core.base.errors import SentiscopeError
from core.base.settings import is_public

_lock = threading.Lock()
_ids_of: dict[str, set[str]] = {}  # the unfinished jobs of each client


def submit(module: str, arguments: Sequence[str], kind: str, folder: Path) -> str:
    """Queue a command as `jobs.submit` does, for this browser.

    Raises its SentiscopeErrors, and `job_too_many_here` where this client has as many as one may have.
    """
    with _lock:
        client = _room_for_one()
        job_id = jobs.submit(module, arguments, kind=kind, owner=browser.owner(), folder=folder)
        _ids_of.setdefault(client, set()).add(job_id)
    return job_id


def resume(job_id: str) -> jobs.Job:
    """Queue a job again as `jobs.resume` does. Raises its SentiscopeErrors, and `job_too_many_here`."""
    with _lock:
        client = _room_for_one()
        job = jobs.resume(job_id)
        _ids_of.setdefault(client, set()).add(job_id)
    return job


def _room_for_one() -> str:
    """This client, which may have one more; jobs that have ended are no longer counted, of any client."""
    client = client_at(st.context.ip_address or "")
    for other in list(_ids_of):
        _ids_of[other] = {job_id for job_id in _ids_of[other] if _is_unfinished(job_id)}
        if not _ids_of[other]:
            del _ids_of[other]
    unfinished = len(_ids_of.get(client, ()))
    if is_public() and unfinished >= unfinished_jobs():
        raise SentiscopeError("job_too_many_here", unfinished=unfinished)
    return client


def _is_unfinished(job_id: str) -> bool:
    try:
        return not jobs.status(job_id).is_finished
    except SentiscopeError:  # removed meanwhile
        return False
