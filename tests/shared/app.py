"""The running app without a browser."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest

from core.base.settings import REPOSITORY

if TYPE_CHECKING:
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.testing.v1 import AppTest

SECONDS = 180  # a machine that does much else is no fault of a page


@pytest.fixture(scope="session", autouse=True)
def packages_scanned_once() -> None:
    """AppTest asks all installed packages, for each app, which components they bring: always the same."""
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> "Callable[..., AppTest]":
    """Open a page as a first visit: `open_app("predict", lang="zh", sentence="…")`."""
    from streamlit.testing.v1 import AppTest

    run_pages_through_app(monkeypatch)

    def opened(page: str = "home", **parameters: str) -> AppTest:
        app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=SECONDS)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        if page != "home":
            app.switch_page(f"pages/{page}.py")
            for name, value in parameters.items():
                app.query_params[name] = value
            app.run()
        assert not app.exception
        return app

    return opened


def confirmed(app: "AppTest", key: str = "predict_other") -> "AppTest":
    """The page after a click on *Open*, where a link named a folder or model for the field `key`."""
    return app.button(key=f"{key}_open").click().run()


def run_pages_through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest forgets at every run that app.py navigates itself; starting over takes twice as long."""
    from streamlit.runtime.pages_manager import PagesManager

    start = PagesManager.__init__

    def started(manager: "PagesManager", *arguments: object, **options: object) -> None:
        start(manager, *arguments, **options)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", started)
