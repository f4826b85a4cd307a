"""A text as whole words, in SST-2's spelling, and their numbers in a vocabulary."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from core.data.vocabulary import PAD, UNKNOWN, Vocabulary
from core.models.reading.pieces import lowered_spans

# "isn't" → "is", "n't"; brackets as "-lrb-"; runs of dots or dashes; "'s"; words with inner marks; marks.
PATTERN = r"\w+?(?=n't\b)|n't\b|-[lr][rsc]b-|\.{2,}|-{2,}|``|''|'\w+|\w+(?:[-./&]+\w+)*|[^\w\s]"
MOST_LETTERS = 100  # no vocabulary holds longer words, and every word read is shown
FILE = "vocabulary.json"
_WORD = re.compile(PATTERN)


def split_words(text: str) -> list[str]:
    """Lower-cased words and marks, in order; of a longer word the first `MOST_LETTERS`."""
    return [word[:MOST_LETTERS] for word in _WORD.findall(_plain(text))]


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


@dataclass(frozen=True)
class TextVocabulary(Vocabulary):
    """A vocabulary that reads whole texts, and that the training loop calls as it calls a tokenizer."""

    pad_token_id: int = PAD

    def split(self, text: str) -> list[str]:
        """The text's words, in order."""
        return split_words(text)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The characters `start … end` of the text that each of these words stands for."""
        return lowered_spans(text, _WORD, _plain(text))

    def encode(self, text: str, most: int) -> list[int]:
        """An id for each of the first `most` words; a text without any is read as one unknown word."""
        return self.numbers(self.split(text)[:most]) or [UNKNOWN]

    def __call__(self, texts: list[str], truncation: bool, max_length: int) -> dict[str, list[list[int]]]:
        """As a tokenizer of transformers is called by the training loop."""
        return {"input_ids": [self.encode(text, max_length) for text in texts]}

    def save(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(self.words, ensure_ascii=False), encoding="utf-8")
