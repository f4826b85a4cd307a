"""The trigram of Kneser and Ney: it adds up, and by hand."""

import math
from itertools import product

import pytest

from core.topics.decoding.training.trigram import Trigram

TEXTS = ["很好很好", "不好", "很大"]
KNOWN = sorted({sign for text in TEXTS for sign in text} | {"远"})


def test_probabilities_after_any_context_add_up_to_one() -> None:
    trigram = Trigram(TEXTS, KNOWN)
    for before in product([*KNOWN, "[UNK]"], repeat=2):
        total = math.fsum(trigram.probability(sign, before) for sign in KNOWN)
        assert total == pytest.approx(1)
    assert math.fsum(trigram.probability(sign, "") for sign in KNOWN) == pytest.approx(1)


def test_a_probability_worked_out_by_hand() -> None:
    """a b a b | a c: what follows `a` after a start, by the formulas of Chen & Goodman."""
    trigram = Trigram(["abab", "ac"], "abc")
    # Trigrams: ^^a 2, ^ab 1, aba 1, bab 1, ^ac 1. Discount 4 / (4 + 2·1).
    # Bigrams by what stood before them: ^a 1, ab 2 (^, b), ba 1, ac 1. Discount 3 / (3 + 2·1).
    # Single ones by what stood before them: a 2 (^, b), b 1, c 1. Discount 2 / (2 + 2·1).
    d3, d2, d1 = 4 / 6, 3 / 5, 2 / 4
    single = (1 - d1) / 4 + d1 * 3 / 4 * (1 / 3)
    double = (2 - d2) / 3 + d2 * 2 / 3 * single
    assert trigram.probability("b", "a") == pytest.approx((1 - d3) / 2 + d3 * 2 / 2 * double)


def test_a_sign_that_is_not_known_is_a_context_only() -> None:
    trigram = Trigram([["很", "[UNK]", "好"]], "很好")
    assert trigram.probability("好", ["很", "[UNK]"]) > trigram.probability("很", ["很", "[UNK]"])
    assert all(gram[-1] != "[UNK]" for order in trigram.orders for gram in order.counts)
