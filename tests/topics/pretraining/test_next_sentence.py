"""Pairs of the small reviews: really next, of another review, or of the same."""

import pytest

from core.data.film_reviews import film_reviews
from core.topics.pretraining.next_sentence import draw_pair


def place_of(sentence: str) -> tuple[int, int]:
    for number, review in enumerate(film_reviews()):
        if sentence in review:
            return number, review.index(sentence)
    raise AssertionError(sentence)


def test_reviews_are_fourteen_of_five_sentences_and_none_twice() -> None:
    reviews = film_reviews()
    assert [len(review) for review in reviews] == [5] * 14
    sentences = [sentence for review in reviews for sentence in review]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("harder", [False, True])
def test_pairs_say_the_truth_and_both_answers_come_up(harder: bool) -> None:
    pairs = [draw_pair(seed, harder) for seed in range(60)]
    assert {pair.is_next for pair in pairs} == {True, False}
    for pair in pairs:
        (first, at), (second, then) = place_of(pair.first), place_of(pair.second)
        assert ((first, at + 1) == (second, then)) == pair.is_next
        if not pair.is_next:
            assert (first == second) == harder
    assert draw_pair(7, harder) == draw_pair(7, harder)
