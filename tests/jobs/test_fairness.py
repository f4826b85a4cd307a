"""Owners take turns."""

from hypothesis import given
from hypothesis import strategies as st

from core.jobs.fairness import Waiting, in_order


def queue(owners: str) -> list[Waiting]:
    """One job a letter, submitted in this order; a dot belongs to nobody."""
    return [Waiting(str(turn), owner.strip("."), turn) for turn, owner in enumerate(owners)]


def order(owners: str, running: dict[str, int] | None = None, served: dict[str, float] | None = None) -> str:
    jobs = {job.id: job for job in queue(owners)}
    return "".join(jobs[id_].owner or "." for id_ in in_order(jobs.values(), running or {}, served or {}))


def test_one_owner_is_served_as_they_came() -> None:
    assert in_order(queue("aaa"), {}, {}) == ["0", "1", "2"]


def test_a_newcomer_waits_for_one_job_at_most() -> None:
    assert order("aaaab") == "abaaa"
    assert order("aaaabb") == "ababaa"
    assert order("aaab", running={"a": 1}) == "baaa"
    assert order("aab", served={"a": 5.0}) == "baa"


def test_who_was_served_longest_ago_goes_first() -> None:
    assert order("abc", served={"a": 3.0, "b": 1.0, "c": 2.0}) == "bca"


def test_jobs_of_nobody_are_not_held_up() -> None:
    assert order("a.a.", running={"a": 1}) == "..aa"


@given(st.text("abc.", max_size=12))
def test_every_job_begins_once_and_each_owners_in_their_order(owners: str) -> None:
    jobs = queue(owners)
    found = in_order(jobs, {}, {})
    assert sorted(found) == sorted(job.id for job in jobs)
    for owner in "abc":
        mine = [job.id for job in jobs if job.owner == owner]
        assert [id_ for id_ in found if id_ in mine] == mine
