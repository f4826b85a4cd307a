"""What differs first, whatever the results are made of."""

import math

import pytest
import torch

from core.exercises.compare import first_difference, largest_difference, same, written

ONES = torch.ones(2, 3)
NAN = torch.tensor([1.0, math.nan])


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (ONES, ONES + 1e-7),
        (torch.tensor([math.inf, -math.inf]), torch.tensor([math.inf, -math.inf])),
        (NAN, NAN),
        (torch.zeros(0, 3), torch.zeros(0, 3)),
        (torch.tensor(2), torch.tensor(2)),
        (1, 1.0),
        (0.1 + 0.2, 0.3),
        (math.nan, math.nan),
        ("word", "word"),
        (None, None),
        (True, True),
        ([1, (ONES, {"a": 2})], [1, (ONES, {"a": 2})]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ],
)
def test_what_is_equal_within_the_tolerance(theirs, ours) -> None:
    assert first_difference(theirs, ours, 1e-5, 1e-6) is None
    assert same(theirs, ours, 1e-5, 1e-6)
    assert largest_difference(theirs, ours) <= 1e-6


@pytest.mark.parametrize(
    ("theirs", "ours", "key", "parameters"),
    [
        (None, ONES, "nothing", {}),
        (1.0, ONES, "type", {"got": "float", "wanted": "Tensor"}),
        (ONES.T, ONES, "shape", {"got": "(3, 2)", "wanted": "(2, 3)"}),
        (ONES[:1], ONES, "shape", {"got": "(1, 3)"}),
        (ONES.double(), ONES, "dtype", {"got": "float64", "wanted": "float32"}),
        (torch.tensor([[1.0, 2.0], [1.0, 1.0]]), torch.ones(2, 2), "cell", {"place": "result[0, 1]"}),
        (torch.tensor(3), torch.tensor(2), "cell", {"place": "result", "got": "3", "wanted": "2"}),
        (NAN, torch.ones(2), "nan", {"place": "result[1]", "wanted": "1"}),
        (torch.ones(2), NAN, "cell", {"place": "result[1]", "wanted": "nan"}),
        (torch.tensor([math.inf]), torch.tensor([-math.inf]), "cell", {"got": "inf", "wanted": "-inf"}),
        (math.nan, 1.0, "nan", {}),
        (True, 1, "type", {"got": "bool", "wanted": "int"}),
        ([1, 2], (1, 2), "type", {"got": "list", "wanted": "tuple"}),
        ([1], [1, 2], "length", {"got": "1", "wanted": "2"}),
        ([1, [2, 4]], [1, [2, 3]], "cell", {"place": "result[1][1]"}),
        ({"a": 1}, {"b": 1}, "keys", {"got": "['a']", "wanted": "['b']"}),
        ({"a": ONES}, {"a": 2 * ONES}, "cell", {"place": "result['a'][0, 0]"}),
        ("wort", "word", "cell", {"got": "'wort'", "wanted": "'word'"}),
    ],
)
def test_what_differs_is_told(theirs, ours, key: str, parameters: dict[str, str]) -> None:
    found = first_difference(theirs, ours, 1e-5, 1e-6)
    assert found is not None
    assert found.key == f"feedback.{key}"
    assert parameters.items() <= dict(found.parameters).items()
    assert not same(theirs, ours, 1e-5, 1e-6) or key == "dtype"


def test_tolerance_is_relative_and_absolute() -> None:
    large = torch.tensor([1e6])
    assert first_difference(large * (1 + 5e-6), large, 1e-5, 0) is None
    assert first_difference(large * (1 + 5e-5), large, 1e-5, 0) is not None
    assert first_difference(torch.tensor([5e-7]), torch.zeros(1), 0, 1e-6) is None
    assert first_difference(torch.tensor([5e-6]), torch.zeros(1), 0, 1e-6) is not None


def test_largest_difference_is_that_of_all_parts() -> None:
    assert largest_difference([ONES, {"a": 1.5}], [ONES + 0.25, {"a": 1.0}]) == 0.5
    assert largest_difference(torch.tensor([math.inf, 1]), torch.tensor([math.inf, 1])) == 0


def test_a_long_value_is_cut() -> None:
    assert len(written("x" * 1000)) == 60
    assert written(1 / 3) == "0.333333"
