"""The words of a text as people wrote them, and which of a model's pieces stand for each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from core.nn.terms import HAN

# Chinese characters one by one; "'s" as SST-2 writes it; words with inner marks; numbers; runs of one mark.
LETTERS = rf"[^\W{HAN}]+"
PATTERN = (
    rf"[{HAN}]|['’](?:s|re|ve|ll|d|m)\b|{LETTERS}(?:['’\-]{LETTERS}|(?<=\d)[.,](?=\d){LETTERS})*|([^\w\s])\1*"
)
_WORD = re.compile(PATTERN, re.IGNORECASE)
_CLAUSE_ENDS = frozenset(",.;:!?…，。；：！？、—–") | {"..", "...", "--", "!!", "??"}


@dataclass(frozen=True)
class Word:
    """A word as it stands in the text, its characters `start … end`, and the places of its pieces.

    Pieces are counted among all that the model read, special tokens too. `unknown` where one has no entry
    in the vocabulary.
    """

    text: str
    start: int
    end: int
    pieces: tuple[int, ...]
    unknown: bool = False


def words_of(text: str, spans: Sequence[tuple[int, int] | None], unknown: Sequence[bool]) -> tuple[Word, ...]:
    """The words that a model read, from the characters of each of its pieces (None for a special token).

    Words that share a piece become one; what was not read (behind the window) is no word here.
    """
    written = [match.span() for match in _WORD.finditer(text)]
    word_at = {place: number for number, span in enumerate(written) for place in range(*span)}
    joined: set[int] = set()  # words that belong to the one before them
    first_of: dict[int, int] = {}  # of each piece, its first word
    for piece, span in enumerate(spans):
        touched = sorted({word_at[place] for place in range(*span) if place in word_at}) if span else []
        if touched:
            first_of[piece] = touched[0]
            joined.update(touched[1:])
    return _collect(text, written, joined, _with_blanks(spans, first_of), unknown)


def words_read(tokenizer: Any, text: str) -> tuple[tuple[Word, ...], list[int]]:
    """The words of a text as a tokenizer's pieces make them, and the ids of these without special tokens.

    Where a piece holds several characters of Chinese, these are one word.
    """
    read = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    ids: list[int] = read["input_ids"]
    return words_of(text, read["offset_mapping"], [number == tokenizer.unk_token_id for number in ids]), ids


def beginning(text: str, most: int) -> str:
    """The first `most` words of a text, as they stand there; the text itself where it has no more."""
    behind = next(islice(_WORD.finditer(text), most, None), None)
    return text[: behind.start()] if behind else text


def words_behind(text: str, end: int) -> int:
    """How many words begin at the character `end` or behind it."""
    return sum(1 for _ in _WORD.finditer(text, end))


def clauses_of(words: Sequence[Word]) -> tuple[int, ...]:
    """For each word the number of its clause; a clause ends with its mark, as in “slow, but funny.”"""
    numbers, clause = [], 0
    for word, following in zip(words, [*words[1:], None], strict=True):
        numbers.append(clause)
        ends = word.text in _CLAUSE_ENDS
        clause += ends and following is not None and following.text not in _CLAUSE_ENDS
    return tuple(numbers)


def _with_blanks(spans: Sequence[tuple[int, int] | None], first_of: dict[int, int]) -> dict[int, int]:
    """Pieces that hold a blank alone go with the word behind them, the last ones with the word before."""
    found = dict(first_of)
    for piece, span in enumerate(spans):
        if span is not None and piece not in found and first_of:
            behind = [number for number in first_of if number > piece]
            found[piece] = first_of[min(behind)] if behind else first_of[max(first_of)]
    return dict(sorted(found.items()))


def _collect(
    text: str,
    written: list[tuple[int, int]],
    joined: set[int],
    first_of: dict[int, int],
    unknown: Sequence[bool],
) -> tuple[Word, ...]:
    head = list(range(len(written)))  # of each word, the first of those that it is joined with
    for number in sorted(joined):
        head[number] = head[number - 1]
    pieces: dict[int, list[int]] = {}
    for piece, word in first_of.items():
        pieces.setdefault(head[word], []).append(piece)
    ends = {head[number]: end for number, (_, end) in enumerate(written)}
    return tuple(
        Word(
            text[written[word][0] : ends[word]],
            written[word][0],
            ends[word],
            tuple(places),
            any(unknown[place] for place in places),
        )
        for word, places in sorted(pieces.items())
    )
