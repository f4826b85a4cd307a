import pytest

from core.jobs.limits import HOME, PUBLIC, limits
from tests.jobs.support import raises


def test_a_public_server_takes_on_less(monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits() == HOME
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    assert limits() == PUBLIC
    assert PUBLIC.megabytes < HOME.megabytes


def test_a_variable_changes_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_WAITING", "7")
    assert limits().waiting == 7


@pytest.mark.parametrize("text", ["", "two", "-1", "1.5"])
def test_a_limit_is_a_whole_number(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("SENTISCOPE_JOBS_DAYS", text)
    with raises("setting_not_a_number"):
        limits()
