"""Alignment: links by hand, the error rate's ends, and the experiment's verdicts."""

import pytest
import torch

from core.topics.transformer.alignment import Counts, count, diagonal, links_of
from core.topics.transformer.experiments import translator_beam
from core.topics.transformer.phrases.numbers import in_words
from core.topics.transformer.phrases.pieces import arrange, said

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


@pytest.mark.parametrize(
    ("lost", "gained", "verdict"), [(0, 20, "held"), (20, 0, "failed"), (3, 4, "undecided")]
)
def test_a_beam_must_surely_gain(lost: int, gained: int, verdict: str) -> None:
    widths = [{"width": width, "right": 150} for width in (1, 2, 4, 8)]
    numbers = {"sentences": 200, "widths": widths, "lost": lost, "gained": gained}
    assert translator_beam.outcome(numbers)[0] == verdict
