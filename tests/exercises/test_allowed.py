"""Where code is run: at home, by a server that only this machine reaches."""

import pytest

from core.exercises.allowed import why_not


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "127.3.2.1", "::1", "[::1]"])
def test_at_home_code_is_run(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENTISCOPE_PUBLIC", raising=False)
    assert why_not(address) is None


@pytest.mark.parametrize("address", ["", "0.0.0.0", "::", "192.168.1.7", "my.host", "localhost.my.host"])
def test_where_others_listen_none_is(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENTISCOPE_PUBLIC", raising=False)
    assert why_not(address) == "exercises_heard"


@pytest.mark.parametrize("address", ["localhost", "0.0.0.0"])
def test_in_public_none_is(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    assert why_not(address) == "exercises_public"
