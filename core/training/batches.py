"""Sentences to rows of token ids, and the batches of an epoch."""

import torch

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


def token_rows(tokenizer, sentences: list[str], max_length: int) -> list[list[int]]:
    """Token ids of each sentence with its special tokens, cut to `max_length`, not padded."""
    return tokenizer(list(sentences), truncation=True, max_length=max_length)["input_ids"]
