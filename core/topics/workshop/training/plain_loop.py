"""The training loop in about twenty lines: everything that `Trainer.train()` does to the weights.

`Trainer` also logs, saves, evaluates and serves many machines; take that away and this remains. With
the same seed both end in the same weights, bit by bit (`trainer_comparison.py` shows it).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from core.nn.schedule import linear_warmup_decay

LINES = ("zero_grad", "schedule", "train_mode", "clip")  # those that may be left out

Batch = Mapping[str, Tensor]  # input_ids (B, T), attention_mask (B, T), labels (B,)


def plain_loop(
    model: Any,
    rows: Sequence[Any],
    collate: Any,
    *,
    steps: int,
    batch_size: int,
    learning_rate: float,
    warmup: int,
    clip: float,
    weight_decay: float,
    seed: int,
    without: Collection[str] = (),
) -> list[float]:
    """Train for `steps` steps of `batch_size` rows; returns the loss of every step (nats).

    `collate` makes a Batch of a list of rows. `without` names lines to leave out, to see what each is for.
    """
    torch.manual_seed(seed)
    torch.empty((), dtype=torch.int64).random_()  # Trainer's DataLoader draws a seed for its workers here
    order = in_order(len(rows), steps * batch_size, seed)
    optimizer = torch.optim.AdamW(decay_groups(model, weight_decay), lr=learning_rate, fused=True)
    model.train("train_mode" not in without)  # dropout on
    losses = []
    for step in range(steps):
        batch = collate([rows[i] for i in order[step * batch_size : (step + 1) * batch_size]])
        factor = 1.0 if "schedule" in without else linear_warmup_decay(step, steps, warmup)
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * factor
        loss = model(**batch).loss  # forward
        loss.backward()
        if "clip" not in without:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        if "zero_grad" not in without:
            model.zero_grad()
        losses.append(loss.item())
    return losses


def largest_difference(losses: Sequence[float], others: Sequence[float]) -> float:
    """The largest absolute difference of two runs' losses at the same step (nats)."""
    return max(abs(loss - other) for loss, other in zip(losses, others, strict=True))


def in_order(rows: int, wanted: int, seed: int) -> list[int]:
    """Which rows are read one after another: a fresh shuffle for every pass over the data."""
    if not rows:
        return []
    generator = torch.Generator().manual_seed(seed)
    order: list[int] = []
    while len(order) < wanted:
        order += torch.randperm(rows, generator=generator).tolist()
    return order[:wanted]


def decay_groups(model: Any, weight_decay: float) -> list[dict[str, Any]]:
    """Matrices decay; biases and LayerNorm's γ and β do not."""
    named = list(model.named_parameters())
    plain = [parameter for name, parameter in named if name.endswith("bias") or "LayerNorm" in name]
    rest = [parameter for name, parameter in named if not (name.endswith("bias") or "LayerNorm" in name)]
    return [{"params": rest, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]
