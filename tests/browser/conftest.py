"""A real server and a real Chromium; only requests to localhost are let through."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urlparse

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from core.base.settings import REPOSITORY
from tests.support.converted_models import link

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS = 60
expect.set_options(timeout=SECONDS * 1000)
LOCAL = {"localhost", "127.0.0.1", ""}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


class Server:
    """`streamlit run app.py` with a data folder of its own; it can be stopped and started again."""

    def __init__(self, home: Path, seconds_between: float = 0.2, **variables: str) -> None:
        self.home, self.port, self.seconds_between = home, free_port(), seconds_between
        self.variables = variables
        self.log = home / "server.log"
        self.start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
        ours = {"SENTISCOPE_HOME": str(self.home), "HF_HUB_OFFLINE": "1", **self.variables}
        environment = {**os.environ, **ours}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*command, "--server.port", str(self.port)],
                cwd=REPOSITORY,
                env=environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(self.seconds_between)
        raise AssertionError(self.log.read_text())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=SECONDS)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, converted_models: Path | None) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    link(converted_models, home)
    running = Server(home)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def requests_made() -> list[str]:
    """Hosts that the pages of this test sent requests to."""
    return []


@pytest.fixture
def visit(chromium: Browser, server: Server, requests_made: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page: `visit("predict", width=390, scheme="dark", locale="zh-CN", sentence="…")`."""
    contexts = []

    def opened(
        path: str = "",
        *,
        width: int = 1280,
        scheme: str = "light",
        locale: str = "en-US",
        **parameters: str,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=locale,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.on("request", lambda request: requests_made.append(urlparse(request.url).hostname or ""))
        page.goto(f"{server.url}/{path}?{urlencode(parameters)}")
        settle(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert set(requests_made) <= LOCAL


def settle(page: Page) -> None:
    """Wait until the app is connected and its script has run."""
    page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")
    page.wait_for_selector("[data-test-script-state=notRunning]")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark these tests, and skip them (or fail, where they are required) without a Chromium."""
    here = Path(__file__).parent
    mine = [item for item in items if here in item.path.parents]
    for item in mine:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
    if mine and CHROMIUM is None:
        if os.environ.get("SENTISCOPE_BROWSER") == "required":
            raise pytest.UsageError("The browser tests are required, and no Chromium was found.")
        for item in mine:
            item.add_marker(pytest.mark.skip(reason="NO CHROMIUM FOUND: THE BROWSER TESTS DID NOT RUN"))
