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
from typing import Literal
from urllib.parse import urlencode, urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

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


class Visitors:
    """Browser contexts, used again by later tests: Streamlit's scripts are then in their cache.

    Within a test each visit is somebody else's, and to the next test all come without a name or a memory.
    """

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._free: dict[tuple[int, str, str], list[BrowserContext]] = {}
        self._busy: list[tuple[tuple[int, str, str], BrowserContext]] = []

    def one(self, width: int, scheme: Literal["light", "dark"], locale: str) -> BrowserContext:
        """A context that nobody else has now."""
        kind = (width, scheme, locale)
        free = self._free.setdefault(kind, [])
        context = (
            free.pop()
            if free
            else self._chromium.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                locale=locale,
                accept_downloads=True,
            )
        )
        self._busy.append((kind, context))
        return context

    def leave(self) -> None:
        """All of them: their pages are closed, and what those left behind is cleared."""
        while self._busy:
            kind, context = self._busy.pop()
            for page in context.pages:
                _forget(page)
                page.close()
            context.clear_cookies()
            context.clear_permissions()
            self._free[kind].append(context)


def _forget(page: Page) -> None:
    """Clear what a page's address keeps in the browser."""
    at = urlparse(page.url)
    if at.scheme in ("http", "https"):
        kept = {
            "origin": f"{at.scheme}://{at.netloc}",
            "storageTypes": "local_storage,indexeddb,cache_storage",
        }
        page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", kept)


@pytest.fixture(scope="session")
def visitors(chromium: Browser) -> Visitors:
    return Visitors(chromium)


@pytest.fixture
def visit(visitors: Visitors, server: Server, requests_made: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page: `visit("predict", width=390, scheme="dark", locale="zh-CN", sentence="…")`."""

    def opened(
        path: str = "",
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        locale: str = "en-US",
        **parameters: str,
    ) -> Page:
        page = visitors.one(width, scheme, locale).new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.on("request", lambda request: requests_made.append(urlparse(request.url).hostname or ""))
        page.goto(f"{server.url}/{path}?{urlencode(parameters)}")
        settle(page)
        return page

    yield opened
    visitors.leave()
    # What is solved is kept by the server, too: its code would stand in the next test's editor.
    (server.home / "exercises.json").unlink(missing_ok=True)
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
