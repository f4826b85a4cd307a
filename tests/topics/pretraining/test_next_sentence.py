"""Pairs of the small reviews: really next, of another review, or of the same."""

import pytest

from core.data.film_reviews import film_reviews
from core.models.bert.pretraining import load_pretraining_network
from core.models.bert.weights import open_pretraining
from core.models.loading import load_tokenizer
from core.models.locate import locate
from core.topics.pretraining.next_sentence import draw_pair, first_pair, pieces
from core.topics.pretraining.predictions import is_next, next_sentence_logits


def place_of(piece: str) -> tuple[int, int]:
    for number, review in enumerate(pieces()):
        if piece in review:
            return number, review.index(piece)
    raise AssertionError(piece)


def test_pieces_are_the_reviews_two_sentences_at_a_time() -> None:
    assert [len(review) for review in pieces()] == [3] * 14
    assert [" ".join(review) for review in pieces()] == [" ".join(review) for review in film_reviews()]
    first, second = film_reviews()[0][:2]
    assert pieces()[0][0] == f"{first} {second}"


def test_the_pair_to_begin_with_really_follows_and_the_shipped_network_is_sure_of_it() -> None:
    folder = locate("pretrained-minilm").folder
    model = open_pretraining(load_pretraining_network(folder), load_tokenizer(folder), folder.name)
    pair = first_pair()
    (review, at), (next_review, then) = place_of(pair.first), place_of(pair.second)
    assert ((review, at + 1) == (next_review, then)) == pair.is_next
    sure = is_next(next_sentence_logits(model, model.batch(pair.first, pair.second))[1])
    swapped = is_next(next_sentence_logits(model, model.batch(pair.second, pair.first))[1])
    strange = is_next(next_sentence_logits(model, model.batch(pair.first, pieces()[0][1]))[1])
    assert strange < 0.2
    assert swapped < 0.5 < 0.9 < sure


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
