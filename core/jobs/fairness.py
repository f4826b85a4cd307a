"""Whose turn it is: owners take turns, and within an owner the job that waits longest goes first.

So a hundred jobs of one person hold up another's first one by a single job at most.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """A job that waits; `turn` counts submissions, `owner` is "" for a job that counts for no owner."""

    id: str
    owner: str
    turn: int


def in_order(
    waiting: Iterable[Waiting], running: Mapping[str, int], served: Mapping[str, float]
) -> list[str]:
    """The ids in the order in which they will begin, if no more jobs are submitted.

    `running` counts the running jobs of each owner; `served` when each owner's latest job began.
    Whoever has fewer running goes first, then whoever was served longest ago.
    """
    queue = sorted(waiting, key=lambda job: job.turn)
    turns: Counter[str] = Counter()  # of each owner in this list
    order = []
    while queue:
        best = min(queue, key=lambda job: _claim(job, running, served, turns))
        turns[_turn_taker(best)] += 1
        order.append(best.id)
        queue.remove(best)
    return order


def _claim(
    job: Waiting, running: Mapping[str, int], served: Mapping[str, float], turns: Mapping[str, int]
) -> tuple[float, ...]:
    if not job.owner:
        return 0, 0.0, job.turn
    turns_taken = running.get(job.owner, 0) + turns.get(job.owner, 0)
    return turns_taken, served.get(job.owner, 0.0), job.turn


def _turn_taker(job: Waiting) -> str:
    return job.owner or job.id
