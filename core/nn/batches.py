"""Rows of token ids to batches: which go together, and how they are filled up."""

from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from core.nn.masks import padding


def pad_rows(
    rows: Sequence[Sequence[int]], pad_id: int, width: int | None = None
) -> tuple[Int[Tensor, "B T"], Int[Tensor, "B T"]]:
    """Token ids filled up behind each row to `width` (None: the longest row), and the attention mask.

    The mask is 1 for a token, 0 for padding. Raises ValueError for a row longer than `width`.
    """
    lengths = torch.tensor([len(row) for row in rows])  # (B,)
    longest = int(lengths.max())
    width = longest if width is None else width
    if longest > width:
        raise ValueError(f"a row of {longest} tokens does not fit into {width}")
    tensors = [torch.tensor(list(row), dtype=torch.long) for row in rows]
    ids = pad_sequence(tensors, batch_first=True, padding_value=pad_id)  # (B, longest)
    ids = torch.nn.functional.pad(ids, (0, width - longest), value=pad_id)  # (B, T)
    return ids, padding(lengths, width).long()


def length_sorted_batches(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """The numbers of the rows, shortest first, `size` in a batch: little of each batch is padding.

    Rows of one length keep their order.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for start in range(0, len(order), size):
        yield order[start : start + size]


def token_batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """The numbers of the rows, shortest first, in batches of at most `most` tokens, padding included.

    A row that is longer than that is a batch of its own. Once a batch is worth its while (an eighth of
    `most`), it ends where more than a fifth of it would be padding.
    """
    batch: list[int] = []
    real = 0  # tokens of the batch that are no padding
    for number in sorted(range(len(lengths)), key=lengths.__getitem__):
        padded = (len(batch) + 1) * lengths[number]
        wasteful = real >= most / 8 and real + lengths[number] < 0.8 * padded
        if batch and (padded > most or wasteful):
            yield batch
            batch, real = [], 0
        batch.append(number)
        real += lengths[number]
    if batch:
        yield batch
