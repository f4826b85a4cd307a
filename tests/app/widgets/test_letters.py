"""Letters of shapes are explained below the pictures whose texts use them."""

import os
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.app.widgets.letters import (
    LETTERS,
    NO_AXES,
    LetteredTexts,
    in_words,
    letters_below,
    letters_in,
    own_of,
)
from core.base.i18n import LANGUAGES, label
from tests.browser.screens import Screen, all_screens
from tests.topics.support import captions, charts

# By another way than the app's: words of one capital, of a text cut at all that is no letter or digit.
WORD = re.compile(r"[A-Za-z\d_²'’-]+")
SCREENS = [screen for screen in all_screens() if screen.part not in ("", "read")]
# Code, formulas, and what a link to the glossary says: it explains the letter that it may be.
KEPT = re.compile(r'`[^`]*`|\$[^$]*\$|\bF\.\w+|(?:\[[A-Z]\]|\])\(glossary\S+ "(?:\\"|[^"])*"\)')


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("softmax(QKᵀ/√K)", "K"),
        ("cost grows with T, not with T². It fits N.", "TN"),
        ("V · T, Vᵀ, about W · V · T, L^α", "VTWL"),
        ("D = %{x}: {B} of {V:.1f} H", "DH"),
        ("A head of a layer; norm of ∂A/∂z", "A"),
        ("A head of a layer", ""),
        ("F.scaled_dot_product, x.T, h_T, SST-2, W_o V, B-spline", "V"),
        ("词元数 T，不是 T²", "T"),
    ],
)
def test_letters_that_stand_alone_are_found(text: str, found: str) -> None:
    assert letters_in(text, "masks") == set(found)


def test_what_is_no_axis_on_a_page_stays_out() -> None:
    assert letters_in("explain 90 % (R²) of K", "attention") == {"K"}
    assert letters_in("{count} B", "embeddings") == set()


def test_a_letter_is_explained_once_and_as_the_page_means_it() -> None:
    texts = {"a.inner": "V values", "a.outer": "V and K"}
    texts |= {f"letters.{letter}": f"word for {letter}" for letter in (*LETTERS, "V_values")}

    def draw() -> list[str]:
        lines: list[str] = []
        outer = LetteredTexts("attention", lambda key, **_: texts.get(key, key))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("streamlit.caption", lines.append)
            with letters_below(outer) as told:
                with letters_below(told) as within:
                    within("a.inner")
                told("a.outer")
        return lines

    assert draw() == ["letters.line `V` word for V_values", "letters.line `K` word for K"]


def test_a_plain_translator_is_handed_on() -> None:
    plain = lambda key, **_: key  # noqa: E731
    with letters_below(plain) as told:
        assert told is plain


def texts_shown(app: AppTest) -> Iterator[str]:
    """What is written on the page but for its code: texts, labels, the words of charts."""
    for kind in (app.markdown, app.caption, app.info, app.warning, app.subheader):
        yield from (element.value for element in kind)
    for kind in (app.metric, app.slider, app.select_slider, app.selectbox, app.number_input):
        yield from (element.label for element in kind)
    for figure in charts(app):
        yield from _words_of(figure["layout"])
        yield from (trace.get("name") or "" for trace in figure["data"])


def _words_of(layout: dict[str, Any]) -> Iterator[str]:
    """The titles of a chart and of its axes."""
    for name, part in layout.items():
        if name == "title" or name.startswith(("xaxis", "yaxis")):
            title = part if name == "title" else part.get("title", {})
            yield title.get("text") or ""


def capitals(app: AppTest, page: str) -> set[str]:
    """Capitals by themselves in what is shown, but for the letters' own line and for code."""
    lines = tuple(label("letters.line", language) for language in LANGUAGES)
    texts = " ".join(text for text in texts_shown(app) if not text.startswith(lines))
    words = set(WORD.findall(KEPT.sub(" ", texts)))
    return {word.strip("²") for word in words} & set(LETTERS) - set("AI") - set(NO_AXES.get(page, ""))


# Each screen in one language, by turns; in both where the whole walk is asked for.
IN_ONE_LANGUAGE = [(screen, LANGUAGES[number % 2]) for number, screen in enumerate(SCREENS)]
IN_BOTH = [(screen, language) for screen in SCREENS for language in LANGUAGES]


@pytest.mark.whole
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # BertViz leaves its files open
@pytest.mark.parametrize(
    ("screen", "language"),
    IN_BOTH if os.environ.get("SENTISCOPE_WALK") == "whole" else IN_ONE_LANGUAGE,
    ids=lambda one: getattr(one, "name", one),
)
def test_every_letter_on_a_screen_is_explained_there(open_app, screen: Screen, language: str) -> None:
    app = open_app(screen.page, lang=language, **dict(screen.settings))
    told = " ".join(captions(app))
    words = partial(label, language=language)
    missing = {x for x in capitals(app, screen.page) if in_words([x], own_of(screen.page), words) not in told}
    assert missing == set()
