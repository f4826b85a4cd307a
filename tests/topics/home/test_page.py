"""Home: the road, the shared sentence, the verdict on request."""

import pytest

from core.base.i18n import label


@pytest.mark.parametrize("language", ["en", "zh"])
def test_home_invites_and_answers(open_app, language: str) -> None:
    app = open_app(lang=language)
    assert app.title[0].value == label("pages.home.title", language)
    ask = next(button for button in app.button if button.label == label("home.ask", language))
    ask.click().run()
    assert not app.exception
    assert ask.label not in [button.label for button in app.button]
    assert not app.error
    assert not app.warning


def test_sentence_comes_from_the_url(open_app) -> None:
    assert open_app(sentence="dull .").text_input(key="sentence").value == "dull ."


def test_empty_sentence_invites(open_app) -> None:
    app = open_app()
    app.text_input(key="sentence").set_value("   ").run()
    next(button for button in app.button if button.label == label("home.ask", "en")).click().run()
    assert app.info[0].value == label("errors.text_empty", "en")


def test_a_sentence_the_model_cannot_read_is_said(open_app) -> None:
    app = open_app(sentence="Отличный фильм")
    next(button for button in app.button if button.label == label("home.ask", "en")).click().run()
    assert app.info[0].value == label("verdict.note_not_english", "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chinese_sentence_is_answered_by_the_chinese_model(open_app, language: str) -> None:
    app = open_app(lang=language, sentence="房间又大又干净")
    next(button for button in app.button if button.label == label("home.ask", language)).click().run()
    assert label("verdict.chinese_answers", language) in [caption.value for caption in app.caption]
    assert not [*app.info, *app.warning, *app.error]
