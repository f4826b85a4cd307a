"""Our own texts as a corpus: each once, whole, from every source."""

from hypothesis import given
from hypothesis import strategies as st

from core.data.film_reviews import film_reviews
from core.data.film_sentences import film_sentences
from core.data.language import is_chinese
from core.data.own_texts import own_texts, without_parts


def test_all_sources_are_in_it_and_nothing_twice() -> None:
    texts = own_texts()
    assert len(set(texts)) == len(texts)
    assert {*film_sentences(), *(line for review in film_reviews() for line in review)} <= set(texts)
    assert "Smart without being smug." in texts  # a sample review
    assert "The capital of Portugal is" in texts  # an opening
    assert "a quiet little film that grows on you with every scene" in texts  # a phrase …
    assert "a quiet little film" not in texts  # … and a part of it
    assert all(text == " ".join(text.split()) != "" for text in texts)


def test_a_part_is_whole_words_in_a_row() -> None:
    texts = ["a film", "a filmed play", "such  a film !", "film a", " ", "film a"]
    assert without_parts(texts) == ("a filmed play", "such a film !", "film a")


@given(st.lists(st.text("ab ", max_size=9), max_size=8))
def test_what_is_left_out_stands_in_something_that_is_left(texts: list[str]) -> None:
    left = without_parts(texts)
    for text in texts:
        words = " ".join(text.split())
        assert not words or any(f" {words} " in f" {whole} " for whole in left)


def test_chinese_texts_are_the_short_reviews_of_ours() -> None:
    texts = own_texts("zh")
    assert len(texts) == len(set(texts)) == 64
    assert all(map(is_chinese, texts))
