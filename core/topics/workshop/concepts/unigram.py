"""SentencePiece's Unigram tokenizer: from text to token ids.

Every piece of the vocabulary has a log-probability, its score, and a text is cut where the sum of its pieces'
scores is largest. No blanks are needed: a blank is a character like others, written `▁`.
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

BLANK = "▁"
PENALTY = 10.0  # how much less an unknown character scores than the least probable piece
# Characters that are dropped, and that become blanks. Source: SentencePiece's rules nmt_nfkc.
DROPPED = {*range(0x01, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F}
BLANKS = {0x09, 0x0A, 0x0C, 0x0D, 0x1680, *range(0x200B, 0x2010), 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD}


def normal(text: str) -> str:
    """Compatible forms (NFKC: Ａ is A, ， is a comma), blanks unified, none at either end or in a row."""
    kept = (" " if ord(c) in BLANKS else c for c in text if ord(c) not in DROPPED)
    return re.sub(" {2,}", " ", unicodedata.normalize("NFKC", "".join(kept)).strip())


def stretches(text: str) -> list[str]:
    """The normal text cut before each blank, with one put before the first: `▁a`, `▁film`."""
    marked = BLANK + normal(text).replace(" ", BLANK)
    return re.findall(f"{BLANK}[^{BLANK}]*", marked) if marked != BLANK else []


def best_cut(text: str, scores: Mapping[str, float]) -> list[str]:
    """The pieces with the largest sum of scores (Viterbi 1967); an unknown character is a piece of its own.

    The best cut of the first n characters is the best cut of fewer, and one piece more.
    Source: Kudo 2018, section 3.2.
    """
    unknown, longest = min(scores.values()) - PENALTY, max(map(len, scores))
    best = [(0.0, 0)] + [(-inf, 0)] * len(
        text
    )  # of n characters: the largest sum, the start of its last piece
    for start in range(len(text)):
        for end in range(start + 1, min(start + longest, len(text)) + 1):
            score = scores.get(text[start:end], unknown if end == start + 1 else -inf)
            if best[start][0] + score > best[end][0]:
                best[end] = (best[start][0] + score, start)
    pieces, end = [], len(text)
    while end:
        start = best[end][1]
        pieces.append(text[start:end])
        end = start
    return pieces[::-1]


def tokenize(text: str, scores: Mapping[str, float], special: Sequence[str] = ()) -> list[str]:
    """All pieces of a text. Special tokens written in it, such as </s>, are not cut."""
    marks = "|".join(map(re.escape, special))
    parts = re.split(f"({marks})", text) if special else [text]
    pieces: list[str] = []
    for part in parts:
        for stretch in [] if part in special else stretches(part):
            pieces += unknown_joined(best_cut(stretch, scores), scores)
        pieces += [part] if part in special else []
    return pieces


def unknown_joined(pieces: Sequence[str], scores: Mapping[str, float]) -> list[str]:
    """The same pieces, unknown ones that stand together made one."""
    joined: list[str] = []
    before = True
    for piece in pieces:
        known = piece in scores
        if known or before:
            joined.append(piece)
        else:
            joined[-1] += piece
        before = known
    return joined


def scores_of(tokenizer: Any) -> dict[str, float]:
    """The pieces that a tokenizer.json holds, with their scores; a piece's place among them is its id."""
    return dict(json.loads(tokenizer.backend_tokenizer.to_str())["model"]["vocab"])


def input_ids(text: str, scores: Mapping[str, float], tokenizer: Any, longest: int) -> list[int]:
    """Ids of the model's input: <s> … </s>, truncated to `longest` tokens in all."""
    ids = {piece: number for number, piece in enumerate(scores)}
    pieces = tokenize(text, scores, tokenizer.all_special_tokens)[: longest - 2]
    unknown = tokenizer.unk_token_id
    return [tokenizer.bos_token_id, *(ids.get(piece, unknown) for piece in pieces), tokenizer.eos_token_id]


def batch_ids(texts: Sequence[str], tokenizer: Any, longest: int = 128) -> Int[Tensor, "B T"]:
    """Input ids of B texts, padded to the longest of them."""
    scores = scores_of(tokenizer)
    rows = [torch.tensor(input_ids(text, scores, tokenizer, longest)) for text in texts]
    return pad_sequence(rows, batch_first=True, padding_value=tokenizer.pad_token_id)  # (B, T)
