"""Sentences to translate: one to four phrases in a row, drawn by a seed, and which of them are held out."""

import re
import unicodedata
import zlib
from random import Random

from core.topics.transformer.phrases.goods import some_goods
from core.topics.transformer.phrases.moments import some_moment, some_range
from core.topics.transformer.phrases.pieces import Phrase, arrange, said

PARTS, OFTEN = (1, 2, 3, 4), (4, 3, 2, 2)  # phrases of a sentence, and how often of 11
TRAINED = (1, 24)  # words of a sentence to learn from, the least and the most
LONGER = (25, 36)  # words of longer ones than any of these
HELD_OUT_OF = 25  # one sentence in so many is held out
TOKEN = re.compile(r"[a-z]+|\d|\S")


def some_phrase(random: Random, alone: bool) -> Phrase:
    """A moment, a range, a quantity or a price."""
    way = random.random()
    if way < 0.42:
        return some_moment(random)
    if way < 0.5:
        return some_range(random)
    return some_goods(random, alone)


def sentence(random: Random, parts: int) -> Phrase:
    """So many phrases in a row, with commas (、) and an "and" (和) before the last."""
    phrases = [some_phrase(random, alone=parts == 1) for _ in range(parts)]
    comma_last = random.random() < 0.1
    row = [phrases[0]]
    for number, phrase in enumerate(phrases[1:], 2):
        joined = said("and", "和") if number == parts and not comma_last else said(",", "、")
        row += [joined, phrase]
    return arrange(row)


def is_held_out(phrase: Phrase) -> bool:
    """Whether a sentence is for judging alone; its English words decide."""
    return zlib.crc32(" ".join(phrase.english).encode()) % HELD_OUT_OF == 0


def draw(seed: str, count: int, held_out: bool = False, words: tuple[int, int] = TRAINED) -> list[Phrase]:
    """So many sentences that are held out or are not, of at least and at most so many English words."""
    random, drawn = Random(seed), list[Phrase]()
    first = 2 if words[0] > TRAINED[1] else 0  # hardly any sentence of one phrase or two is that long
    while len(drawn) < count:
        phrase = sentence(random, random.choices(PARTS[first:], OFTEN[first:])[0])
        if words[0] <= len(phrase.english) <= words[1] and is_held_out(phrase) == held_out:
            drawn.append(phrase)
    return drawn


def english_tokens(text: str) -> list[str]:
    """What is typed, as words, digits and signs: lower case, twenty-five cut in two, 1,205 without comma."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("o'clock", "oclock")
    plain = re.sub(r"\b([ap])\.m\b\.?", r"\1m", plain)
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain)
    plain = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", plain)
    return TOKEN.findall(re.sub(r"[.!?\s]+$", "", plain.strip()))
