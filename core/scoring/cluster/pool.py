"""Workers and the parts they score: each that is ready gets the next part, until none is left.

Ray starts a worker that dies anew and gives it its part again; a part that was not finished has no note, and
its rows are written again, so none is lost or comes twice. Where a whole node is lost there may be no room to
start it anew: those that have nothing left to do make it.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

from core.base.errors import SentiscopeError
from core.scoring.cluster.errors import ours
from core.scoring.cluster.request import Part

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
    workers = [actor.remote(*arguments) for _ in range(min(count, len(parts)))]
    try:
        _share_out(ray, workers, deque(parts), done)
    except ray.exceptions.RayError as error:
        raise ours(error) from error
    finally:
        for worker in workers:
            ray.kill(worker)


def _share_out(
    ray: Any, workers: list[Any], left: deque[Part], done: Callable[[dict[str, Any]], None]
) -> None:
    waiting = {worker.ready.remote(): worker for worker in workers}
    scoring: set[Any] = set()
    while left or scoring:
        reference = ray.wait(list(waiting), num_returns=1)[0][0]
        worker, note = waiting.pop(reference), ray.get(reference)
        if reference in scoring:
            scoring.discard(reference)
            done(note)
        if left:
            following = worker.score.remote(left.popleft())
            waiting[following] = worker
            scoring.add(following)
        else:
            ray.kill(worker)  # a worker of a node that was lost may be waiting for its place
