"""A Chinese text as words for a recurrent network: the bilingual network's pieces, which are mostly words."""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.models.catalog import CHINESE_MODEL
from core.models.locate import locate
from core.models.reading.pieces import BLANK
from core.models.recurrent.words import FILE, TextVocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CUT_BY, WORDS = "cut_by", "words"  # in the file


@lru_cache(maxsize=1)
def piece_tokenizer() -> "Tokenizer":
    """The bilingual network's tokenizer, without its model."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(locate(CHINESE_MODEL).folder / "tokenizer.json"))


@dataclass(frozen=True)
class PieceVocabulary(TextVocabulary):
    """Words that a Unigram tokenizer cuts; one that is not known is read character by character."""

    tokenizer: "Tokenizer" = field(default_factory=piece_tokenizer, repr=False, compare=False)

    def split(self, text: str) -> list[str]:
        """The text's words, in order, lower-cased."""
        return [word for word, _ in self._cut(text)]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The characters `start … end` of the text that each of these words stands for."""
        return [span for _, span in self._cut(text)]

    def _cut(self, text: str) -> list[tuple[str, tuple[int, int]]]:
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        return [
            found
            for piece, (start, end) in zip(encoding.tokens, encoding.offsets, strict=True)
            if (word := piece.removeprefix(BLANK).lower())
            for found in self._known(word, start + _blanks(text[start:end]), end)
        ]

    def _known(self, word: str, start: int, end: int) -> list[tuple[str, tuple[int, int]]]:
        """The word, or its characters where it has no vector of its own and they have their own places."""
        if word in self.ids or end - start != len(word):
            return [(word, (start, end))]
        return [(character, (start + n, start + n + 1)) for n, character in enumerate(word)]

    def save(self, folder: Path) -> None:
        content = {CUT_BY: CHINESE_MODEL, WORDS: self.words}
        (folder / FILE).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def load_vocabulary(folder: Path) -> TextVocabulary:
    """The vocabulary of a recurrent network's folder, of whichever kind."""
    content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return (
        PieceVocabulary(tuple(content[WORDS]))
        if isinstance(content, dict)
        else TextVocabulary(tuple(content))
    )


def _blanks(text: str) -> int:
    """How many blanks a piece begins with."""
    return len(text) - len(text.lstrip())
