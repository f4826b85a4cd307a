"""BERT's WordPiece tokenizer: from text to token ids.

Two steps: basic tokenisation (lower case, accents stripped, split at blanks and punctuation), then each
word is split by greedy longest match against the vocabulary.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

UNKNOWN = "[UNK]"
GOES_ON = "##"  # prefix of a piece that is not the first of its word
LONGEST_WORD = 100  # characters; a longer word becomes [UNK]
# Unicode blocks of Chinese characters, each of which is a word of its own.
HAN = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def cleaned(text: str) -> str:
    """Control characters removed, whitespace normalised to spaces, Chinese characters surrounded by them."""
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if character in "\t\n\r" or category[0] == "Z":
            kept.append(" ")
        elif category[0] != "C" and character != "\ufffd":
            kept.append(f" {character} " if _is_han(character) else character)
    return "".join(kept)


def lowered(text: str) -> str:
    """Lower case, accents stripped: NFD splits É into E and a combining mark, which is dropped."""
    bare = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return "".join(character.lower() for character in bare)


def basic_tokens(text: str) -> list[str]:
    """Words and punctuation marks in order, without blanks.

    Source: Devlin et al. 2019, `BasicTokenizer` of the published code.
    """
    spread = (f" {c} " if _is_mark(c) else c for c in lowered(cleaned(text)))
    return "".join(spread).split()


def word_pieces(word: str, vocabulary: Collection[str]) -> list[str]:
    """Greedy longest-match-first split of a word; [UNK] alone if a part matches nothing.

    Source: Wu et al. 2016, section 4.1, with the greedy longest match of BERT's code.
    """
    if len(word) > LONGEST_WORD:
        return [UNKNOWN]
    pieces: list[str] = []
    start = 0
    while start < len(word):
        prefix = GOES_ON if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if prefix + word[start:end] in vocabulary), None)
        if end is None:
            return [UNKNOWN]
        pieces.append(prefix + word[start:end])
        start = end
    return pieces


def tokenize(text: str, vocabulary: Collection[str], special: Sequence[str] = ()) -> list[str]:
    """All pieces of a text. Special tokens written in it, such as [SEP], are not split."""
    marks = "|".join(re.escape(token) for token in special)
    parts = re.split(f"({marks})", text) if special else [text]
    pieces: list[str] = []
    for part in parts:
        words = [] if part in special else basic_tokens(part)
        pieces += [part] if part in special else [p for word in words for p in word_pieces(word, vocabulary)]
    return pieces


def input_ids(
    text: str, vocabulary: Mapping[str, int], special: Sequence[str], longest: int
) -> tuple[list[str], list[int]]:
    """Pieces and ids of the model's input: [CLS] … [SEP], truncated to `longest` tokens in all.

    Raises KeyError for a special token that the vocabulary lacks.
    """
    pieces = ["[CLS]", *tokenize(text, vocabulary, special)[: longest - 2], "[SEP]"]
    return pieces, [vocabulary[piece] for piece in pieces]


def batch_ids(texts: Sequence[str], tokenizer: Any, longest: int = 128) -> Int[Tensor, "B T"]:
    """Input ids of B texts, padded with [PAD] to the longest of them."""
    vocabulary, special = tokenizer.get_vocab(), tokenizer.all_special_tokens
    rows = [input_ids(text, vocabulary, special, longest)[1] for text in texts]
    ids = torch.full((len(rows), max(map(len, rows))), vocabulary["[PAD]"])  # (B, T)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
    return ids


def _is_han(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in HAN)


def _is_mark(character: str) -> bool:
    """Unicode punctuation, and every ASCII symbol that is no letter, digit or blank, such as $ and ~."""
    ascii_sign = "!" <= character <= "~" and not character.isalnum()
    return ascii_sign or unicodedata.category(character).startswith("P")
