"""The story's numbers: words to look at, digits, equal steps of the hands, products that a shift keeps."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.models.prediction import Token
from core.topics.positions.steps import (
    angle_between,
    binary,
    hands,
    step_lengths,
    turned,
    two_words,
    with_numbers,
)


def tokens(*texts: str) -> list[Token]:
    ids = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    return [Token(text, ids[text], 1, text.startswith("[")) for text in texts]


def test_the_two_longest_different_words_are_looked_at() -> None:
    assert two_words(tokens("[CLS]", "a", "gorgeous", "film", "gorgeous", "[SEP]")) == (2, 3)
    assert two_words(tokens("[CLS]", "film", ",", "gorgeous", "[SEP]")) == (1, 3)
    assert two_words(tokens("[CLS]", "film", "film", "[SEP]")) == (0, 3)
    assert two_words(tokens("[CLS]", "[SEP]")) == (0, 1)


def test_the_number_is_added_to_every_dimension() -> None:
    found = with_numbers(torch.tensor([1.0, -2.0]), 3)
    assert found.tolist() == [[1, -2], [2, -1], [3, 0]]


@given(st.integers(0, 2**12 - 1))
def test_digits_are_python_s_the_fastest_first(position: int) -> None:
    (digits,) = binary(torch.tensor([position]), 12).tolist()
    assert "".join(map(str, digits)) == f"{position:012b}"[::-1]


def test_a_step_of_digits_is_as_long_as_the_root_of_those_that_flip() -> None:
    lengths = step_lengths(binary(torch.arange(9), 4).double())
    flips = [(p ^ p + 1).bit_count() for p in range(8)]
    assert lengths.tolist() == pytest.approx([math.sqrt(count) for count in flips])
    assert flips[7] == 4


def test_every_step_of_the_hands_is_as_long_as_any_other() -> None:
    angles, codes = hands(300, 8)
    assert angles[1].tolist() == pytest.approx([1, 0.1, 0.01, 0.001])
    assert codes[5, :2].tolist() == pytest.approx([math.sin(5), math.cos(5)])
    lengths = step_lengths(codes)
    assert (lengths.max() - lengths.min()).item() < 1e-12
    assert lengths[0].item() == pytest.approx(math.sqrt(sum(2 - 2 * math.cos(10.0**-i) for i in range(4))))


@given(st.integers(0, 400), st.integers(0, 30), st.integers(0, 30), st.integers(0, 99))
def test_a_shift_of_both_keeps_the_product_and_every_angle(
    shift: int, first: int, second: int, seed: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    query, key = torch.randn(2, 8, generator=generator, dtype=torch.float64)
    places = max(first, second), min(first, second)
    here, there = (turned(query, key, places, by, range(4)) for by in (0, shift))
    assert there.product == pytest.approx(here.product, abs=1e-9)
    assert there.unmoved == here.product
    products = (here.query * here.key).sum() / math.sqrt(8)  # the arrows are the vectors, pair by pair
    assert products.item() == pytest.approx(here.product, abs=1e-9)
    assert torch.stack([there.query, there.key]).norm().item() == pytest.approx(
        torch.stack([query, key]).norm().item()
    )
    for pair in range(4):
        turns = [angle_between(one.query[pair], one.key[pair]) for one in (here, there)]
        assert math.cos(math.radians(turns[0] - turns[1])) == pytest.approx(1, abs=1e-9)


def test_an_arrow_turns_by_its_speed() -> None:
    query = torch.tensor([1.0, 1, 0, 0], dtype=torch.float64)  # both pairs point along the first axis
    found = turned(query, query, (3, 0), 2, (0, 1))
    for arrow, angle in zip(found.query, (5.0, 0.05), strict=True):
        assert arrow.tolist() == pytest.approx([math.cos(angle), math.sin(angle)])
    assert angle_between(found.query[1], found.key[1]) == pytest.approx(math.degrees(0.03))
    assert angle_between(torch.tensor([0.0, -1]), torch.tensor([1.0, 0])) == pytest.approx(270)
