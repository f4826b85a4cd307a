"""The plainest training loop there is, for the small networks that experiments train by the dozen."""

from collections.abc import Iterator, Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Int
from torch import Tensor

from core.data.vocabulary import PAD
from core.nn.batches import pad_rows
from core.training.small.transformer import SmallTransformer

LARGEST_GRADIENT = 1.0  # longer ones are shortened to this


def padded(rows: Sequence[Sequence[int]]) -> tuple[Int[Tensor, "B T"], Bool[Tensor, "B T"]]:
    """Ids of unequal sentences side by side, and which of them are no padding."""
    ids, mask = pad_rows(rows, PAD)
    return ids, mask.bool()


def shuffled(count: int, batch_size: int, seed: int) -> Iterator[list[int]]:
    """Whole batches of numbers below `count` in an order drawn by the seed; a smaller rest is left out."""
    order = torch.randperm(count, generator=torch.Generator().manual_seed(seed)).tolist()
    for start in range(0, count - batch_size + 1, batch_size):
        yield order[start : start + batch_size]


def optimizer_of(network: torch.nn.Module, learning_rate: float) -> torch.optim.Optimizer:
    return torch.optim.AdamW(network.parameters(), lr=learning_rate, weight_decay=0.01, fused=True)


def learn(network: torch.nn.Module, optimizer: torch.optim.Optimizer, loss: Tensor) -> float:
    """One step down the loss; the loss before it."""
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(network.parameters(), LARGEST_GRADIENT)
    optimizer.step()
    return loss.item()


def classification_loss(
    network: SmallTransformer, rows: Sequence[Sequence[int]], labels: Sequence[int]
) -> Tensor:
    return F.cross_entropy(network.classify(*padded(rows)), torch.tensor(labels))


@torch.inference_mode()
def count_right(
    network: SmallTransformer, rows: Sequence[Sequence[int]], labels: Sequence[int], batch_size: int = 64
) -> int:
    """How many sentences get their label; the network is in evaluation mode meanwhile."""
    was = network.training
    network.eval()
    right = 0
    for start in range(0, len(rows), batch_size):
        logits = network.classify(*padded(rows[start : start + batch_size]))  # (B, C)
        right += int((logits.argmax(-1) == torch.tensor(labels[start : start + batch_size])).sum())
    network.train(was)
    return right
