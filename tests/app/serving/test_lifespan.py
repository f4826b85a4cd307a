"""What the server does as it starts: make the first page ready, open the browser."""

import asyncio
import sys
import webbrowser

import pytest
import streamlit as st
from streamlit import config

from core.app.jobs.upload import MEGABYTES_AT_HOME, MEGABYTES_IN_PUBLIC
from core.app.serving import lifespan
from core.base.errors import SentiscopeError


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The server's options; a test may change them."""
    given: dict[str, object] = {"server.headless": False, "server.address": "localhost", "server.port": 8501}
    monkeypatch.setattr(st, "get_option", given.get)
    return given


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """The tasks that were begun, which do nothing here."""
    tasks: dict[str, object] = {}
    monkeypatch.setattr(lifespan, "_begin", tasks.__setitem__)
    monkeypatch.setattr(lifespan, "_has_screen", lambda: True)
    return tasks


def start() -> None:
    async def served() -> None:
        async with lifespan.lifespan_of("core.topics.home.page")(None):
            pass

    asyncio.run(served())


@pytest.mark.parametrize(
    ("changed", "address"),
    [
        ({}, "http://localhost:8501/"),
        ({"server.port": 80, "server.baseUrlPath": "/sentiscope/"}, "http://localhost:80/sentiscope"),
        ({"server.address": "0.0.0.0"}, "http://localhost:8501/"),
        ({"server.address": None}, "http://localhost:8501/"),
        ({"server.address": "10.0.0.7", "server.sslCertFile": "my.pem"}, "https://10.0.0.7:8501/"),
    ],
)
def test_the_address_is_where_the_server_listens(
    options: dict[str, object], changed: dict[str, object], address: str
) -> None:
    options.update(changed)
    assert lifespan.address() == address


def test_the_browser_opens_that_address(
    options: dict[str, object], begun: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    start()
    assert list(begun) == ["browser"]  # tests warm nothing up
    begun["browser"]()
    assert opened == ["http://localhost:8501/"]


def test_a_headless_server_opens_none(options: dict[str, object], begun: dict[str, object]) -> None:
    options["server.headless"] = True
    start()
    assert begun == {}


def test_no_browser_opens_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for variable in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    assert not lifespan._has_screen()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert lifespan._has_screen()
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("WAYLAND_DISPLAY")
    assert lifespan._has_screen()


def test_the_first_page_and_its_words_are_made_ready(
    options: dict[str, object], begun: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    options["server.headless"] = True
    monkeypatch.setattr(lifespan, "is_wanted", lambda: True)
    start()
    assert set(begun) == {"first-page", "first-words", "idle-models"}


def test_what_cannot_be_made_ready_stops_no_server(caplog: pytest.LogCaptureFixture) -> None:
    lifespan._make_ready("core.topics.no_such_page")
    assert "no_such_page" in caplog.text


@pytest.mark.parametrize(("configured", "used"), [(200, MEGABYTES_IN_PUBLIC), (5, 5)])
def test_in_public_streamlit_itself_takes_no_larger_file_than_we_do(
    options: dict[str, object],
    begun: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
    configured: int,
    used: int,
) -> None:
    changed: dict[str, object] = {}
    monkeypatch.setattr(lifespan.config, "set_option", changed.__setitem__)
    options["server.maxUploadSize"] = configured
    start()
    assert changed == {}
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    start()
    assert changed == {"server.maxUploadSize": used}


def test_a_public_server_does_not_start_with_a_setting_that_it_cannot_read(
    options: dict[str, object], begun: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTISCOPE_PUBLIC", "1")
    monkeypatch.setenv("SENTISCOPE_CLIENT_JOBS", "many")
    with pytest.raises(SentiscopeError, match="setting_not_a_number"):
        start()


def test_our_own_settings_name_the_limit_at_home() -> None:
    assert config.get_option("server.maxUploadSize") == MEGABYTES_AT_HOME
