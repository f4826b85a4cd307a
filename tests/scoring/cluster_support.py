"""A cluster without Ray: workers that are called in this process, for tests of what is around them."""

from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest

from core.scoring.cluster import engine
from core.scoring.cluster.errors import ours
from core.scoring.cluster.request import Part


def no_ray(monkeypatch: pytest.MonkeyPatch, workers: int = 2) -> None:
    """Let the engine of clusters call surveys and workers itself."""
    monkeypatch.setattr(engine, "connected", lambda: nullcontext(None))
    monkeypatch.setattr(engine, "room", lambda ray, threads, wanted: wanted or workers)
    monkeypatch.setattr(engine, "each", _each)
    monkeypatch.setattr(engine, "score_all", _score_all)


@contextmanager
def _as_from_ray() -> Any:
    try:
        yield
    except RuntimeError as error:
        raise ours(error) from error


def _each(ray: None, function: Callable[..., Any], arguments: list[tuple[Any, ...]]) -> list[Any]:
    with _as_from_ray():
        return [function(*some) for some in arguments]


def _score_all(
    ray: None,
    make: tuple[type, tuple[Any, ...]],
    parts: list[Part],
    count: int,
    threads: int,
    done: Callable[[dict[str, Any]], None],
) -> None:
    with _as_from_ray():
        worker = make[0](*make[1])
        for part in parts:
            done(worker.score(part))
