"""Anyone may write a URL: whatever stands in one for a setting, the page runs, and then says what it uses."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.app import url_state
from core.app.navigation import PAGES
from tests.browser.screens import all_screens

pytestmark = [
    pytest.mark.whole,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # BertViz leaves its files open
]
NONSENSE = ("nonsense", "1.x_,7.2.9999999999")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """The settings that a page has asked the URL for, and whether each is text as somebody types it."""
    asked: dict[str, bool] = {}
    adopt, remembered = url_state._adopt, url_state.remembered

    def noted_adopt(key: str, default: Any, parse: Callable[[str], Any]) -> None:
        asked[key] = parse is str
        adopt(key, default, parse)

    def noted_remembered(key: str) -> str | None:
        asked[key] = False
        return remembered(key)

    monkeypatch.setattr(url_state, "_adopt", noted_adopt)
    monkeypatch.setattr(url_state, "remembered", noted_remembered)
    return asked


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_what_the_url_says_wrong_is_replaced(
    page: str, open_app: Callable[..., AppTest], keys: dict[str, bool]
) -> None:
    app = open_app(page, lang="en")
    for screen in (screen for screen in all_screens() if screen.page == page):
        settings = dict(screen.settings)
        keys.clear()
        visited(app, settings)
        before = told(app)
        others = [key for key, is_text in keys.items() if not is_text and key not in settings]
        for nonsense in NONSENSE:
            visited(app, {**dict.fromkeys(others, nonsense), **settings})
            left = [key for key in others if in_url(app, key) == nonsense]
            assert (screen.name, left, told(app)) == (screen.name, [], before)
        for key in settings:
            visited(app, {**settings, key: NONSENSE[0]})
            assert (screen.name, in_url(app, key)) != (screen.name, NONSENSE[0])


def visited(app: AppTest, settings: dict[str, str]) -> None:
    for key, value in settings.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception, settings


def in_url(app: AppTest, key: str) -> str | None:
    value = dict(app.query_params).get(key)
    return value[-1] if isinstance(value, list) else value


def told(app: AppTest) -> list[str]:
    return [element.value for kind in (app.error, app.warning) for element in kind]
