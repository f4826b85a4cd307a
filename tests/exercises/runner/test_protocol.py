"""Values come back as they went, and what is no message is refused."""

import io
import math
import struct

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from core.exercises.runner import protocol
from core.exercises.runner.protocol import GarbledError, Message, TooLargeError, decode, encode
from core.exercises.runner.values import UnsendableError

DTYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.bool]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
TENSORS = st.builds(
    lambda shape, dtype: torch.arange(math.prod(shape)).reshape(shape).to(dtype),
    st.lists(st.integers(0, 3), max_size=3),
    st.sampled_from(DTYPES),
)
VALUES = st.recursive(
    SCALARS | TENSORS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)


def read_from(data: bytes):
    stream = io.BytesIO(data)

    def read(count: int) -> bytes:
        part = stream.read(count)
        if len(part) < count:
            raise EOFError
        return part

    return read


def again(value):
    return decode(read_from(encode(Message({"a": 1}, value)))).value


def equal(one, other) -> bool:
    if isinstance(one, Tensor):
        return isinstance(other, Tensor) and one.dtype == other.dtype and torch.equal(one, other)
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    return one == other


@given(VALUES)
def test_values_come_back_as_they_went(value) -> None:
    assert equal(again(value), value)


def test_views_gradients_and_generators_become_plain() -> None:
    view = torch.arange(6.0).reshape(2, 3).T
    assert torch.equal(again(view), view)
    shared = torch.ones(3)
    assert equal(again([shared, shared]), [shared, shared])
    assert not again(torch.ones(2, requires_grad=True)).requires_grad
    made = again(torch.Generator().manual_seed(7))
    assert torch.equal(
        torch.rand(3, generator=made), torch.rand(3, generator=torch.Generator().manual_seed(7))
    )
    assert again(np.float64(0.5)) == 0.5
    assert math.isnan(again(math.nan))
    assert again(torch.Size([1, 2])) == (1, 2)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        print,
        np.ones(2),
        torch.ones(2).to_sparse(),
        {(1,): 2},
        1j,
        torch.ones(1) * 1j,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_data_is_not_sent(value) -> None:
    with pytest.raises(UnsendableError):
        encode(Message({}, value))


def test_a_value_within_itself_is_not_sent() -> None:
    endless: list = []
    endless.append(endless)
    with pytest.raises(UnsendableError):
        encode(Message({}, endless))


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST_TENSORS", 1000)
    monkeypatch.setattr(protocol, "MOST_HEADER", 1000)
    assert equal(again(torch.ones(200)), torch.ones(200))
    for value in (torch.ones(300), "x" * 2000):
        with pytest.raises(TooLargeError):
            encode(Message({}, value))
    for lengths in ((2000, 0), (0, 4000)):
        with pytest.raises(GarbledError):
            decode(read_from(struct.pack("!II", *lengths) + bytes(5000)))


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_garbage_is_told(header: bytes, tensors: bytes) -> None:
    with pytest.raises(GarbledError):
        decode(read_from(struct.pack("!II", len(header), len(tensors)) + header + tensors))


@pytest.mark.parametrize(
    "header",
    [
        '{"what": {}, "value": {"tensor": "0"}}',
        '{"what": {}, "value": {"other": 1}}',
        '{"what": {}, "value": {"list": 3}}',
        '{"what": {}, "value": {"dict": [[[], 1]]}}',
        '{"what": {}, "value": {"generator": "x"}}',
        '{"what": {}, "value": []}',
        '{"what": 3, "value": null}',
        '{"value": null}',
        "[" * 100_000,
        '{"what": {}, "value": ' + '{"list": [' * 5000 + "]}" * 5000 + "}",
    ],
)
def test_a_header_that_is_none_of_ours_is_told(header: str) -> None:
    data = header.encode()
    with pytest.raises(GarbledError):
        decode(read_from(struct.pack("!II", len(data), 0) + data))


def test_the_end_is_told_wherever_it_comes() -> None:
    data = encode(Message({"a": 1}, torch.ones(3)))
    for length in (0, 3, 8, 20, len(data) - 1):
        with pytest.raises(EOFError):
            decode(read_from(data[:length]))
