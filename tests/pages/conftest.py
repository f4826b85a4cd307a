"""The running app without a browser."""

from collections.abc import Callable

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from core.settings import REPOSITORY

SECONDS = 60


@pytest.fixture(autouse=True)
def run_pages_through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest forgets at every run that app.py navigates itself; a server learns it once and for all."""
    start = PagesManager.__init__

    def started(manager: PagesManager, *arguments: object, **options: object) -> None:
        start(manager, *arguments, **options)
        PagesManager.uses_pages_directory = False

    monkeypatch.setattr(PagesManager, "__init__", started)


@pytest.fixture
def open_app() -> Callable[..., AppTest]:
    """Open a page as a first visit: `open_app("predict", lang="zh", sentence="…")`."""

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
