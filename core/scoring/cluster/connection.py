"""Joining a Ray cluster, or starting one here; whatever stands in the way is one sentence, soon."""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from core.base.errors import SentiscopeError
from core.base.settings import REPOSITORY
from core.scoring.cluster.errors import last_line
from core.scoring.stopping import SIGNALS

log = logging.getLogger(__name__)
ADDRESS = "RAY_ADDRESS"
CLIENT = "ray://"
SECONDS_TO_ANSWER = 5.0
SECONDS_TO_BE_WELL = 30.0  # starting Python included
# What a cluster's workers do not need of the repository.
LEFT_OUT = (
    ".git",
    ".venv",
    "node_modules",
    "tests",
    "benchmarks",
    "docs",
    "findings",
    "assets/maps",
    "assets/screenshots",
)
# Where a store is and no secret; credentials are those of each node.
PASSED_ON = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION")


@contextlib.contextmanager
def connected() -> Iterator[Any]:
    """The package ray, connected to the cluster that RAY_ADDRESS names, else to one started here.

    Errors: `ray_missing`, `ray_client_missing`, `ray_unreachable`, `ray_not_connected`.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ModuleNotFoundError as error:
        raise SentiscopeError("ray_missing") from error
    if ray.is_initialized():
        yield ray
        return
    _join(ray)
    try:
        yield ray
    finally:
        ray.shutdown()


def _join(ray: Any) -> None:
    address = os.environ.get(ADDRESS) or "local"
    _require_answer(address)
    before = {number: signal.getsignal(number) for number in SIGNALS}
    how = {} if address.startswith(CLIENT) else {"include_dashboard": False}
    try:
        with warnings.catch_warnings(action="ignore"):  # the sentence below says it
            ray.init(
                address,
                runtime_env=_environment(address == "local"),
                log_to_driver=False,
                logging_level=logging.ERROR,
                **how,
            )
    except (
        Exception
    ) as error:  # Ray's are of many classes: ConnectionError, RuntimeError, ValueError, its own
        log.info("no connection to Ray", exc_info=True)
        raise SentiscopeError("ray_not_connected", address=address, reason=last_line(error)) from error
    finally:
        for number, handler in before.items():  # Ray puts its own in their place
            signal.signal(number, handler)


def _require_answer(address: str) -> None:
    """Raise a sentence where nobody listens at an address: Ray itself would try for minutes."""
    if address.startswith(CLIENT) and find_spec("grpc") is None:
        raise SentiscopeError("ray_client_missing", address=address)
    parts = urlsplit(address if "://" in address else f"//{address}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SentiscopeError("ray_unreachable", address=address) from error
    if not host or not port:  # `local`, `auto`
        return
    try:
        socket.create_connection((host, port), SECONDS_TO_ANSWER).close()
    except OSError as error:
        raise SentiscopeError("ray_unreachable", address=address) from error
    if not address.startswith(CLIENT):
        _require_health(f"{host}:{port}", address)


def _require_health(place: str, address: str) -> None:
    """Raise `ray_unreachable` where no Ray answers in time: inside `ray.init` there is no bound on that."""
    command = [sys.executable, "-m", "ray.scripts.scripts", "health-check", "--address", place]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=SECONDS_TO_BE_WELL)
    except subprocess.SubprocessError as error:
        raise SentiscopeError("ray_unreachable", address=address) from error


def _environment(is_local: bool) -> dict[str, Any]:
    """Where workers find this code: on this machine here, on a cluster's nodes in a copy of it."""
    if is_local:
        return {"env_vars": {"PYTHONPATH": str(REPOSITORY)}}
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return {"working_dir": str(REPOSITORY), "excludes": list(LEFT_OUT), "env_vars": passed_on}
