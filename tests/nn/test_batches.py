"""Rows to batches: beside the tokenizer's own padding, and by hand."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.models.loading import load_tokenizer
from core.nn.batches import length_sorted_batches, pad_rows, token_batches


def test_padding_equals_the_tokenizers(tiny_classifier_folder) -> None:
    tokenizer = load_tokenizer(tiny_classifier_folder)
    rows = tokenizer(["a warm and funny film", "dull", "the cast is superb"])["input_ids"]
    longest = max(map(len, rows))
    for width, how in ((longest, "longest"), (20, "max_length")):
        ids, mask = pad_rows(rows, tokenizer.pad_token_id, width if how == "max_length" else None)
        theirs = tokenizer.pad({"input_ids": rows}, padding=how, max_length=20, return_tensors="pt")
        assert torch.equal(ids, theirs["input_ids"])
        assert torch.equal(mask, theirs["attention_mask"])


def test_pad_by_hand() -> None:
    ids, mask = pad_rows([[5, 6, 7], [8]], 9, width=4)
    assert ids.tolist() == [[5, 6, 7, 9], [8, 9, 9, 9]]
    assert mask.tolist() == [[1, 1, 1, 0], [1, 0, 0, 0]]
    assert ids.dtype == mask.dtype == torch.int64


def test_a_row_that_is_too_long_is_not_cut() -> None:
    with pytest.raises(ValueError, match="3 tokens"):
        pad_rows([[5, 6, 7]], 0, width=2)


def test_batches_go_by_length_and_ties_keep_their_order() -> None:
    assert list(length_sorted_batches([5, 2, 9, 2, 5], 2)) == [[1, 3], [0, 4], [2]]
    assert list(length_sorted_batches([], 2)) == []


@given(st.lists(st.integers(1, 40), max_size=30), st.integers(1, 100))
def test_batches_of_tokens_hold_every_row_once_and_no_more_tokens(lengths: list[int], most: int) -> None:
    batches = list(token_batches(lengths, most))
    assert sorted(number for batch in batches for number in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[number] for number in batch) <= most


def test_batches_of_tokens_are_as_full_as_they_may_be() -> None:
    assert list(token_batches([5, 1, 1, 4, 9], 10)) == [[1, 2], [3, 0], [4]]


def test_a_batch_ends_before_it_is_mostly_padding() -> None:
    """Four rows of 2 among at most 32 tokens: with one of 6, 30 tokens would hold 14 words."""
    assert list(token_batches([2, 2, 2, 2, 6, 6], 32)) == [[0, 1, 2, 3], [4, 5]]
