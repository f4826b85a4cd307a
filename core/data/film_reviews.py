"""Fourteen short reviews of five sentences in each language, written for this project: documents for pairs.

The English ones are of films, the Chinese ones of hotels, books and computers.
"""

from functools import lru_cache
from pathlib import Path

from core.base.settings import ASSETS

FILE = ASSETS / "samples" / "film_reviews.txt"
CHINESE_FILE = ASSETS / "samples" / "reviews_zh.txt"


def film_reviews() -> tuple[tuple[str, ...], ...]:
    """The English reviews in file order, a tuple of sentences each; toy data, in SST-2's spelling."""
    return _reviews(FILE)


def chinese_reviews() -> tuple[tuple[str, ...], ...]:
    """The Chinese reviews in file order, a tuple of sentences each; toy data."""
    return _reviews(CHINESE_FILE)


@lru_cache(maxsize=2)
def _reviews(file: Path) -> tuple[tuple[str, ...], ...]:
    blocks = file.read_text(encoding="utf-8").strip().split("\n\n")
    return tuple(tuple(block.split("\n")) for block in blocks)
