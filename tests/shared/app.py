"""The running app without a browser."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from core.base.settings import REPOSITORY

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

SECONDS = 180  # a machine that does much else is no fault of a page


@pytest.fixture
def open_app() -> "Callable[..., AppTest]":
    """Open a page as a first visit: `open_app("predict", lang="zh", sentence="…")`."""
    from streamlit.testing.v1 import AppTest

    def opened(page: str = "home", **parameters: str) -> AppTest:
        app = AppTest.from_file(str(REPOSITORY / "app.py"), default_timeout=SECONDS)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        if page != "home":
            app.switch_page(f"screens/{page}.py")
            for name, value in parameters.items():
                app.query_params[name] = value
            app.run()
        assert not app.exception
        return app

    return opened
