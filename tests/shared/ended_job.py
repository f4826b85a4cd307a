"""A job of a test, run to its end."""

import time

from core import jobs

PATIENCE_SECONDS = 180  # a machine that does much else is no fault of a job


def wait_for_end(job_id: str) -> jobs.Job:
    """The job once it is finished, whether it failed or not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        job = jobs.status(job_id)
        if job.is_finished:
            return job
        time.sleep(0.2)
    raise AssertionError(jobs.log_tail(job_id))
