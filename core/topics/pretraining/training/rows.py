"""Documents to what a BERT is pre-trained on: full blocks, or pairs of sentences."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from core.data.documents import Document
from core.nn.batches import pad_rows
from core.topics.pretraining.concept import IS_NEXT, NOT_CHOSEN, NOT_NEXT, corrupt, pair_input, sentence_pairs

Ids = list[int]
CHOSEN = 0.15  # fraction of the tokens that are to be guessed


@dataclass(frozen=True)
class Row:
    """Token ids with their segments; `is_next` is the class of the pair, -100 where it is none."""

    ids: Ids
    segments: Ids
    is_next: int = NOT_CHOSEN


@dataclass(frozen=True)
class Batch:
    """What the network reads, and what it is to guess at the chosen positions and of each pair."""

    ids: Int[Tensor, "B T"]
    mask: Int[Tensor, "B T"]
    segments: Int[Tensor, "B T"]
    targets: Int[Tensor, "B T"]
    is_next: Int[Tensor, "B"]

    @property
    def chosen(self) -> Bool[Tensor, "B T"]:
        return self.targets != NOT_CHOSEN


def generator_of(*parts: object) -> torch.Generator:
    """A generator of its own for each purpose, so that a run can be taken up at any step."""
    return torch.Generator().manual_seed(random.Random(" ".join(map(str, parts))).getrandbits(63))


def token_documents(tokenizer: Any, documents: list[Document]) -> list[list[Ids]]:
    """The token ids of each sentence of each document, without special tokens; empty sentences left out."""
    sentences = [sentence for document in documents for sentence in document]
    rows = iter(tokenizer(sentences, add_special_tokens=False, verbose=False)["input_ids"])
    return [[ids for _ in document if (ids := next(rows))] for document in documents]


def block_rows(tokenizer: Any, documents: list[list[Ids]], block: int) -> list[Row]:
    """Each document's tokens in runs of `block` with [CLS] and [SEP]; the last run of each may be shorter."""
    start, end, room = tokenizer.cls_token_id, tokenizer.sep_token_id, block - 2
    streams = ([token for sentence in document for token in sentence] for document in documents)
    runs = (stream[at : at + room] for stream in streams for at in range(0, len(stream), room))
    return [Row([start, *run, end], [0] * (len(run) + 2)) for run in runs]


def pair_rows(
    tokenizer: Any, documents: list[list[Ids]], block: int, packed: bool, generator: torch.Generator
) -> list[Row]:
    """Next-sentence pairs drawn anew, cut to `block` tokens; `packed` sentences fill half a block each."""
    room = block - 3
    parts = [pack(document, room // 2) for document in documents] if packed else documents
    return [
        _pair_row(tokenizer, *cut_pair(first, second, room), is_next)
        for first, second, is_next in sentence_pairs(parts, generator)
    ]


def pack(sentences: list[Ids], room: int) -> list[Ids]:
    """Consecutive sentences put together as long as they fit into `room` tokens."""
    packed: list[Ids] = []
    for sentence in sentences:
        if packed and len(packed[-1]) + len(sentence) <= room:
            packed[-1] = packed[-1] + sentence
        else:
            packed.append(sentence)
    return packed


def cut_pair(first: Ids, second: Ids, room: int) -> tuple[Ids, Ids]:
    """Both cut so that together they fit, the longer one first; the tokens where they meet are kept."""
    of_second = min(len(second), max(room - len(first), room // 2))
    of_first = min(len(first), room - of_second)
    return first[len(first) - of_first :], second[:of_second]


def make_batch(
    rows: Sequence[Row],
    tokenizer: Any,
    generator: torch.Generator,
    rate: float = CHOSEN,
    **proportions: float,
) -> Batch:
    """Rows padded to one width, a fraction `rate` of their tokens chosen to be guessed.

    Of those, the `proportions` `masked` and `random` go to `corrupt`.
    """
    ids, mask = pad_rows([row.ids for row in rows], tokenizer.pad_token_id)  # (B, T)
    segments, _ = pad_rows([row.segments for row in rows], 0)  # (B, T)
    special = torch.tensor(sorted(set(tokenizer.all_special_ids)))
    mask_id, vocabulary = tokenizer.mask_token_id, len(tokenizer)
    inputs, targets = corrupt(ids, special, vocabulary, mask_id, generator, rate, **proportions)  # (B, T)
    return Batch(inputs, mask, segments, targets, torch.tensor([row.is_next for row in rows]))


def fixed_batches(
    rows: list[Row],
    tokenizer: Any,
    size: int,
    generator: torch.Generator,
    rate: float = CHOSEN,
    **proportions: float,
) -> Iterator[Batch]:
    """All rows in order of length, corrupted once: for evaluation, the same whatever the run."""
    ordered = sorted(rows, key=lambda row: len(row.ids))
    for start in range(0, len(ordered), size):
        yield make_batch(ordered[start : start + size], tokenizer, generator, rate, **proportions)


def _pair_row(tokenizer: Any, first: Ids, second: Ids, is_next: bool) -> Row:
    start, end = tokenizer.cls_token_id, tokenizer.sep_token_id
    ids, segments = pair_input(torch.tensor(first), torch.tensor(second), start, end).tolist()
    return Row(ids, segments, IS_NEXT if is_next else NOT_NEXT)
