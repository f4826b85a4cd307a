"""Which sentences are drawn."""

from core.data.labelled import Split
from core.topics.why.measuring.sample import count_words, short_sentences

SPLIT = Split(["a b c", "a b c d", "e f g h", "a b c d", "a b c d e f", "a, b-c d!"], [0, 1, 0, 1, 0, 1])


def test_words_are_those_that_the_page_shows() -> None:
    assert [count_words(text) for text in SPLIT.sentences] == [3, 4, 4, 4, 6, 5]


def test_sentences_are_neither_too_short_nor_too_long_and_none_comes_twice() -> None:
    assert short_sentences(SPLIT, 10, 5, seed=0) == ["a b c d", "e f g h", "a, b-c d!"]


def test_the_seed_draws() -> None:
    drawn = {tuple(short_sentences(SPLIT, 1, 6, seed)) for seed in range(20)}
    assert drawn == {("a b c d",), ("e f g h",), ("a b c d e f",), ("a, b-c d!",)}
    assert short_sentences(SPLIT, 2, 6, seed=3) == short_sentences(SPLIT, 2, 6, seed=3)
