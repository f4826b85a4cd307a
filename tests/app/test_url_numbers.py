"""Numbers and words out of a URL: anyone may write one."""

import pytest

from core.app.url_picks import number_in_url, option_in_url, whole_number, whole_numbers


@pytest.mark.parametrize(
    ("written", "number"), [("0", 0), ("17", 17), ("-1", None), ("1.5", None), ("", None), ("9" * 9, None)]
)
def test_whole_number(written: str, number: int | None) -> None:
    assert whole_number(written) == number


def test_whole_numbers_are_all_numbers_or_none() -> None:
    assert whole_numbers("3.17.0", ".") == [3, 17, 0]
    assert whole_numbers("3.x.0", ".") is None
    assert whole_numbers("", ".") is None


@pytest.mark.parametrize(
    ("written", "number"),
    [(None, 5), ("", 5), ("7", 7), ("99", 12), ("0", 2), ("nonsense", 2), ("-3", 2), ("1e9", 2)],
)
def test_number_in_url(monkeypatch: pytest.MonkeyPatch, written: str | None, number: int) -> None:
    monkeypatch.setattr("core.app.url_state.remembered", lambda key: written)
    assert number_in_url("layer", most=12, least=2, default=5) == number


def test_without_a_default_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.app.url_state.remembered", lambda key: None)
    assert number_in_url("layer", most=12) == 1
    assert number_in_url("layer", most=3, default=8) == 3


def test_option_in_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.app.url_state.remembered", lambda key: "gru")
    assert option_in_url("kind", ("lstm", "gru"), "lstm") == "gru"
    assert option_in_url("kind", ("lstm", "rnn"), "lstm") == "lstm"
