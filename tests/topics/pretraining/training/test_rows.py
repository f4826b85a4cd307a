"""Blocks and pairs, cut and packed by hand and for any lengths."""

from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models.loading import load_tokenizer
from core.topics.pretraining.concept import IS_NEXT, NOT_CHOSEN, NOT_NEXT
from core.topics.pretraining.training.rows import (
    Row,
    block_rows,
    cut_pair,
    fixed_batches,
    generator_of,
    make_batch,
    pack,
    pair_rows,
    token_documents,
)

documents_of_ids = st.lists(
    st.lists(st.lists(st.integers(5, 99), min_size=1, max_size=12), min_size=1, max_size=6),
    min_size=2,
    max_size=5,
)


@pytest.fixture(scope="module")
def tokenizer(tiny_classifier_folder: Path) -> Any:
    return load_tokenizer(tiny_classifier_folder)


def test_token_documents_keep_their_borders(tokenizer: Any) -> None:
    found = token_documents(tokenizer, [["a warm film", "\u200b"], ["you smile"]])
    assert [[tokenizer.decode(ids) for ids in document] for document in found] == [
        ["a warm film"],
        ["you smile"],
    ]


def test_block_rows_by_hand(tokenizer: Any) -> None:
    rows = block_rows(tokenizer, [[[10, 11], [12, 13, 14]], [[20]]], 5)
    start, end = tokenizer.cls_token_id, tokenizer.sep_token_id
    assert rows == [
        Row([start, 10, 11, 12, end], [0] * 5),
        Row([start, 13, 14, end], [0] * 4),
        Row([start, 20, end], [0] * 3),
    ]


@settings(deadline=None, max_examples=60, derandomize=True)
@given(documents_of_ids, st.integers(8, 20))
def test_blocks_hold_every_token_once_in_order(
    tokenizer: Any, documents: list[list[list[int]]], block: int
) -> None:
    rows = block_rows(tokenizer, documents, block)
    assert [i for row in rows for i in row.ids[1:-1]] == [i for d in documents for s in d for i in s]
    assert all(2 < len(row.ids) <= block for row in rows)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(documents_of_ids, st.integers(8, 20), st.booleans(), st.integers(0, 99))
def test_pairs_fit_and_say_their_segments(
    tokenizer: Any, documents: list[list[list[int]]], block: int, packed: bool, seed: int
) -> None:
    end = tokenizer.sep_token_id
    for row in pair_rows(tokenizer, documents, block, packed, generator_of(seed)):
        assert len(row.ids) == len(row.segments) <= block
        assert row.ids.count(end) == 2
        assert row.segments.index(1) == row.ids.index(end) + 1
        assert row.is_next in (IS_NEXT, NOT_NEXT)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.lists(st.lists(st.integers(5, 99), min_size=1, max_size=9), max_size=8), st.integers(1, 12))
def test_pack_keeps_sentences_whole_and_wastes_no_room(sentences: list[list[int]], room: int) -> None:
    packed = pack(sentences, room)
    assert [i for part in packed for i in part] == [i for sentence in sentences for i in sentence]
    assert all(len(part) <= room or part in sentences for part in packed)
    borders = {sum(map(len, sentences[:number])) for number in range(len(sentences))}
    assert all(sum(map(len, packed[:number])) in borders for number in range(len(packed)))


@pytest.mark.parametrize(
    ("first", "second", "room", "kept"),
    [
        ([1, 2], [3, 4], 4, ([1, 2], [3, 4])),
        ([1, 2, 3, 4], [5, 6, 7, 8], 4, ([3, 4], [5, 6])),
        ([1, 2, 3, 4], [5, 6, 7, 8], 5, ([2, 3, 4], [5, 6])),
        ([1, 2, 3, 4, 5], [6], 4, ([3, 4, 5], [6])),
        ([1], [2, 3, 4, 5, 6], 4, ([1], [2, 3, 4])),
    ],
)
def test_what_is_cut_lies_far_from_where_the_sentences_meet(
    first: list[int], second: list[int], room: int, kept: tuple[list[int], list[int]]
) -> None:
    assert cut_pair(first, second, room) == kept


def test_batch_is_padded_and_corrupted_at_ordinary_tokens(tokenizer: Any) -> None:
    rows = [Row([2, *[50] * 40, 3], [0] * 42, IS_NEXT), Row([2, *[60] * 9, 3], [0] * 5 + [1] * 6, NOT_NEXT)]
    batch = make_batch(rows, tokenizer, generator_of("holes"), rate=0.5)
    assert batch.ids.shape == batch.mask.shape == batch.segments.shape == batch.targets.shape == (2, 42)
    assert batch.mask.sum(-1).tolist() == [42, 11]
    assert batch.segments.sum(-1).tolist() == [0, 6]
    assert batch.is_next.tolist() == [IS_NEXT, NOT_NEXT]
    assert set(batch.targets[0].tolist()) == {50, NOT_CHOSEN}
    assert set(batch.targets[1].tolist()) == {60, NOT_CHOSEN}
    assert not batch.chosen[1, 10:].any()


def test_fixed_batches_are_the_same_each_time_and_hold_every_row(tokenizer: Any) -> None:
    rows = block_rows(tokenizer, [[[30 + n] * (n + 3)] for n in range(9)], 64)
    first, again = (list(fixed_batches(rows, tokenizer, 4, generator_of(1))) for _ in range(2))
    assert [len(batch.ids) for batch in first] == [4, 4, 1]
    assert all(torch.equal(a.ids, b.ids) for a, b in zip(first, again, strict=True))
    lengths = [int(length) for batch in first for length in batch.mask.sum(-1)]
    assert lengths == sorted(lengths)


def test_each_purpose_has_its_own_generator() -> None:
    seeds = {
        generator_of(*parts).initial_seed()
        for parts in ((42, "a", 1), (42, "a", 2), (42, "b", 1), (43, "a", 1))
    }
    assert len(seeds) == 4
    assert generator_of(42, "a").initial_seed() == generator_of(42, "a").initial_seed()
