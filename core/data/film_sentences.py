"""Sixty-three short sentences about films in each language, written for this project; they fill a batch."""

from functools import lru_cache

from core.base.settings import ASSETS

FILES = {name: ASSETS / "samples" / f"film_sentences{end}.txt" for name, end in (("en", ""), ("zh", "_zh"))}


@lru_cache(maxsize=len(FILES))
def film_sentences(language: str = "en") -> tuple[str, ...]:
    """The sentences in file order; toy data. The English ones are spelt as SST-2 is (lower case, blanks)."""
    return tuple(FILES[language].read_text(encoding="utf-8").split("\n")[:-1])
