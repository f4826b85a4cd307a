"""Sixty-three short sentences about films, written for this project, to fill a batch with."""

from functools import lru_cache

from core.base.settings import ASSETS

FILE = ASSETS / "samples" / "film_sentences.txt"


@lru_cache(maxsize=1)
def film_sentences() -> tuple[str, ...]:
    """The sentences in file order; toy data, in SST-2's spelling (lower case, blanks around marks)."""
    return tuple(FILE.read_text(encoding="utf-8").split("\n")[:-1])
