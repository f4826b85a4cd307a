"""A text as whole words, in SST-2's spelling, and their numbers in a vocabulary."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

# "isn't" → "is", "n't"; brackets as "-lrb-"; runs of dots or dashes; "'s"; words with inner marks; marks.
PATTERN = r"\w+?(?=n't\b)|n't\b|-[lr][rsc]b-|\.{2,}|-{2,}|``|''|'\w+|\w+(?:[-./&]+\w+)*|[^\w\s]"
SPECIAL = ("[PAD]", "[UNK]")
PAD, UNKNOWN = range(2)
FILE = "vocabulary.json"
_WORD = re.compile(PATTERN)


def split_words(text: str) -> list[str]:
    """Lower-cased words and marks, in order."""
    return _WORD.findall(text.lower().replace("’", "'"))


@dataclass(frozen=True)
class Vocabulary:
    """Words, the special ones first; a word's id is its place."""

    words: tuple[str, ...]
    ids: dict[str, int] = field(init=False, repr=False, compare=False)
    pad_token_id: int = PAD

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", {word: number for number, word in enumerate(self.words)})

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, text: str, most: int) -> list[int]:
        """An id for each of the first `most` words; a text without any is read as one unknown word."""
        return self.numbers(split_words(text)[:most]) or [UNKNOWN]

    def numbers(self, words: list[str]) -> list[int]:
        """An id for each word; [UNK]'s for those that are not in the vocabulary."""
        return [self.ids.get(word, UNKNOWN) for word in words]

    def __call__(self, texts: list[str], truncation: bool, max_length: int) -> dict[str, list[list[int]]]:
        """As a tokenizer of transformers is called by the training loop."""
        return {"input_ids": [self.encode(text, max_length) for text in texts]}

    def save(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(self.words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Vocabulary":
        return cls(tuple(json.loads((folder / FILE).read_text(encoding="utf-8"))))
