"""Workers and the parts they score: each that is ready gets the next part, until none is left.

Ray starts a worker that dies anew and gives it its part again; a part that was not finished has no note, and
its rows are written again, so none is lost or comes twice. Where a whole node is lost there may be no room to
start it anew: those that have nothing left to do make it. A worker that Ray gives up, be it before it began,
is replaced, and its part given to another.
"""

import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from core.base.errors import SentiscopeError
from core.scoring.cluster.errors import ours
from core.scoring.cluster.request import Part

log = logging.getLogger(__name__)
LIVES = 3  # a worker that dies again and again dies of its part


def room(ray: Any, threads: int, wanted: int | None) -> int:
    """How many workers to start: no more than the nodes have processors for, since the rest would wait.

    Raises `ray_no_room` where none has `threads` of them: a worker would wait for ever.
    """
    nodes = [node["Resources"].get("CPU", 0) for node in ray.nodes() if node["Alive"]]
    most = sum(int(processors) // threads for processors in nodes)
    if not most:
        raise SentiscopeError("ray_no_room", threads=threads, most=int(max(nodes, default=0)))
    return min(wanted, most) if wanted else most


def each(ray: Any, function: Callable[..., Any], arguments: list[tuple[Any, ...]]) -> list[Any]:
    """What a function returns for each tuple of arguments, in order, computed by the cluster."""
    try:
        remote = ray.remote(function).options(num_cpus=1, max_retries=LIVES)
        return list(ray.get([remote.remote(*some) for some in arguments]))
    except ray.exceptions.RayError as error:
        raise ours(error) from error


def score_all(
    ray: Any,
    make: tuple[type, tuple[Any, ...]],
    parts: list[Part],
    count: int,
    threads: int,
    done: Callable[[dict[str, Any]], None],
) -> None:
    """Have every part scored by `count` workers, `done` being called with each note.

    `make` is the workers' class and the arguments of each. Raises what made a worker fail.
    """
    kind, arguments = make
    actor = ray.remote(kind).options(num_cpus=threads, max_restarts=LIVES, max_task_retries=LIVES)
    crew = _Crew(ray, lambda: actor.remote(*arguments), deque(parts))
    try:
        crew.share_out(min(count, len(parts)), done)
    except ray.exceptions.RayError as error:
        raise ours(error) from error
    finally:
        for worker in crew.begun:
            ray.kill(worker)


class _Crew:
    """Workers, what each is at, and the parts that are left."""

    def __init__(self, ray: Any, begin: Callable[[], Any], left: deque[Part]) -> None:
        self.begun: list[Any] = []
        self._ray, self._begin, self._left = ray, begin, left
        self._at: dict[Any, tuple[Any, Part | None]] = {}  # by reference; no part while a worker loads
        self._handed_on: set[int] = set()
        self._replacements = LIVES

    def share_out(self, count: int, done: Callable[[dict[str, Any]], None]) -> None:
        """Return when each part has its note."""
        for _ in range(count):
            self._add()
        while self._left or any(part for _, part in self._at.values()):
            reference = self._ray.wait(list(self._at), num_returns=1)[0][0]
            worker, part = self._at.pop(reference)
            try:
                note = self._ray.get(reference)
            except self._ray.exceptions.ActorDiedError as error:
                self._replace(part, error)
                continue
            if part:
                done(note)
            self._go_on(worker)

    def _add(self) -> None:
        worker = self._begin()
        self.begun.append(worker)
        self._at[worker.ready.remote()] = worker, None

    def _go_on(self, worker: Any) -> None:
        if self._left:
            part = self._left.popleft()
            self._at[worker.score.remote(part)] = worker, part
        else:
            self._ray.kill(worker)  # a worker of a node that was lost may be waiting for its place

    def _replace(self, part: Part | None, error: Any) -> None:
        """Give a dead worker's part to another, once; raises where its part or its model killed it."""
        if error.actor_init_failed or not self._replacements or (part and part.number in self._handed_on):
            raise error
        log.info("a worker is replaced", exc_info=error)
        self._replacements -= 1
        if part:
            self._handed_on.add(part.number)
            self._left.appendleft(part)
        self._add()
