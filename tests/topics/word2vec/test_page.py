"""word2vec: every part in both languages, learning by steps, and texts that teach nothing."""

import pytest

from core.app.page import PARTS
from core.base.i18n import label
from tests.topics.support import shown

LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_in_both_languages(open_app, part: str, language: str) -> None:
    app = open_app("word2vec", lang=language, word2vec_part=part)
    assert app.title[0].value == label("pages.word2vec.title", language)
    assert shown(app) == ""


@pytest.mark.parametrize("model", ["cbow", "skipgram"])
@pytest.mark.parametrize("loss", ["softmax", "sampling"])
def test_fifty_steps_lower_the_loss(open_app, model: str, loss: str) -> None:
    app = open_app("word2vec", word2vec_model=model, word2vec_loss=loss)
    for _ in range(2):
        app.button(key="word2vec_many").click().run()
    assert shown(app) == ""
    losses = app.session_state["word2vec.live"].run.losses
    assert len(losses) == 100
    assert sum(losses[-20:]) < sum(losses[:20])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "key"),
    [("", "corpus_empty"), ("12 34 !", "corpus_empty"), ("word word", "corpus_too_few_words")],
)
def test_texts_that_teach_nothing_are_told(open_app, text: str, key: str, language: str) -> None:
    app = open_app("word2vec", lang=language)
    app.text_area(key="word2vec_corpus").set_value(text).run()
    assert shown(app) == label(f"errors.{key}", language, words=1, fewest=3)


def test_a_paste_of_ten_megabytes_is_cut_and_told(open_app) -> None:
    app = open_app("word2vec")
    app.text_area(key="word2vec_corpus").set_value("one two three four five\n" * 420_000).run()
    assert shown(app) == label("word2vec.cut", "en", read="100,000")
    assert len(app.session_state["word2vec.live"].run.vocabulary.words) == 5


def test_another_script_is_learned_too(open_app) -> None:
    app = open_app("word2vec")
    app.text_area(key="word2vec_corpus").set_value("我爱电影。\n他爱音乐。\n<b>we</b> like films").run()
    assert shown(app) == ""
    app.button(key="word2vec_one").click().run()
    assert "爱" in app.session_state["word2vec.live"].run.vocabulary.words
