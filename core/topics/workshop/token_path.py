"""A sentence on its way to ids, every character traceable, and what padding costs on a batch."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from core.models.reading.pieces import BLANK
from core.models.text_checks import readable
from core.nn.batches import pad_rows

PADDINGS = ("max_length", "dynamic", "sorted")
SENTENCES = 64  # that are padded in each way
SEED = 42


@dataclass(frozen=True)
class Piece:
    """One token: its text, id, attention mask, and the characters `start` to `end` it was made of.

    `end` is `start` where it was made of none: special tokens, and the blank that a tokenizer puts in front.
    """

    text: str
    id: int
    mask: int
    start: int
    end: int
    special: bool


@dataclass(frozen=True)
class TokenPath:
    """The sentence as typed, each of its characters as it is looked up, its pieces, and how many were cut.

    The tokenizer's normaliser makes of a character what is looked up: a lower-case letter without accent, or
    its compatible form (NFKC), which may be several characters, or none.
    """

    kind: str  # of the tokenizer: "wordpiece" or "unigram"
    typed: str
    normal: tuple[str, ...]
    pieces: tuple[Piece, ...]
    cut: int


@dataclass(frozen=True)
class Padding:
    """A way to pad: the masks of the batches (1 a token, 0 padding), and the seconds to read them all."""

    name: str
    masks: tuple[Int[Tensor, "B T"], ...]
    seconds: float

    @property
    def cells(self) -> int:
        return sum(mask.numel() for mask in self.masks)

    @property
    def wasted(self) -> int:
        """Cells that hold padding."""
        return self.cells - sum(int(mask.sum()) for mask in self.masks)

    @property
    def wasted_proportion(self) -> float:
        return self.wasted / self.cells

    def speed_against(self, other: "Padding") -> float:
        """How many times as fast this way is as another."""
        return other.seconds / self.seconds


def token_path(tokenizer: Any, sentence: str, limit: int, width: int) -> TokenPath:
    """Tokens of a sentence, cut at `limit` and filled up to `width` with padding.

    Raises SentiscopeError("text_empty").
    """
    text = readable(sentence)
    whole = tokenizer(text, truncation=False, verbose=False)["input_ids"]
    encoding = tokenizer(text, truncation=True, max_length=limit, return_offsets_mapping=True)
    ids, spans = list(encoding["input_ids"]), list(encoding["offset_mapping"])
    cut = len(whole) - len(ids)
    filled = max(0, width - len(ids))
    mask = [1] * len(ids) + [0] * filled
    ids += [tokenizer.pad_token_id] * filled
    spans += [(0, 0)] * filled
    spans = _without_added_blanks(spans, text, tokenizer.convert_ids_to_tokens(ids))
    special = set(tokenizer.all_special_ids)
    texts = tokenizer.convert_ids_to_tokens(ids)
    pieces = tuple(
        Piece(piece, number, seen, start, end, number in special and start == end)
        for piece, number, seen, (start, end) in zip(texts, ids, mask, spans, strict=True)
    )
    kind = type(tokenizer.backend_tokenizer.model).__name__.lower()
    return TokenPath(kind, text, normal_characters(tokenizer, text), pieces, cut)


def normal_characters(tokenizer: Any, text: str) -> tuple[str, ...]:
    """What the tokenizer looks up for each character of a text; a blank stays one."""
    normalizer = tokenizer.backend_tokenizer.normalizer
    return tuple(" " if c.isspace() else normalizer.normalize_str(c).strip() for c in text)


def _without_added_blanks(
    spans: list[tuple[int, int]], text: str, pieces: Sequence[str]
) -> list[tuple[int, int]]:
    """A `▁` alone is made of a blank; where none was typed, the tokenizer put it there, of no character."""
    return [
        (start, start) if piece == BLANK and not text[start:end].isspace() else (start, end)
        for piece, (start, end) in zip(pieces, spans, strict=True)
    ]


def split_rows(rows: list[list[int]], name: str, size: int, width: int) -> list[list[list[int]]]:
    """The rows in batches of `size`, as a way of padding puts them together."""
    ordered = sorted(rows, key=len) if name == "sorted" else rows
    cut = [row[:width] for row in ordered]
    return [cut[start : start + size] for start in range(0, len(cut), size)]


def measure_paddings(
    network: Any, tokenizer: Any, sentences: Sequence[str], size: int, width: int
) -> list[Padding]:
    """Some of the sentences, drawn by a fixed seed, padded and read in each way, in batches of `size`."""
    drawn = random.Random(SEED).sample(sentences, min(SENTENCES, len(sentences)))
    rows = tokenizer(drawn, truncation=True, max_length=width)["input_ids"]
    return [padded(network, rows, name, size, width, tokenizer.pad_token_id) for name in PADDINGS]


@torch.inference_mode()
def padded(network: Any, rows: list[list[int]], name: str, size: int, width: int, pad_id: int) -> Padding:
    """Read token rows in batches of `size` padded to `width`, or to the longest of each batch; timed."""
    wide = width if name == "max_length" else None
    filled = [pad_rows(batch, pad_id, wide) for batch in split_rows(rows, name, size, width)]
    network(input_ids=filled[0][0][:1], attention_mask=filled[0][1][:1])  # warms up
    started = time.perf_counter()
    for ids, mask in filled:
        network(input_ids=ids, attention_mask=mask)
    return Padding(name, tuple(mask for _, mask in filled), time.perf_counter() - started)
