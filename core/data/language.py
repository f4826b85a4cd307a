"""Which script a text is written in, by its characters."""

import re
import unicodedata
from functools import cache

from core.data.labelled import Language

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
_PIECES = re.compile(rf"(?P<han>[{HAN}]+)|(?P<kana>[{KANA}]+)|(?P<word>[^\W\d_{HAN}{KANA}]+)")
_ANY_HAN, _LETTER = re.compile(f"[{HAN}]"), re.compile("[A-Za-z]")
KANA_WEIGHT = 5  # Japanese mixes kana into its Han characters; a Chinese text has one の at most
START = 2000  # characters that tell which script most letters are of


def is_chinese(text: str) -> bool:
    """Whether Han characters outnumber the words of other scripts, and kana are rare.

    A Latin word counts as one, however long: "iPhone 手机很好用" is Chinese.
    """
    if text.isascii() or not _ANY_HAN.search(text):  # known at once
        return False
    counts = {"han": 0, "kana": 0, "word": 0}
    for piece in _PIECES.finditer(text):
        kind = str(piece.lastgroup)
        counts[kind] += 1 if kind == "word" else piece.end() - piece.start()
    return counts["han"] > max(counts["word"], KANA_WEIGHT * counts["kana"])


def language_of(text: str) -> Language:
    """The language of ours that suits a text: `zh` for a Chinese one, `en` for all others."""
    return "zh" if is_chinese(text) else "en"


def written_in(text: str) -> Language | None:
    """`zh` for a Chinese text, `en` for one in Latin letters; None for other scripts, or without any letter.

    Only the script is looked at, so French counts as English.
    """
    if text.isascii():
        return "en" if _LETTER.search(text) else None
    if is_chinese(text):
        return "zh"
    has_letters = any(map(str.isalpha, text[:START]))
    return "en" if has_letters and not is_foreign_to_latin(text) else None


def is_foreign_to_latin(text: str) -> bool:
    """Whether most of the letters, of the first START characters, are of another script than Latin."""
    if text.isascii():
        return False
    letters = [character for character in text[:START] if character.isalpha()]
    return sum(not _is_latin_letter(letter) for letter in letters) * 2 > len(letters)


@cache
def _is_latin_letter(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")
