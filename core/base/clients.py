"""Who asks, by address, and how much one client may ask of a public server.

A cookie is had for nothing, an address is not. What a proxy says of an address counts only where
`SENTISCOPE_TRUSTED_PROXIES` names that proxy: anybody may write `X-Forwarded-For`.
"""

import os
from collections import Counter, OrderedDict
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from time import monotonic
from typing import TYPE_CHECKING

from core.base.errors import SentiscopeError
from core.base.settings import whole_number

if TYPE_CHECKING:
    from starlette.types import Scope

    Address = IPv4Address | IPv6Address

MOST_CLIENTS = 4096  # remembered at once; who was quiet longest is forgotten
HOST_BITS = 64  # of an IPv6 address: a home or a phone has that many addresses to itself
LOOPBACK = "127.0.0.1"
SESSIONS, UPLOADS, RUNS, JOBS = 60, 20, 20, 10
MINUTE = 60.0
BURST_SECONDS = 5  # in which a client may run what it left over


def sessions_a_minute() -> int:
    """New connections of one client in a minute, and its open ones: `SENTISCOPE_CLIENT_SESSIONS`."""
    return whole_number("SENTISCOPE_CLIENT_SESSIONS", SESSIONS)


def uploads_a_minute() -> int:
    """Files that one client may send in a minute: `SENTISCOPE_CLIENT_UPLOADS`."""
    return whole_number("SENTISCOPE_CLIENT_UPLOADS", UPLOADS)


def runs_a_second() -> int:
    """Interactions of one client in a second, over all its pages: `SENTISCOPE_CLIENT_RUNS`."""
    return max(1, whole_number("SENTISCOPE_CLIENT_RUNS", RUNS))


def unfinished_jobs() -> int:
    """Jobs of one client that wait or run: `SENTISCOPE_CLIENT_JOBS`."""
    return whole_number("SENTISCOPE_CLIENT_JOBS", JOBS)


def check_settings() -> None:
    """Raises the SentiscopeError of a setting above that cannot be read."""
    sessions_a_minute(), uploads_a_minute(), runs_a_second(), unfinished_jobs()
    is_trusted(LOOPBACK)


def address_of(scope: "Scope") -> str:
    """The address a request came from: the peer's, or what trusted proxies say; "" where there is none."""
    peer = _peer(scope)
    said = dict(scope["headers"]).get(b"x-forwarded-for", b"").decode("latin-1").split(",")
    while said and is_trusted(peer):
        try:
            peer = str(ip_address(said.pop().strip()))
        except ValueError:
            break
    return peer


def _peer(scope: "Scope") -> str:
    """The other end of the connection.

    uvicorn believes `X-Forwarded-For` from this very machine and then gives the port 0; so do we only
    where this machine is named among the trusted proxies.
    """
    host, port = scope.get("client") or ("", None)
    return LOOPBACK if port == 0 and not is_trusted(LOOPBACK) else host


def is_trusted(address: str) -> bool:
    """Whether an address is one of `SENTISCOPE_TRUSTED_PROXIES`: addresses or networks, between commas.

    Raises SentiscopeError `setting_not_an_address`.
    """
    networks = _networks(os.environ.get("SENTISCOPE_TRUSTED_PROXIES", ""))
    known = _parsed(address)
    return known is not None and any(known in network for network in networks)


@lru_cache(maxsize=1)
def _networks(setting: str) -> tuple:
    try:
        return tuple(ip_network(name.strip()) for name in setting.split(",") if name.strip())
    except ValueError as error:
        raise SentiscopeError("setting_not_an_address", variable="SENTISCOPE_TRUSTED_PROXIES") from error


def client_at(address: str) -> str:
    """The client that an address belongs to: an IPv4 address, or the first 64 bits of an IPv6 one."""
    known = _parsed(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, HOST_BITS), strict=False))
    return str(known) if known else LOOPBACK


def _parsed(address: str) -> "Address | None":
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (known.ipv4_mapped or known) if isinstance(known, IPv6Address) else known


class Rate:
    """How often each client did something, as a bucket that fills at an even pace."""

    def __init__(self) -> None:
        self._debts: OrderedDict[str, tuple[float, float]] = OrderedDict()  # how much, and when that was

    def is_free(self, client: str, per_second: float, burst: float) -> bool:
        """Whether a client may do it once more now."""
        return self._debt(client, per_second) + 1 <= burst

    def take(self, client: str, per_second: float, burst: float) -> float:
        """Count it, and return the seconds until a client may do it: 0 within its burst."""
        debt = self._debt(client, per_second) + 1
        self._debts[client] = debt, monotonic()
        self._debts.move_to_end(client)
        while len(self._debts) > MOST_CLIENTS:
            self._debts.popitem(last=False)
        return max(0.0, (debt - burst) / per_second)

    def _debt(self, client: str, per_second: float) -> float:
        debt, when = self._debts.get(client, (0.0, 0.0))
        return max(0.0, debt - (monotonic() - when) * per_second)


class Clients:
    """What each client of a public server has open and did lately."""

    def __init__(self) -> None:
        self._connects, self._uploads, self._runs = Rate(), Rate(), Rate()
        self._open: Counter[str] = Counter()

    def may_connect(self, client: str) -> bool:
        """Whether a client may open one more page."""
        most = sessions_a_minute()
        return self._open[client] < most and self._connects.is_free(client, most / MINUTE, most)

    def connect(self, client: str) -> None:
        """A page of the client is open, until `leave`."""
        most = sessions_a_minute()
        self._connects.take(client, most / MINUTE, most)
        self._open[client] += 1

    def leave(self, client: str) -> None:
        """A page of the client is closed; of a client without one no count is kept."""
        self._open[client] -= 1
        if self._open[client] <= 0:
            del self._open[client]

    def may_upload(self, client: str) -> bool:
        """Whether a client may send one more file, which is counted."""
        most = uploads_a_minute()
        if not self._uploads.is_free(client, most / MINUTE, most):
            return False
        self._uploads.take(client, most / MINUTE, most)
        return True

    def seconds_to_wait(self, client: str) -> float:
        """Count one interaction of a client, and say how long it has to wait for its turn."""
        pace = runs_a_second()
        return self._runs.take(client, pace, pace * BURST_SECONDS)
