"""Whether code that somebody types is run here at all."""

import ipaddress

from core.base.settings import is_public


def why_not(address: str) -> str | None:
    """The key of the reason why no code is run by a server that listens on `address`; None where it is.

    An empty address, or one that stands for all of a machine's, is heard by others. A command in a shell
    has no address and need not ask.
    """
    if is_public():
        return "exercises_public"
    return None if is_loopback(address) else "exercises_heard"


def is_loopback(address: str) -> bool:
    """Whether only this machine itself reaches an address."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
