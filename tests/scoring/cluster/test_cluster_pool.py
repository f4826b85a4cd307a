"""Parts shared out among workers of which some die for good: each is scored once, or it is said why not."""

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base.errors import SentiscopeError
from core.jobs import failure
from core.scoring.cluster.pool import LIVES, score_all
from core.scoring.cluster.request import Part

PARTS = [Part(number, "a.csv", 1, "review", number, 7) for number in range(7)]
Fate = Callable[[int, Part | None], Exception | None]


class Died(Exception):
    """As Ray's error for a worker that it has given up."""

    actor_init_failed = False


class Call:
    """A reference: a worker's call for a part, None while the worker loads, and how it ends."""

    def __init__(self, worker: int, part: Part | None, error: Exception | None) -> None:
        self.worker, self.part, self.error = worker, part, error


class FakeRay:
    """What of Ray the pool needs: calls end in the order that `choose` gives, and as `fate` says."""

    exceptions = SimpleNamespace(RayError=Exception, ActorDiedError=Died)

    def __init__(self, fate: Fate, choose: Callable[[int], int] = lambda count: 0) -> None:
        self._fate, self._choose = fate, choose
        self.begun = 0
        self.killed: set[int] = set()

    def remote(self, kind: type) -> "FakeRay":
        return self

    def options(self, **how: object) -> SimpleNamespace:
        return SimpleNamespace(remote=self._begin)

    def _begin(self) -> SimpleNamespace:
        number = self.begun
        self.begun += 1

        def call(part: Part | None = None) -> Call:
            assert number not in self.killed
            return Call(number, part, self._fate(number, part))

        method = SimpleNamespace(remote=call)
        return SimpleNamespace(number=number, ready=method, score=method)

    def wait(self, calls: list[Call], num_returns: int) -> tuple[list[Call], list[Call]]:
        return [calls[self._choose(len(calls))]], []

    def get(self, call: Call) -> dict[str, int] | None:
        if call.error:
            raise call.error
        return call.part and {"number": call.part.number, "worker": call.worker}

    def kill(self, worker: SimpleNamespace) -> None:
        self.killed.add(worker.number)


def notes_of(ray: FakeRay) -> list[dict[str, int]]:
    notes: list[dict[str, int]] = []
    score_all(ray, (object, ()), PARTS, 3, 1, notes.append)
    return notes


def key_of(ray: FakeRay) -> str:
    with pytest.raises(SentiscopeError) as caught:
        notes_of(ray)
    assert ray.killed == set(range(ray.begun))
    return caught.value.key


def test_a_worker_that_never_began_is_replaced() -> None:
    ray = FakeRay(lambda worker, part: Died() if worker in (0, 2) else None)
    notes = notes_of(ray)
    assert sorted(note["number"] for note in notes) == list(range(7))
    assert {note["worker"] for note in notes} == {1, 3, 4}
    assert ray.killed == set(range(5))


def test_a_dead_worker_s_part_is_another_s_once() -> None:
    deaths = [Died()]
    ray = FakeRay(lambda worker, part: deaths.pop() if part == PARTS[3] and deaths else None)
    notes = notes_of(ray)
    assert sorted(note["number"] for note in notes) == list(range(7))
    assert len(ray.killed) == ray.begun == 3 + 1
    twice = FakeRay(lambda worker, part: Died() if part == PARTS[3] else None)
    assert key_of(twice) == "ray_failed"
    assert twice.begun == 3 + 1


def test_where_none_begins_it_is_said_soon() -> None:
    ray = FakeRay(lambda worker, part: Died("never ran"))
    assert key_of(ray) == "ray_failed"
    assert ray.begun == 3 + LIVES


def test_a_model_that_does_not_load_is_not_tried_again() -> None:
    error = Died(failure.encode(SentiscopeError("why_no_method")))
    error.actor_init_failed = True
    ray = FakeRay(lambda worker, part: error)
    assert key_of(ray) == "why_no_method"
    assert ray.begun == 3


@given(data=st.data())
def test_each_part_is_scored_once_or_the_job_fails(data: st.DataObject) -> None:
    deaths: list[Part | None] = []

    def fate(worker: int, part: Part | None) -> Exception | None:
        if data.draw(st.integers(0, 9)):
            return None
        deaths.append(part)
        return Died()

    ray = FakeRay(fate, lambda count: data.draw(st.integers(0, count - 1)))
    try:
        notes = notes_of(ray)
    except SentiscopeError:
        most = max(Counter(part.number for part in deaths if part).values(), default=0)
        assert most > 1 or len(deaths) > LIVES
    else:
        assert sorted(note["number"] for note in notes) == list(range(7))
