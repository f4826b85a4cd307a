"""Chinese by characters: one spelling for full and half width, and the same as a step of a tokenizer."""

import re
import unicodedata
from typing import TYPE_CHECKING

from core.data.language import HAN

if TYPE_CHECKING:
    from tokenizers.normalizers import Normalizer

# After NFKC, which makes full-width letters, digits and marks half-width. Each pattern means the same to
# Python and to the tokenizers library.
SPELLINGS = (
    (r"\s+", " "),
    (r"^ | $", ""),
    (r"(?<![a-z0-9]) | (?![a-z0-9])", ""),  # only between Latin words and numbers is a blank of use
    (r"\.{2,}|。{2,}", "…"),
    (rf"(?<=[{HAN}])\.(?!\d)", "。"),
    (r",(?!\d)", "，"),
    (r":(?!\d)", "："),
    (r"!", "！"),
    (r"\?", "？"),
    (r";", "；"),
    (r"\(", "（"),
    (r"\)", "）"),
)


def spelt(text: str) -> str:
    """A text in lower case with the marks of Chinese print, however wide its signs were."""
    text = unicodedata.normalize("NFKC", text).lower()
    for pattern, sign in SPELLINGS:
        text = re.sub(pattern, sign, text)
    return text


def spelling() -> "Normalizer":
    """The same as `spelt`, to be kept in a tokenizer's file."""
    from tokenizers import Regex, normalizers

    replaced = [normalizers.Replace(Regex(pattern), sign) for pattern, sign in SPELLINGS]
    return normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), *replaced])


def sentence_characters(sentence: str) -> list[str]:
    """The characters of a sentence as `spelt`, without blanks."""
    return [character for character in spelt(sentence) if character != " "]
