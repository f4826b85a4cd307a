"""Every short text, English or Chinese, that this project wrote and ships: a corpus to look things up in."""

import csv
from functools import lru_cache

from core.base.settings import ASSETS
from core.data.chnsenticorp import read_split as read_chinese
from core.data.film_reviews import chinese_reviews, film_reviews
from core.data.film_sentences import film_sentences
from core.data.labelled import Language
from core.data.locations import SMALL, SMALL_CHINESE, SPLITS
from core.data.sst2 import read_split

REVIEWS = ASSETS / "samples" / "reviews.csv"
OPENINGS = ASSETS / "samples" / "prompts.txt"


@lru_cache(maxsize=2)
def own_texts(language: Language = "en") -> tuple[str, ...]:
    """The sentences of our reviews, our phrases, the sample reviews and openings of texts; toy data.

    Each once, its blanks made single; a phrase that another text contains is left out. In Chinese there are
    our short reviews.
    """
    if language == "zh":
        splits = (read_chinese(SMALL_CHINESE / f"{split}.tsv") for split in SPLITS)
        return without_parts([text for split in splits for text in split.sentences])
    texts = [sentence for review in film_reviews() for sentence in review]
    texts += film_sentences()
    texts += [phrase for split in SPLITS for phrase in read_split(SMALL / f"{split}.tsv").sentences]
    with REVIEWS.open(encoding="utf-8", newline="") as file:
        texts += [row["review"] for row in csv.DictReader(file)]
    texts += OPENINGS.read_text(encoding="utf-8").splitlines()
    return without_parts(texts)


def looked_up_in(language: Language) -> tuple[str, ...]:
    """The corpus for a word's contexts: in Chinese also the sentences of our longer reviews and on films."""
    if language == "en":
        return own_texts()
    sentences = [sentence for review in chinese_reviews() for sentence in review]
    return without_parts([*own_texts("zh"), *sentences, *film_sentences("zh")])


def without_parts(texts: list[str]) -> tuple[str, ...]:
    """The texts, in order, of which no other holds all words in a row; of equal ones the first; no blank."""
    once = {f" {' '.join(text.split())} ": None for text in texts if text.strip()}
    whole = [text for text in once if not any(text in other for other in once if other != text)]
    return tuple(text.strip() for text in whole)
