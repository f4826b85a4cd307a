"""How much the runner takes on: defaults for home and for a public server, each changed by a variable."""

from dataclasses import dataclass

from core.base import settings
from core.base.settings import whole_number

ATTEMPTS = 3
MEGABYTE = 1_000_000
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Limits:
    """Jobs that run at once, wait, and belong to one owner; megabytes of all folders; days until removal."""

    running: int
    waiting: int
    per_owner: int
    megabytes: int
    days: int


HOME = Limits(running=2, waiting=50, per_owner=20, megabytes=20_000, days=90)
PUBLIC = Limits(running=2, waiting=20, per_owner=3, megabytes=2_000, days=1)


def limits() -> Limits:
    """The limits in force: `SENTISCOPE_JOBS_RUNNING`, `…_WAITING`, `…_PER_OWNER`, `…_MEGABYTES`, `…_DAYS`.

    Raises SentiscopeError `setting_not_a_number` where a variable is not a whole number from 0 up.
    """
    default = PUBLIC if settings.is_public() else HOME
    return Limits(
        running=whole_number("SENTISCOPE_JOBS_RUNNING", default.running),
        waiting=whole_number("SENTISCOPE_JOBS_WAITING", default.waiting),
        per_owner=whole_number("SENTISCOPE_JOBS_PER_OWNER", default.per_owner),
        megabytes=whole_number("SENTISCOPE_JOBS_MEGABYTES", default.megabytes),
        days=whole_number("SENTISCOPE_JOBS_DAYS", default.days),
    )
