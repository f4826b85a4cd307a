"""Sixty-three short sentences about films in each language, written for this project; they fill a batch."""

from functools import lru_cache

from core.base.settings import ASSETS
from core.data.language import is_chinese

FILES = {name: ASSETS / "samples" / f"film_sentences{end}.txt" for name, end in (("en", ""), ("zh", "_zh"))}


@lru_cache(maxsize=len(FILES))
def film_sentences(language: str = "en") -> tuple[str, ...]:
    """The sentences in file order; toy data. The English ones are spelt as SST-2 is (lower case, blanks)."""
    return tuple(FILES[language].read_text(encoding="utf-8").split("\n")[:-1])


def film_language(text: str) -> str:
    """The language of the film sentences that suit a text: `zh` or `en`."""
    return "zh" if is_chinese(text) else "en"
