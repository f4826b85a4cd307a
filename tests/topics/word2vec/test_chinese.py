"""word2vec in Chinese: blanks part words, CBOW guesses the last of four, and a small corpus in Chinese."""

import pytest

from core.base.i18n import label
from core.data.language import is_chinese
from core.data.small_corpus import CHINESE, WORLDS, small_corpus
from core.topics.word2vec.concept import sentences_of
from core.topics.word2vec.run import Settings, Word2VecRun
from tests.topics.support import component, shown, visit


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("今天 天气 很 好", [["今天", "天气", "很", "好"]]),
        ("今天天气很好", [["今", "天", "天", "气", "很", "好"]]),
        ("今天 天气 很 好。不错！", [["今天", "天气", "很", "好"], ["不", "错"]]),  # each sentence by itself
        ("我爱 iPhone 手机", [["我", "爱", "iphone", "手", "机"]]),  # no blank between two characters
        ("我 爱 iPhone 手机 ， 12", [["我", "爱", "iphone", "手机"]]),
        ("今天\u3000天气", [["今天", "天气"]]),
        ("很 好\n今天好", [["很", "好"], ["今", "天", "好"]]),
        ("a film . The end", [["a", "film"], ["the", "end"]]),
    ],
)
def test_blanks_between_characters_part_words(text: str, sentences: list[list[str]]) -> None:
    assert sentences_of(text) == sentences


def test_the_chinese_corpus_is_as_large_and_all_of_its_words_are_parted() -> None:
    lines = small_corpus(language="zh").splitlines()
    assert len(lines) == len(small_corpus().splitlines()) == 400
    assert all(map(is_chinese, lines))
    assert not any("{" in line for line in lines)
    words = {word for sentence in sentences_of("\n".join(lines)) for word in sentence}
    assert {*CHINESE.animals, *CHINESE.people, *CHINESE.praise, *CHINESE.blame} <= words
    assert [len(world.forms) for world in WORLDS.values()] == [15, 15]


def test_words_of_one_kind_come_to_lie_together() -> None:
    """After ten epochs the nearest words of most animals and people are their like, as in English."""
    run = Word2VecRun(sentences_of(small_corpus(language="zh")), Settings())
    for _ in range(10 * run.steps_an_epoch):
        run.step()
    like = [run.nearest(word, 1)[0][0] in kind for kind in (CHINESE.animals, CHINESE.blame) for word in kind]
    assert sum(like) > len(like) / 2


def test_three_words_are_given_and_the_fourth_is_guessed(open_app) -> None:
    settings = {"word2vec_model": "cbow", "word2vec_window": "3"}
    app = open_app("word2vec", word2vec_view="network", **settings)
    app.text_area(key="word2vec_corpus").set_value("今天 天气 很 好").run()
    assert shown(app) == ""
    run = app.session_state["word2vec.live"].run
    examples = {
        (*(run.vocabulary.words[row] for row in inputs if row >= 0), run.vocabulary.words[target])
        for inputs, target in zip(run.inputs.tolist(), run.targets.tolist(), strict=True)
    }
    assert ("今天", "天气", "很", "好") in examples
    listed = [option for box in app.selectbox for option in box.options]
    assert "今天 天气 很 → 好" in listed
    app.button(key="word2vec_one").click().run()
    assert run.losses[-1] < run.losses[0]


def test_the_small_corpus_is_in_the_language_of_the_app_or_of_the_sentence(open_app) -> None:
    app = open_app("word2vec", lang="zh", word2vec_view="window")
    assert app.text_area(key="word2vec_corpus").value == small_corpus(language="zh")
    assert all(is_chinese(word["text"]) for word in component(app, "window")[0]["words"])
    assert label("word2vec.corpus_toy", "zh") in [caption.value for caption in app.caption]
    visit(app, "word2vec", lang="en")
    assert app.text_area(key="word2vec_corpus").value == small_corpus()
    visit(app, "word2vec", sentence="剧情拖沓得让人犯困。")
    assert app.text_area(key="word2vec_corpus").value == small_corpus(language="zh")
    visit(app, "word2vec", part="compute")
    assert any(is_chinese(word) for word in app.session_state["word2vec.live"].run.vocabulary.words)
    visit(app, "word2vec", part="see")
    app.text_area(key="word2vec_corpus").set_value("one two three four").run()
    visit(app, "word2vec", lang="zh")
    assert app.text_area(key="word2vec_corpus").value == "one two three four"  # the visitor's own stays
