"""Who asks, and how much one client may ask."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base import clients
from core.base.errors import SentiscopeError

PROXIES = "SENTISCOPE_TRUSTED_PROXIES"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still until a test moves it, in seconds."""
    now = [1000.0]
    monkeypatch.setattr(clients, "monotonic", lambda: now[0])
    return now


def scope(peer: str, forwarded: str | None = None, port: int = 40_000) -> dict[str, Any]:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    return {"client": (peer, port), "headers": headers}


def test_what_anybody_may_write_is_ignored() -> None:
    assert clients.address_of(scope("203.0.113.9", "198.51.100.1")) == "203.0.113.9"
    assert clients.address_of({"client": None, "headers": []}) == ""


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the first is what the visitor wrote
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.7.7.7", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, unknown", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_a_named_proxy_is_believed(
    monkeypatch: pytest.MonkeyPatch, peer: str, forwarded: str | None, address: str
) -> None:
    monkeypatch.setenv(PROXIES, "10.0.0.0/8, 192.0.2.4")
    assert clients.address_of(scope(peer, forwarded)) == address


def test_what_uvicorn_believed_of_this_machine_counts_only_if_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert clients.address_of(scope("198.51.100.1", "198.51.100.1", port=0)) == clients.LOOPBACK
    monkeypatch.setenv(PROXIES, clients.LOOPBACK)
    assert clients.address_of(scope("198.51.100.1", "198.51.100.1", port=0)) == "198.51.100.1"


def test_a_wrong_list_of_proxies_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROXIES, "10.0.0.1, my-proxy")
    with pytest.raises(SentiscopeError, match="setting_not_an_address"):
        clients.check_settings()


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_all_addresses_of_one_ipv6_network_are_one_client(address: Any, other: int) -> None:
    if address.ipv4_mapped is None:
        beside = type(address)((int(address) >> 64 << 64) | other)
        assert clients.client_at(str(address)) == clients.client_at(str(beside))
        elsewhere = type(address)(int(address) ^ (1 << 64))
        assert clients.client_at(str(address)) != clients.client_at(str(elsewhere))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_a_client_however_it_is_written(address: Any) -> None:
    assert clients.client_at(str(address)) == clients.client_at(f"::ffff:{address}") == str(address)


def test_without_an_address_it_is_this_machine() -> None:
    assert clients.client_at("") == clients.client_at("no address") == clients.LOOPBACK


def test_a_bucket_fills_at_an_even_pace(clock: list[float]) -> None:
    rate = clients.Rate()
    assert [rate.take("a", per_second=2, burst=3) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    assert not rate.is_free("a", per_second=2, burst=3)
    assert rate.is_free("b", per_second=2, burst=3)
    clock[0] += 1.5
    assert rate.is_free("a", per_second=2, burst=3)
    clock[0] += 1000
    assert [rate.take("a", per_second=2, burst=3) for _ in range(4)] == [0, 0, 0, 0.5]


def test_the_table_of_clients_is_bounded(clock: list[float]) -> None:
    rate = clients.Rate()
    for number in range(3 * clients.MOST_CLIENTS):
        rate.take(str(number), per_second=1, burst=1)
    assert len(rate._debts) == clients.MOST_CLIENTS
    assert not rate.is_free(str(number), per_second=1, burst=1)


def test_closed_pages_leave_nothing_behind(clock: list[float]) -> None:
    table = clients.Clients()
    for _ in range(clients.SESSIONS):
        assert table.may_connect("a")
        table.connect("a")
    assert not table.may_connect("a")
    assert table.may_connect("b")
    clock[0] += 60
    assert not table.may_connect("a"), "as many are still open"
    table.leave("a")
    assert table.may_connect("a")
    for _ in range(clients.SESSIONS - 1):
        table.leave("a")
    assert table._open == {}
