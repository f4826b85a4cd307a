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
        before = tokens[position - 1] if position else token
        inside = bool(position) and not (before.special or token.special)
        joined = _joined(before.text, token.text) if marks_blanks else token.text.startswith(GOES_ON)
        starts.append(starts[-1] if inside and joined else position)
    return starts


def lowered_spans(text: str, pattern: re.Pattern[str], lowered: str) -> list[tuple[int, int]]:
    """Where a pattern's matches in the lower-cased text stand in the text itself.

    A few capitals become two characters ("İ"), so that places after them are shifted.
    """
    places = [number for number, character in enumerate(text) for _ in character.lower()]
    if len(places) != len(lowered):
        raise ValueError("the lower-cased text is not of this text")
    return [(places[match.start()], places[match.end() - 1] + 1) for match in pattern.finditer(lowered)]


def text_read(tokens: Sequence[Token]) -> str:
    """What a model read, without special tokens: SentencePiece's blanks are blanks, WordPieces stand apart.

    A text of nothing but unknown tokens is those.
    """
    read = [token for token in tokens if not token.special] or [token for token in tokens if token.mask]
    texts = [token.text for token in read]
    if any(text.startswith(BLANK) for text in texts):
        return "".join(texts).replace(BLANK, " ").strip()
    return " ".join(texts)


def _joined(before: str, text: str) -> bool:
    """Whether a SentencePiece goes on with letters that the one before it ended with."""
    own = before.removeprefix(BLANK)
    return bool(own and _LETTERS.fullmatch(own[-1]) and _LETTERS.match(text))
