"""Whatever a twin is run on comes back equal from the code written for it, and the rest is refused."""

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from core.nn.encoder import EncoderShape
from core.nn.source.portable import (
    FEW,
    MOST_WRITTEN,
    HeadOf,
    NotPortableError,
    Packed,
    count_numbers,
    narrowed,
)


def back(value: Any) -> Any:
    """A value written down and read again."""
    packed = Packed()
    code = packed.code(value)
    scope: dict[str, Any] = {"EncoderShape": EncoderShape}
    for line in (*packed.imports, packed.block(), *packed.reading):
        exec(line, scope)
    return eval(code, scope)


def numbers(*shape: int, dtype: torch.dtype = torch.float32) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=dtype)


TENSORS = {
    "small": numbers(2, 3),
    "large": numbers(40, 7),
    "double": numbers(40, 7, dtype=torch.float64),
    "half": numbers(40, 7).half(),
    "bfloat16": numbers(40, 7).bfloat16(),
    "whole numbers": torch.arange(FEW + 1),
    "true and false": torch.arange(30) % 2 == 0,
    "one": torch.tensor(0.1),
    "none": torch.empty(0, 3),
    "infinite": torch.tensor([1.0, -math.inf, math.inf]),
    "view": numbers(40, 7).T,
    "learnable": numbers(40, 7).requires_grad_(),
}


@pytest.mark.parametrize("name", TENSORS)
def test_a_tensor_comes_back_bit_by_bit(name: str) -> None:
    tensor, again = TENSORS[name], back(TENSORS[name])
    assert again.dtype == tensor.dtype
    assert again.shape == tensor.shape
    assert torch.equal(again, tensor)


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, -2.5, "it's \"好\"\n", [], (), {}, [1, ["a"]], (1,), (2, "b"), {"a": {"b": 1}},
        ["word\n"] * (MOST_WRITTEN + 1), {str(n): n for n in range(MOST_WRITTEN + 1)}, EncoderShape(2, 4),
        {"a long name of a weight " * 3: 1, "another long name of a weight " * 3: 2}, ("x" * 90, "y" * 90),
    ],
    ids=repr,
)  # fmt: skip
def test_plain_values_come_back(value: object) -> None:
    assert back(value) == value
    assert type(back(value)) is type(value)


def test_infinity_and_no_number_come_back() -> None:
    assert back([math.inf, -math.inf]) == [math.inf, -math.inf]
    assert math.isnan(back(math.nan))


def test_a_generator_comes_back_at_its_beginning() -> None:
    used = torch.Generator().manual_seed(7)
    first = torch.rand(3, generator=used)
    assert torch.equal(torch.rand(3, generator=back(used)), first)


def test_a_file_comes_back_whole_or_by_its_beginning(tmp_path: Path) -> None:
    file = tmp_path / "numbers.bin"
    file.write_bytes(bytes(range(200)))
    assert back(file).read_bytes() == file.read_bytes()
    assert back(file).suffix == ".bin"
    assert back(HeadOf(file, 9)).read_bytes() == bytes(range(9)) + bytes(191)
    assert back(file).is_relative_to(tempfile.gettempdir())


def test_what_has_no_written_form_is_refused() -> None:
    @dataclass
    class Odd:
        value: object

    with pytest.raises(NotPortableError, match="object"):
        back(object())
    with pytest.raises(NotPortableError):
        back([Odd(lambda: 0)])


def test_numbers_are_counted_wherever_they_are() -> None:
    assert count_numbers(numbers(3, 4)) == 12
    assert count_numbers({"a": numbers(3), "b": [numbers(2), 5]}) == 6
    assert count_numbers(torch.nn.Linear(3, 2)) == 8


def test_an_array_is_narrowed_only_if_no_number_changes() -> None:
    halves = np.array([0.5, 1.25, -3.0], dtype=np.float32)
    assert narrowed(halves).dtype == np.float16
    assert narrowed(halves.astype(np.float64)).dtype == np.float16
    assert narrowed(np.array([0.1], dtype=np.float32)).dtype == np.float32
    assert narrowed(np.array([np.float32(0.1)], dtype=np.float64)).dtype == np.float32
    assert narrowed(np.array([0.1], dtype=np.float64)).dtype == np.float64
    assert narrowed(np.array([1e30], dtype=np.float32)).dtype == np.float32
    assert narrowed(np.array([1, 2])).dtype == np.int64
