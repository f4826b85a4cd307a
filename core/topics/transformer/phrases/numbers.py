"""Whole numbers below a million: as English says them, as Chinese does, and which word each character is of.

Chinese counts by ten thousands (万), English by thousands, so that twelve thousand becomes 一万二千.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from core.topics.transformer.phrases.pieces import NONE, Links, Phrase, Piece, words_of

BELOW_20 = words_of(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen"
)
TENS = words_of("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
SIGNS = "零一二三四五六七八九"
UNITS = ("", "十", "百", "千")
MOST = 999_999


@dataclass(frozen=True)
class Word:
    """A word of a number: its digits stand at `places` (powers of ten), or it multiplies (`power`)."""

    text: str
    places: tuple[int, ...] = ()
    power: int | None = None


def two_digits(number: int, shift: int = 0) -> list[Word]:
    """1 … 99, times 10 to the power of `shift`."""
    if number < 20:
        return [Word(BELOW_20[number], tuple(shift + n for n in range(len(str(number)))))]
    tens = Word(TENS[number // 10], (shift + 1,) if number % 10 else (shift, shift + 1))
    return [tens, *(two_digits(number % 10, shift) if number % 10 else [])]


def three_digits(number: int, shift: int, conjunction: bool) -> list[Word]:
    """1 … 999, times 10 to the power of `shift`; `conjunction`: with "and" behind the hundreds."""
    hundreds, rest = divmod(number, 100)
    words = [*two_digits(hundreds, shift + 2), Word("hundred", power=2 + shift)] if hundreds else []
    if hundreds and rest and conjunction:
        words.append(Word("and"))
    return words + (two_digits(rest, shift) if rest else [])


def spoken(number: int, conjunction: bool = True, by_hundreds: bool = False) -> list[Word]:
    """1 … 999,999 in English; `by_hundreds` says twelve hundred for 1,200, where that is said."""
    if by_hundreds and 1000 < number < 10_000 and number // 100 % 10:
        head = [*two_digits(number // 100, 2), Word("hundred", power=2)]
        rest = number % 100
        return head + ([Word("and")] if rest and conjunction else []) + (two_digits(rest) if rest else [])
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return three_digits(rest, 0, conjunction)
    words = [*three_digits(thousands, 3, conjunction), Word("thousand", power=3)]
    if 0 < rest < 100 and conjunction:
        words.append(Word("and"))
    return words + (three_digits(rest, 0, conjunction) if rest else [])


def numeral(number: int) -> Iterator[tuple[str, int | None]]:
    """1 … 999,999 in Chinese characters, each with the power of ten that it is of (None for 零)."""
    high, low = divmod(number, 10_000)
    if high:
        yield from _below_10_000(high, 4, begun=False)
        yield "万", 4 + len(str(high)) - len(str(high).rstrip("0"))
    if high and 0 < low < 1000:
        yield "零", None
    if low:
        yield from _below_10_000(low, 0, begun=high > 0)


def _below_10_000(number: int, shift: int, begun: bool) -> Iterator[tuple[str, int | None]]:
    """1 … 9999; `begun`: something stands before it."""
    gap, inside = False, False
    for power in reversed(range(4)):
        digit = number // 10**power % 10
        if not digit:
            gap = inside
            continue
        if gap:
            yield "零", None
        if not (digit == 1 and power == 1 and not begun):  # 十二, not 一十二
            leading = digit == 2 and not begun and power + shift in (3, 4)  # 两千, 两万
            yield ("两" if leading else SIGNS[digit]), power + shift
        if power:
            yield UNITS[power], power + shift
        begun, inside, gap = True, True, False


def in_words(number: int, conjunction: bool = True, by_hundreds: bool = False) -> Phrase:
    """A number said in English words, and written in Chinese characters."""
    words = spoken(number, conjunction, by_hundreds)
    pieces = tuple(_piece(sign, place, words) for sign, place in numeral(number))
    return Phrase(tuple(word.text for word in words), pieces)


def _piece(sign: str, place: int | None, words: list[Word]) -> Piece:
    if place is None:
        return Piece(sign, NONE, frozenset(range(len(words))))
    cover, multipliers = coverage(words, place)
    possible = cover | multipliers
    if sign == "万":
        return Piece(sign, NONE, possible)
    if sign == "十":
        return Piece(sign, cover if not multipliers else NONE, possible)
    if sign in UNITS:
        exact = frozenset(n for n in multipliers if words[n].power == place)
        return Piece(sign, exact, possible)
    return Piece(sign, cover, possible)


def coverage(words: list[Word], place: int) -> tuple[Links, Links]:
    """The word that has the digit of a place, and the words that multiply that one."""
    cover = frozenset(n for n, word in enumerate(words) if place in word.places)
    if not cover:
        return NONE, NONE
    (own,) = cover
    multipliers, highest = set[int](), 0
    for n in range(own + 1, len(words)):
        power = words[n].power
        if power is not None and power > highest and power <= place:
            multipliers.add(n)
            highest = power
    return cover, frozenset(multipliers)


def in_digits(number: int | str) -> Phrase:
    """A number written in digits, which Chinese keeps."""
    signs = tuple(str(number))
    return Phrase(signs, tuple(Piece(sign, frozenset({n}), frozenset({n})) for n, sign in enumerate(signs)))


def spoken_as_digits(words: list[Word], number: int, digits: int) -> Phrase:
    """A number said in English words, and written in digits; at least so many, with zeros before."""
    every = frozenset(range(len(words)))
    pieces = []
    for place in reversed(range(max(digits, len(str(number))))):
        cover, multipliers = coverage(words, place)
        pieces.append(Piece(str(number // 10**place % 10), cover, cover | multipliers or every))
    return Phrase(tuple(word.text for word in words), tuple(pieces))


def some_number(random: Random, most: int = MOST) -> int:
    """A number of 1 to `most`: small ones as likely as large ones, round ones often."""
    digits = random.randint(1, len(str(most)))
    number = random.randint(10 ** (digits - 1), min(most, 10**digits - 1))
    if random.random() < 0.4:
        zeros = random.randrange(digits)
        number = number // 10**zeros * 10**zeros
    return number


def some_way(random: Random, number: int) -> Phrase:
    """A number in words or in digits, in one of the ways English has."""
    if random.random() < 0.3:
        return in_digits(number)
    return in_words(number, random.random() < 0.7, random.random() < 0.5)
