"""The event loop: what other threads hand it is run in order, soon, and with few wake-ups."""

import asyncio
import threading

import pytest

from core.app.serving.wakeups import gather_wakeups


def test_calls_of_another_thread_run_in_order_and_wake_a_busy_loop_once() -> None:
    async def gathered() -> tuple[list[int], int]:
        loop = asyncio.get_running_loop()
        woken = 0
        real = loop.call_soon_threadsafe

        def counted(*arguments: object, **options: object) -> asyncio.Handle:
            nonlocal woken
            woken += 1
            return real(*arguments, **options)

        loop.call_soon_threadsafe = counted
        gather_wakeups(loop)
        ran: list[int] = []
        ended = asyncio.Event()

        def hand_over() -> None:
            for number in range(1000):
                loop.call_soon_threadsafe(ran.append, number)
            loop.call_soon_threadsafe(ended.set)

        thread = threading.Thread(target=hand_over)
        thread.start()
        thread.join()  # so that the loop takes nothing before all is handed over
        await asyncio.wait_for(ended.wait(), 60)
        return ran, woken

    ran, woken = asyncio.run(gathered())
    assert ran == list(range(1000))
    assert woken == 1


def test_a_single_call_reaches_a_loop_that_sleeps_again_and_again() -> None:
    async def gathered() -> int:
        loop = asyncio.get_running_loop()
        gather_wakeups(loop)
        for _ in range(20):
            called = asyncio.Event()
            threading.Thread(target=loop.call_soon_threadsafe, args=(called.set,)).start()
            await asyncio.wait_for(called.wait(), 60)
        return 20

    assert asyncio.run(gathered()) == 20


def test_a_loop_that_ends_with_what_it_was_handed_leaves_no_error_behind() -> None:
    loop = asyncio.new_event_loop()
    real = loop.call_soon_threadsafe

    def handed(*arguments: object, **options: object) -> asyncio.Handle:
        handle = real(*arguments, **options)
        loop.close()
        return handle

    loop.call_soon_threadsafe = handed
    gather_wakeups(loop)
    loop.call_soon_threadsafe(print)
    with pytest.raises(RuntimeError, match="closed"):  # as asyncio itself says of a closed loop
        loop.call_soon_threadsafe(print)
