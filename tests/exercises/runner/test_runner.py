"""The warm process: when it starts, what it survives, when it ends."""

import os
import signal
import subprocess
import threading
import time

import psutil
import pytest
import torch

from core.base.errors import SentiscopeError
from core.exercises.runner.client import AT_ONCE, HAS_FORK, Runner
from core.exercises.runner.limits import Limits
from tests.exercises.runner.support import tried, works

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(not HAS_FORK, reason="there is no fork here"),
]


@pytest.fixture
def own():
    made = Runner(idle=0.2, looks=0.1)
    yield made
    made.stop()


def until(holds, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_it_starts_with_the_first_check_and_ends_when_idle(own: Runner) -> None:
    assert own.process is None
    assert works(own)
    assert until(lambda: own.process is None)
    assert works(own)


def test_it_is_not_idle_while_a_check_runs(own: Runner) -> None:
    with own.check(Limits(seconds=20)) as check:
        check.session.load("def f(x):\n    return x", "f", 1)
        number = own.process
        time.sleep(1)
        assert own.process == number
        assert check.session.call((3,))[0] == 3


def test_it_has_one_thread_and_torch_one_too(own: Runner) -> None:
    text = "def f(x):\n    return torch.get_num_threads()"
    assert tried(text, by=own).result == 1
    assert own.process is not None
    assert psutil.Process(own.process).num_threads() == 1


def test_it_is_started_again_where_it_died(own: Runner) -> None:
    assert works(own)
    assert own.process is not None
    os.kill(own.process, signal.SIGKILL)
    assert works(own)


def test_it_is_started_again_where_its_end_shows_late(monkeypatch) -> None:
    """The kernel closes a killed process's sockets before it lets its parent wait for it."""
    own = Runner(looks=60)
    assert works(own)
    process = own._process
    assert process is not None
    waited: list[float | None] = []

    def wait(timeout: float | None = None) -> int:
        waited.append(timeout)
        return subprocess.Popen.wait(process, timeout)

    monkeypatch.setattr(process, "poll", lambda: process.returncode if waited else None)
    monkeypatch.setattr(process, "wait", wait)
    os.kill(process.pid, signal.SIGKILL)
    assert works(own)
    assert waited
    assert own._process is not process
    own.stop()


def test_a_check_whose_warm_process_dies_is_stopped(own: Runner) -> None:
    with own.check() as check:
        check.session.load("import time\ndef f(x):\n    time.sleep(60)", "f", 1)
        assert own.process is not None
        children = psutil.Process(own.process).children(recursive=True)
        os.kill(own.process, signal.SIGKILL)
        assert children
        assert until(lambda: not any(child.is_running() for child in children))


def test_stopping_ends_all_that_it_made(own: Runner) -> None:
    with own.check(Limits(seconds=30)) as check:
        check.session.load("def f(x):\n    return x", "f", 1)
        assert own.process is not None
        processes = [psutil.Process(own.process), *psutil.Process(own.process).children(recursive=True)]
        own.stop()
        assert until(lambda: not any(process.is_running() for process in processes))


def test_warming_up_happens_in_the_background(own: Runner) -> None:
    started = Runner(idle=60)
    try:
        started.warm_up()
        assert until(lambda: started.process is not None, 60)
    finally:
        started.stop()


def test_further_checks_wait_for_their_turn(own: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.exercises.runner.client.SECONDS_TO_WAIT", 0.2)
    free = threading.Event()

    def hold() -> None:
        with own.check(Limits(seconds=60)):
            free.wait(30)

    assert works(own)
    holding = [threading.Thread(target=hold) for _ in range(AT_ONCE)]
    for thread in holding:
        thread.start()
    try:
        assert until(lambda: own._in_use == AT_ONCE)
        with pytest.raises(SentiscopeError) as caught, own.check():
            pass
        assert caught.value.key == "exercise_busy"
    finally:
        free.set()
        for thread in holding:
            thread.join()
    assert works(own)


def test_many_checks_at_once_each_get_their_own_result(own: Runner) -> None:
    results: dict[int, float] = {}

    def one(number: int) -> None:
        results[number] = float(tried(f"def f(x):\n    return {number} * x", by=own).result[0])

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: float(number) for number in range(8)}


def test_a_harness_that_is_not_there_is_told_and_the_next_check_runs(own: Runner) -> None:
    with pytest.raises(SentiscopeError) as caught, own.check(harness="core.exercises.real_model:NOTHING"):
        pass
    assert caught.value.key == "exercise_not_started"
    assert works(own)


def test_where_there_is_no_fork_a_fresh_process_does_the_same() -> None:
    fresh = Runner(fork=False)
    assert works(fresh)
    assert fresh.process is None
    assert tried("import os\ndef f(x):\n    os._exit(3)", by=fresh).code == 3
    assert tried("def f(x):\n    while True: pass", by=fresh).stopped == "time"
    assert tried("def f(x):\n    open('/canary', 'w')", by=fresh).problem["of"] == "files"
    told = tried("def f(x):\n    print('hi')\n    return x", by=fresh)
    assert (told.printed, told.result.tolist()) == ("hi\n", [1, 1])


def test_calls_are_deterministic(own: Runner) -> None:
    text = "def f(x):\n    return torch.rand(3)"
    assert torch.equal(tried(text, by=own).result, tried(text, by=own).result)
