"""What goes wrong inside is one sentence for the person, and the cause for the log."""

import logging

import pytest
from streamlit.testing.v1 import AppTest

from core.base.i18n import LANGUAGES, label


def script(kind: str) -> None:
    import streamlit as st

    from core.app.errors import friendly
    from core.base.errors import SentiscopeError

    with friendly():
        if kind == "ours":
            raise SentiscopeError("data_empty", file="<b>train</b>.tsv")
        if kind == "invitation":
            raise SentiscopeError("text_empty")
        if kind == "bug":
            raise ZeroDivisionError("a detail for developers")
    st.caption("the rest of the page")


def opened(kind: str, language: str = "en") -> AppTest:
    app = AppTest.from_function(script, args=(kind,))
    app.query_params["lang"] = language
    app.run()
    assert not app.exception
    assert [caption.value for caption in app.caption] == ["the rest of the page"]
    return app


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_of_ours_is_its_sentence(language: str) -> None:
    app = opened("ours", language)
    (warning,) = app.warning
    assert warning.value == label("errors.data_empty", language, file=r"\<b\>train\</b\>.tsv")
    assert not app.error


def test_a_blank_text_is_an_invitation_and_no_warning() -> None:
    app = opened("invitation")
    assert [info.value for info in app.info] == [label("errors.text_empty", "en")]
    assert not app.warning


def test_a_bug_is_told_without_its_detail_and_logged_with_its_traceback(caplog) -> None:
    with caplog.at_level(logging.ERROR, logger="sentiscope"):
        app = opened("bug")
    assert [error.value for error in app.error] == [label("errors.unexpected", "en")]
    (logged,) = [record for record in caplog.records if record.name == "sentiscope"]
    assert logged.exc_info[0] is ZeroDivisionError
