"""Sentences to batches: which go together, and how they are padded."""

import torch
from jaxtyping import Int
from torch import Tensor

from core.training.recipe import Recipe

BATCHES_IN_A_POOL = 50


def batch_order(lengths: list[int], recipe: Recipe, epoch: int) -> list[list[int]]:
    """The batches of an epoch as lists of sentence numbers, shuffled by the recipe's seed and the epoch.

    With dynamic padding, sentences of like length share a batch: the shuffled sentences are cut
    into pools of 50 batches, each pool is sorted by length, and the batches are shuffled again.
    """
    generator = torch.Generator().manual_seed(recipe.seed + epoch)
    order = torch.randperm(len(lengths), generator=generator).tolist()
    if recipe.padding == "dynamic":
        pool = recipe.batch_size * BATCHES_IN_A_POOL
        order = [
            i
            for start in range(0, len(order), pool)
            for i in sorted(order[start : start + pool], key=lengths.__getitem__)
        ]
    batches = [order[start : start + recipe.batch_size] for start in range(0, len(order), recipe.batch_size)]
    return [batches[i] for i in torch.randperm(len(batches), generator=generator).tolist()]


def pad(rows: list[list[int]], width: int, pad_id: int) -> tuple[Int[Tensor, "B T"], Int[Tensor, "B T"]]:
    """Token ids filled up to `width`, and the attention mask: 1 for a token, 0 for padding."""
    ids = torch.full((len(rows), width), pad_id)  # (B, T)
    mask = torch.zeros(len(rows), width, dtype=torch.long)  # (B, T)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        mask[number, : len(row)] = 1
    return ids, mask


def token_rows(tokenizer, sentences: list[str], max_length: int) -> list[list[int]]:
    """Token ids of each sentence with its special tokens, cut to `max_length`, not padded."""
    return tokenizer(list(sentences), truncation=True, max_length=max_length)["input_ids"]
