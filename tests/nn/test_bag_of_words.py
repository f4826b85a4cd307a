"""Words, word pairs and their TF-IDF weights by hand."""

import math

import pytest
import torch

from core.nn.bag_of_words import inverse_document_frequency, tfidf
from core.nn.terms import term_weights, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Isn't", ["is", "n't"]),
        ("It isn't good!", ["it", "is", "n't", "good", "!"]),
        ("it is n't good", ["it", "is", "n't", "good"]),
        ("can't won't", ["ca", "n't", "wo", "n't"]),
        ("well-made", ["well", "-", "made"]),
        ("café 2nd", ["café", "2nd"]),
        ("很好", ["很", "好"]),
        ("iPhone手机x2，很好！", ["iphone", "手", "机", "x2", "，", "很", "好", "！"]),
        ("  \t\n", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_are_words_and_neighbours() -> None:
    assert terms("not bad at") == ["not", "bad", "at", "not bad", "bad at"]
    assert terms("bad") == ["bad"]
    assert terms("") == []


def test_rare_terms_weigh_more() -> None:
    assert inverse_document_frequency(9, 9) == 1.0
    assert inverse_document_frequency(0, 9) == pytest.approx(math.log(10) + 1)


def test_weights_by_hand() -> None:
    vocabulary, idf = {"bad": 0, "good": 1, "not bad": 2}, torch.tensor([1.0, 2.0, 3.0])
    weights = term_weights("not bad , bad", vocabulary, idf)  # bad twice, "not bad" once
    length = math.sqrt(2**2 + 3**2)
    assert weights == pytest.approx({0: 2 / length, 2: 3 / length})


def test_rows_have_length_one_or_are_empty() -> None:
    rows = tfidf(["good good bad", "nothing known", ""], {"bad": 0, "good": 1}, torch.tensor([1.0, 2.0]))
    assert rows.shape == (3, 2)
    assert rows.norm(dim=1).tolist() == pytest.approx([1.0, 0.0, 0.0])
