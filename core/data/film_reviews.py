"""Fourteen short film reviews of five sentences, written for this project: documents to draw pairs from."""

from functools import lru_cache

from core.base.settings import ASSETS

FILE = ASSETS / "samples" / "film_reviews.txt"


@lru_cache(maxsize=1)
def film_reviews() -> tuple[tuple[str, ...], ...]:
    """The reviews in file order, a tuple of sentences each; toy data, in SST-2's spelling."""
    blocks = FILE.read_text(encoding="utf-8").strip().split("\n\n")
    return tuple(tuple(block.split("\n")) for block in blocks)
