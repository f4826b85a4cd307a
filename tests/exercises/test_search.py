"""The smallest arguments that show a fault."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from core.base.settings import REPOSITORY
from core.exercises.search import smallest


def pair(draw):
    T, K = draw.size(), draw.size(1, 4)
    return draw.numbers(T, K), draw.whole(T, low=1, high=3), draw.truths(T), draw.one_of(["a", "b"])


def test_finds_small_arguments_with_simple_numbers() -> None:
    found = smallest(pair, torch.float64, lambda arguments: bool(arguments[0].sum() > 0), 20)
    assert found is not None
    numbers, whole, truths, chosen = found
    assert numbers.tolist() == [[1.0]]
    assert numbers.dtype == torch.float64
    assert (whole.tolist(), truths.tolist(), chosen) == ([1], [False], "a")


def test_shapes_stay_as_large_as_the_fault_needs() -> None:
    found = smallest(pair, torch.float32, lambda arguments: arguments[0].shape[0] > 1, 20)
    assert found is not None
    assert found[0].tolist() == [[0.0], [0.0]]


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert smallest(pair, torch.float32, lambda arguments: False, 20) is None


def test_without_time_nothing_is_tried() -> None:
    tried = []
    assert smallest(pair, torch.float32, lambda arguments: not tried.append(arguments), 0) is None
    assert tried == []


def test_when_the_time_is_over_the_smallest_so_far_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count()
    monkeypatch.setattr("core.exercises.search.time.monotonic", lambda: next(clock))
    found = smallest(pair, torch.float32, lambda arguments: arguments[0].numel() > 1, 30)
    assert found is not None
    assert found[0].numel() > 1


def test_every_value_lies_in_its_range() -> None:
    seen = []

    def drawn(draw):
        return (draw.numbers(3, low=-1, high=1), draw.whole(2, low=5, high=9), draw.size(2, 4))

    smallest(drawn, torch.float32, lambda arguments: bool(seen.append(arguments)), 20)
    assert len(seen) > 10
    for numbers, whole, size in seen:
        assert set(numbers.tolist()) <= {-1.0, 0.0, 1.0}
        assert set(whole.tolist()) <= {5, 6, 7, 8, 9}
        assert 2 <= size <= 4
    assert {number for numbers, _, _ in seen for number in numbers.tolist()} == {-1.0, 0.0, 1.0}


@pytest.mark.whole
def test_the_search_writes_no_file_and_ends_alike(tmp_path: Path) -> None:
    program = (
        "import torch; from core.exercises.search import smallest\n"
        "drawn = lambda draw: (draw.numbers(draw.size(1, 4)),)\n"
        "print(smallest(drawn, torch.float32, lambda a: a[0].abs().sum() > 2, 20))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    }
    assert len(outputs) == 1
    assert list(tmp_path.iterdir()) == []
