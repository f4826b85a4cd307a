"""An owner's jobs under another name of the same owner."""

import pytest

from core import jobs


def test_only_the_former_owner_s_jobs_change_hands(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("SENTISCOPE_HOME", str(tmp_path))
    monkeypatch.setattr("core.jobs.supervisor.keep_going", lambda: None)
    owners = ("former", "somebody else", "")
    ids = {
        owner: jobs.submit("core.models", ["--fetch=a/b"], kind="scoring", owner=owner) for owner in owners
    }
    jobs.hand_over("former", "new")
    jobs.hand_over("", "new")
    assert [job.id for job in jobs.history("scoring", "new")] == [ids["former"]]
    assert jobs.history("scoring", "former") == []
    assert [job.id for job in jobs.history("scoring", "somebody else")] == [ids["somebody else"]]
