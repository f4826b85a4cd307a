"""Jobs of before the browser had a name of its own."""

import pytest

from core.app.jobs.former_owner import browser_secret


def test_a_browser_is_known_by_its_token_however_it_is_masked() -> None:
    """Two cookies that a server gave one browser, and one that it gave another."""
    first = browser_secret("2|f853ddce|36cfc735398b485307d9552eacb9ec6c|1795546969")
    again = browser_secret("2|b5bb54fb|7b274e007463c1664a31dc1be1516559|1795546969")
    other = browser_secret("2|4263c495|7283476c49f043cac9f3b23f9de13f2e|1795546999")
    assert first is not None
    assert first == again != other


@pytest.mark.parametrize(
    "cookie", ["", "token", "1|00|00|1", "2|xx|00|1", "2||00|1", "2|00|ab|1", "2|a|b|c|d"]
)
def test_any_other_cookie_names_nobody(cookie: str) -> None:
    assert browser_secret(cookie) is None
