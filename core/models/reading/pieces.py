"""Which pieces make a word: `##ly` goes on with one, `▁film` begins one, a Han character is one."""

import re
from collections.abc import Sequence

from core.data.language import HAN
from core.models.prediction import Token

GOES_ON = "##"  # before a WordPiece that is not the first of its word
BLANK = "▁"  # SentencePiece's: before the first piece of a word
_LETTERS = re.compile(rf"[^\W{HAN}]+")


def word_starts(tokens: Sequence[Token]) -> list[int]:
    """Of each token the position of its word's first token; special ones are words of their own."""
    marks_blanks = any(token.text.startswith(BLANK) for token in tokens)
    starts: list[int] = []
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else None
        goes_on = before is not None and not (before.special or token.special)
        if goes_on and (_joined(before.text, token.text) if marks_blanks else token.text.startswith(GOES_ON)):
            starts.append(starts[-1])
        else:
            starts.append(position)
    return starts


def _joined(before: str, text: str) -> bool:
    """Whether a SentencePiece goes on with letters that the one before it ended with."""
    own = before.removeprefix(BLANK)
    return bool(own and _LETTERS.fullmatch(own[-1]) and _LETTERS.match(text))
