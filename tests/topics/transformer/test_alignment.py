"""Alignment: links by hand, and the error rate's ends."""

from itertools import product

import pytest
import torch

from core.models.locate import locate
from core.topics.transformer.alignment import Counts, by_chance, count, diagonal, links_of
from core.topics.transformer.looks import counts_of, looks_of
from core.topics.transformer.phrases.numbers import in_words
from core.topics.transformer.phrases.pieces import arrange, said
from core.topics.transformer.phrases.sentences import draw
from core.topics.transformer.translator import load

PHRASE = arrange([said("two", "两"), said("cups", "杯"), said("of"), said("tea", "茶")])


def test_a_true_alignment_has_no_error_and_a_wrong_one_all() -> None:
    assert count(PHRASE, [0, 1, 3]).error_rate == 0
    assert count(PHRASE, [3, 3, 0]).error_rate == 1
    assert count(PHRASE, [0, 1, 2]).error_rate == pytest.approx(1 - 4 / 6)


def test_a_possible_link_is_no_error_and_finds_nothing() -> None:
    phrase = in_words(1205, by_hundreds=True)  # 一千二百零五, of which 千 and 零 have no sure link
    links = [0, 1, 0, 1, 2, 3]
    assert count(phrase, links) == Counts(6, 4, 6, 4)
    assert count(phrase, links).error_rate == 0


def test_links_are_the_largest_weights() -> None:
    weights = torch.tensor([[0.1, 0.9], [0.8, 0.2], [0.5, 0.4]])
    assert links_of(weights, 2) == [1, 0]


def test_the_diagonal_goes_from_the_first_word_to_the_last() -> None:
    assert diagonal(4, 4) == [0, 1, 2, 3]
    assert diagonal(2, 4) == [0, 0, 1, 1]
    assert diagonal(9, 2)[0] == 0


def test_by_chance_each_place_is_as_likely_as_another() -> None:
    """The mean over all links that there may be, to [END] as well."""
    places = range(len(PHRASE.english) + 1)
    every = [count(PHRASE, links) for links in product(places, repeat=len(PHRASE.chinese))]
    expected = by_chance(PHRASE)
    assert expected.sure == pytest.approx(sum(one.sure for one in every) / len(every))
    assert expected.possible == pytest.approx(sum(one.possible for one in every) / len(every))
    assert expected.error_rate == pytest.approx(sum(one.error_rate for one in every) / len(every))


def test_looks_are_the_networks_own_on_the_true_pieces() -> None:
    phrase = draw("looks", 1, held_out=True)[0]
    ours, bahdanau = (load(locate(name).folder) for name in ("translator", "translator-bahdanau"))
    heads, (name, additive) = looks_of(ours, phrase), *looks_of(bahdanau, phrase).items()
    shape = len(phrase.chinese), len(phrase.english) + 1
    assert list(heads) == [f"{layer}.{head}" for layer in range(1, 4) for head in range(1, 5)]
    assert name == "bahdanau"
    for weights in (*heads.values(), additive):
        assert weights.shape == shape
        assert torch.allclose(weights.sum(-1), torch.ones(shape[0]), atol=1e-5)
    found = counts_of(phrase, ours, bahdanau)
    assert list(found) == [*heads, "bahdanau", "diagonal", "chance"]
    assert found["bahdanau"] == count(phrase, additive.argmax(-1).tolist())
