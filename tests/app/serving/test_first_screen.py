"""Home's first screen: the verdict of the quick model, as the page itself shows it."""

import asyncio
import json
import re
from concurrent.futures import Future

import pytest

from core.app.models.cached_models import timed_prediction
from core.app.serving import first_screen
from core.app.state import in_language, translator
from core.app.widgets.components import card_data
from core.base.errors import SentiscopeError
from core.data.example_sentences import DEFAULT
from core.models.catalog import MAIN_MODEL

DATA = re.compile(r"module\.default\(\{ data: (.*?), css: ", re.DOTALL)


@pytest.fixture(autouse=True)
def nothing_answered_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_screen, "_verdict", Future())
    monkeypatch.setattr(first_screen, "SECONDS_TO_WAIT", 0.01)
    monkeypatch.setattr(first_screen, "is_wanted", lambda: True)
    first_screen._drawn.cache_clear()


@pytest.mark.parametrize(
    ("language", "headline"), [("en", "97.8\N{NO-BREAK SPACE}% positive"), ("zh", "正面 97.8%")]
)
def test_it_holds_what_the_pages_own_card_shows(language: str, headline: str) -> None:
    first_screen.prepare()
    screen = asyncio.run(first_screen.first_screen(language))
    found = DATA.search(screen)
    assert found
    card = json.loads(found[1])
    with in_language(language):
        t = translator()
        timed = timed_prediction(MAIN_MODEL, DEFAULT)
        assert card == json.loads(json.dumps(card_data(timed, t(f"models.{MAIN_MODEL}"), t)))
    assert card["headline"].replace(" %", "\N{NO-BREAK SPACE}%") == headline
    assert t("pages.home.title") in screen


def test_nobody_waits_long_for_a_model() -> None:
    assert asyncio.run(first_screen.first_screen("en")) == ""


def test_without_the_model_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_arguments: object) -> None:
        raise SentiscopeError("weights_missing")

    monkeypatch.setattr(first_screen, "timed_prediction", missing)
    first_screen.prepare()
    assert asyncio.run(first_screen.first_screen("en")) == ""


def test_no_text_ends_the_script() -> None:
    written = first_screen._json({"text": "</script><b>"})
    assert "<" not in written
    assert json.loads(written) == {"text": "</script><b>"}


def test_nobody_waits_where_none_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_screen, "is_wanted", lambda: False)
    monkeypatch.setattr(first_screen, "SECONDS_TO_WAIT", None)  # for ever
    assert asyncio.run(first_screen.first_screen("en")) == ""


def test_nobody_waits_for_what_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise OSError("no disk")

    monkeypatch.setattr(first_screen, "timed_prediction", broken)
    monkeypatch.setattr(first_screen, "SECONDS_TO_WAIT", None)
    with pytest.raises(OSError, match="no disk"):
        first_screen.prepare()
    assert asyncio.run(first_screen.first_screen("en")) == ""
