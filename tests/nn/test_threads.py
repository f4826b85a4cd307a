"""As many threads inside as asked for, and as before afterwards, whatever happens."""

import pytest
import torch

from core.nn.threads import threads


@pytest.mark.parametrize("count", [1, 2, 3])
def test_inside_and_afterwards(count: int) -> None:
    before = torch.get_num_threads()
    with threads(count):
        assert torch.get_num_threads() == count
        with threads(count + 1):
            assert torch.get_num_threads() == count + 1
        assert torch.get_num_threads() == count
    assert torch.get_num_threads() == before


def test_after_an_error() -> None:
    before = torch.get_num_threads()
    with pytest.raises(ZeroDivisionError), threads(before + 1):
        print(1 // 0)
    assert torch.get_num_threads() == before
