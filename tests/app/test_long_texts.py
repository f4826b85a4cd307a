"""Every text field of every page takes 200,000 characters: it is read to a limit, and the answer stays small.

The fields are found by walking all screens, so a new one is covered by itself. By default each field takes
one of the texts, by turns; with SENTISCOPE_WALK=whole each takes all, and the sentence one on each screen,
which takes a quarter of an hour: Decoding's language model reads 512 tokens each time.
"""

import os
from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from streamlit.testing.v1 import AppTest

from core.app.navigation import PAGES
from core.app.state import SENTENCE_KEY
from core.base.i18n import label
from tests.browser.screens import Screen, all_screens

pytestmark = [
    pytest.mark.whole,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # BertViz leaves its files open
]
LONG = 200_000
PAST_ALL_LIMITS = 20_000  # characters, of which no model reads all
FLAVOURS = {"word": "a", "words": "film ", "blanks": " ", "chinese": "电影很好", "combining": "e\u0301"}
FIELDS = ("text_input", "text_area")
SLACK = 50_000  # bytes
WHOLE = os.environ.get("SENTISCOPE_WALK") == "whole"


def text_of(flavour: str, length: int = LONG) -> str:
    piece = FLAVOURS[flavour]
    return piece * (length // len(piece))


@pytest.mark.parametrize("page", [page.name for page in PAGES])
def test_every_field_takes_a_long_text(page: str, open_app: Callable[..., AppTest]) -> None:
    """Any field where it is seen first; the whole walk tries the sentence on each screen."""
    app, known, turns = open_app(page, lang="en"), set(), cycle(FLAVOURS)
    for screen in (screen for screen in all_screens() if screen.page == page):
        show(app, screen)
        for key in field_keys(app):
            first = key not in known
            known.add(key)
            if first or (WHOLE and key == SENTENCE_KEY):
                for flavour in FLAVOURS if first and WHOLE else [next(turns)]:
                    takes(app, key, flavour, screen.name)


def takes(app: AppTest, key: str, flavour: str, where: str) -> None:
    """Ten times the text gives about the same answer."""
    field = field_of(app, key)
    if field is None:  # an earlier text put it away
        return
    before = field.value
    write(app, key, text_of(flavour, PAST_ALL_LIMITS))
    assert_nothing_went_wrong(app, (where, key, flavour, PAST_ALL_LIMITS))
    small = answered(app)
    write(app, key, text_of(flavour))
    assert_nothing_went_wrong(app, (where, key, flavour))
    assert (where, key, flavour, answered(app) <= small + SLACK) == (where, key, flavour, True)
    write(app, key, before)


def show(app: AppTest, screen: Screen) -> None:
    for name, value in screen.settings:
        app.query_params[name] = value
    app.run()
    assert_nothing_went_wrong(app, screen.name)


def write(app: AppTest, key: str, text: str) -> None:
    field = field_of(app, key)
    if field is not None:
        field.set_value(text)
        app.run()


def field_keys(app: AppTest) -> list[str]:
    return [field.key for field in fields(app)]


def field_of(app: AppTest, key: str) -> object:
    return next((field for field in fields(app) if field.key == key), None)


def fields(app: AppTest) -> Iterator:
    return (field for kind in FIELDS for field in app.get(kind))


def assert_nothing_went_wrong(app: AppTest, where: object) -> None:
    unexpected = label("errors.unexpected", "en")
    assert (where, [error.value for error in app.exception]) == (where, [])
    assert (where, [error.value for error in app.error if error.value == unexpected]) == (where, [])


def answered(app: AppTest) -> int:
    """Bytes of all that the page sends, but for the fields themselves."""
    protos = (getattr(element, "proto", None) for element in app if element.type not in FIELDS)
    return sum(proto.ByteSize() for proto in protos if proto is not None)
