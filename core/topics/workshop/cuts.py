"""The same text cut in three ways: into characters, by WordPiece, and by Unigram."""

import re
from dataclasses import dataclass
from typing import Any

from core.data.language import HAN
from core.models.prediction import Token
from core.models.text_checks import readable

_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class Cut:
    """A text's pieces without special ones, which of them are unknown, and what the vocabulary holds.

    `entries` counts the pieces that the vocabulary has, and `han` those of them with a Han character.
    """

    pieces: tuple[Token, ...]
    unknown: int
    entries: int
    han: int


def characters(text: str) -> tuple[str, ...]:
    """A text's characters without blanks. Raises SentiscopeError("text_empty")."""
    return tuple("".join(readable(text).split()))


def cut_by(tokenizer: Any, text: str) -> Cut:
    """How a tokenizer cuts a text, all of it. Raises SentiscopeError("text_empty")."""
    ids = tokenizer(readable(text), add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
    texts = tokenizer.convert_ids_to_tokens(ids)
    pieces = tuple(Token(piece, number) for piece, number in zip(texts, ids, strict=True))
    vocabulary = tokenizer.get_vocab()
    han = sum(bool(_HAN.search(piece)) for piece in vocabulary)
    return Cut(pieces, sum(number == tokenizer.unk_token_id for number in ids), len(vocabulary), han)
