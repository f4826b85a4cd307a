"""Long work: commands that report how far they are, and what runs and watches them."""

from core.jobs.folders import is_id
from core.jobs.job import Job, State
from core.jobs.queue import (
    cancel,
    filled_folder,
    hand_over,
    history,
    log_tail,
    remove,
    reserve_folder,
    resume,
    status,
    submit,
)
from core.jobs.storage import clean_up, used_bytes
from core.jobs.supervisor import keep_going

__all__ = [
    "Job",
    "State",
    "cancel",
    "clean_up",
    "filled_folder",
    "hand_over",
    "history",
    "is_id",
    "keep_going",
    "log_tail",
    "remove",
    "reserve_folder",
    "resume",
    "status",
    "submit",
    "used_bytes",
]
