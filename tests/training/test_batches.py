"""Which sentences share a batch, and how they are padded."""

import random
from itertools import pairwise

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.training.batches import BATCHES_IN_A_POOL, batch_order
from core.training.recipe import TransformerRecipe

generator = random.Random(42)
LENGTHS = [generator.randint(3, 40) for _ in range(1000)]
DYNAMIC, FIXED = TransformerRecipe(batch_size=8), TransformerRecipe(batch_size=8, padding="max_length")


def flat(batches: list[list[int]]) -> list[int]:
    return [number for batch in batches for number in batch]


@settings(deadline=None, max_examples=40, derandomize=True)
@given(
    lengths=st.lists(st.integers(1, 50), max_size=120),
    size=st.integers(1, 9),
    padding=st.sampled_from(["dynamic", "max_length"]),
    epoch=st.integers(0, 5),
)
def test_each_sentence_comes_exactly_once(lengths: list[int], size: int, padding, epoch: int) -> None:
    batches = batch_order(lengths, TransformerRecipe(batch_size=size, padding=padding), epoch)
    assert sorted(flat(batches)) == list(range(len(lengths)))
    short = [batch for batch in batches if len(batch) != size]
    assert len(short) <= 1  # the last one, wherever the shuffle put it
    assert all(batches)


@pytest.mark.parametrize("recipe", [DYNAMIC, FIXED])
def test_order_depends_on_seed_and_epoch_only(recipe: TransformerRecipe) -> None:
    torch.manual_seed(1)
    first = batch_order(LENGTHS, recipe, 0)
    torch.manual_seed(2)
    assert batch_order(LENGTHS, recipe, 0) == first
    assert batch_order(LENGTHS, recipe, 1) != first
    assert batch_order(LENGTHS, TransformerRecipe(batch_size=8, padding=recipe.padding, seed=7), 0) != first


def test_asking_for_an_order_leaves_the_random_state_alone() -> None:
    before = torch.get_rng_state()
    batch_order(LENGTHS, DYNAMIC, 0)
    assert torch.equal(torch.get_rng_state(), before)


def waste(batches: list[list[int]]) -> int:
    """Padding tokens that the batches cost."""
    rows = [[LENGTHS[i] for i in batch] for batch in batches]
    return sum(max(row) * len(row) - sum(row) for row in rows)


def test_dynamic_padding_puts_like_lengths_together() -> None:
    batches = batch_order(LENGTHS, DYNAMIC, 0)
    spreads = [max(LENGTHS[i] for i in batch) - min(LENGTHS[i] for i in batch) for batch in batches]
    assert sum(spreads) / len(spreads) < 2
    assert waste(batches) < waste(batch_order(LENGTHS, FIXED, 0)) / 10


def test_batches_of_like_length_do_not_follow_each_other() -> None:
    longest = [max(LENGTHS[i] for i in batch) for batch in batch_order(LENGTHS, DYNAMIC, 0)]
    rising = sum(first <= second for first, second in pairwise(longest))
    assert 0.25 < rising / (len(longest) - 1) < 0.75


def test_sorting_stays_inside_a_pool() -> None:
    recipe = TransformerRecipe(batch_size=2)
    order = torch.randperm(1000, generator=torch.Generator().manual_seed(recipe.seed)).tolist()
    first_pool = set(order[: 2 * BATCHES_IN_A_POOL])
    shared = [batch for batch in batch_order(LENGTHS, recipe, 0) if first_pool & set(batch)]
    assert set(flat(shared)) == first_pool
