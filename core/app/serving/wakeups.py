"""Fewer wake-ups of the server's event loop, which every message of a running page asks for.

Streamlit hands each element of a page to the event loop by `call_soon_threadsafe`: the loop's thread wakes,
takes Python's lock from the page's thread, finds one element and waits again. What it finds goes to the
browser in one flush every few milliseconds anyway. So what comes within that time after a wake-up is left
lying for the next one, which has been ordered already.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from typing import Any

SECONDS = 0.005  # Streamlit's own time between two flushes


def gather_wakeups(loop: asyncio.AbstractEventLoop) -> None:
    """From now on other threads wake `loop` once in `SECONDS` at most; nothing waits longer than that."""
    wake = loop.call_soon_threadsafe
    ordered = False

    def wait() -> None:
        loop.call_later(SECONDS, done)

    def done() -> None:
        nonlocal ordered
        ordered = False  # whatever came before this is taken by the loop's next round, which does not wait

    def call(
        callback: Callable[..., object], *arguments: Any, context: Context | None = None
    ) -> asyncio.Handle:
        nonlocal ordered
        if loop.get_debug():  # it would refuse what follows
            return wake(callback, *arguments, context=context)
        # Into the loop's queue first, so that it lies there when `done` looks no more.
        handle = loop.call_soon(callback, *arguments, context=context)
        if not ordered:
            ordered = True  # at once: the loop may be long in taking what it is woken for
            with suppress(RuntimeError):  # the callback may have been the last thing that the loop ran
                wake(wait)
        return handle

    loop.call_soon_threadsafe = call  # type: ignore[assignment,method-assign]
