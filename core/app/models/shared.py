"""What is loaded once for all pages and visitors, and let go when nobody has used it for a while."""

import gc
from collections.abc import Callable
from functools import wraps
from inspect import Signature, signature
from threading import RLock
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

import streamlit as st

from core.base.heap import give_back
from core.base.idle import Idle
from core.base.kept import Kept

SECONDS = 30 * 60
Load = TypeVar("Load", bound=Callable[..., Any])
_shared: list[tuple[Idle, Any]] = []  # when each was used, and the cache that holds it


def worked_out_once(
    most_bytes: int, size: Callable[[Any], int], idle: Idle | None = None
) -> Callable[[Load], Load]:
    """Keep a function's results for all visitors, those used last, of `most_bytes` together by their `size`.

    All are let go when nobody has asked for a while: they may hold a model. Arguments left out count as their
    defaults.
    """
    use = idle or Idle(SECONDS)

    def decorate(work_out: Load) -> Load:
        kept: Kept[Any] = Kept(most_bytes, weight=size)
        parameters = signature(work_out)
        _shared.append((use, kept))

        @wraps(work_out)
        def shared(*args: Any, **kwargs: Any) -> Any:
            use.use()
            key = _key(parameters, args, kwargs)
            found = kept.get(key)
            if found is None:
                found = work_out(*args, **kwargs)
                kept.put(key, found)
            return found

        return cast("Load", shared)

    return decorate


def loaded_once(max_entries: int, idle: Idle | None = None) -> Callable[[Load], Load]:
    """Cache what a function loads, each set of arguments once, until nobody has asked for a while.

    What somebody still holds is never loaded a second time, even where the cache has let go of it. Results
    are held weakly there, which tuples, lists and dictionaries cannot be. `clear` of what is returned forgets
    everything, also what somebody holds.
    """
    use = idle or Idle(SECONDS)

    def decorate(load: Load) -> Load:
        alive: WeakValueDictionary[Any, Any] = WeakValueDictionary()
        cached = st.cache_resource(max_entries=max_entries, show_spinner=False)(_one_copy(load, alive))
        _shared.append((use, cached))

        @wraps(load)
        def shared(*args: Any, **kwargs: Any) -> Any:
            use.use()
            return cached(*args, **kwargs)

        def clear() -> None:
            cached.clear()
            alive.clear()

        shared.clear = clear  # type: ignore[attr-defined]
        return cast("Load", shared)

    return decorate


def forget_idle_models() -> None:
    """Let go of what nobody has used for a while, and give the free memory back to the system.

    Circles are looked for only where a network may hang in one: with torch loaded that holds all pages back
    by some 250 ms.
    """
    over = [cached for idle, cached in _shared if idle.is_over()]
    for cached in over:
        cached.clear()
    if over:
        gc.collect()
    give_back()


def _one_copy(load: Load, alive: WeakValueDictionary[Any, Any]) -> Load:
    """The result that is still alive, where there is one; arguments left out count as their defaults."""
    lock, parameters = RLock(), signature(load)

    @wraps(load)
    def once(*args: Any, **kwargs: Any) -> Any:
        key = _key(parameters, args, kwargs)
        with lock:
            found = alive.get(key)
            if found is None:
                found = alive[key] = load(*args, **kwargs)
            return found

    return cast("Load", once)


def _key(parameters: Signature, args: Any, kwargs: Any) -> tuple[Any, ...]:
    """Arguments by the names of their parameters."""
    bound = parameters.bind(*args, **kwargs)
    bound.apply_defaults()
    return tuple(bound.arguments.items())
