"""How many threads torch computes with, for the length of a block."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Inside, torch's operations use `count` threads; afterwards as many as before.

    The order of sums, and so the last bits of a result, depend on the count. It is one for the whole
    process, so two blocks in two Python threads would disturb each other.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
