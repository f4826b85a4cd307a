"""A BERT's tokenizer without transformers: its `tokenizer.json` read by the Rust library that both use."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from core.models.damage import damage_as
from core.models.prediction import Token
from core.models.reading.windows import overlap_of

if TYPE_CHECKING:
    from tokenizers import Encoding

SPECIAL = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")


@dataclass(frozen=True)
class ReadText:
    """The pieces of a text's first window, padding at their end included, and the ids of its further ones."""

    tokens: tuple[Token, ...]
    further: tuple[list[int], ...]
    unknown: int  # pieces that are not in the vocabulary
    read: int  # pieces, special ones left out


class BertTokenizer:
    """Texts to tokens, in windows of what the model reads at once; the first are padded to the longest."""

    def __init__(self, folder: Path, window: int) -> None:
        from tokenizers import Tokenizer

        with damage_as("tokenizer_unreadable", folder):
            settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._special = {tokenizer.token_to_id(settings[name]) for name in SPECIAL if settings.get(name)}
            self._unknown_text = settings["unk_token"]
            self._unknown = tokenizer.token_to_id(self._unknown_text)
            padding = settings["pad_token"]
            tokenizer.enable_padding(pad_id=tokenizer.token_to_id(padding), pad_token=padding)
        self.max_tokens = min(window, int(settings.get("model_max_length", window)))
        overlap = overlap_of(self.max_tokens - tokenizer.num_special_tokens_to_add(False))
        tokenizer.enable_truncation(self.max_tokens, stride=overlap)
        self._tokenizer = tokenizer
        self.padding = cast(int, tokenizer.token_to_id(padding))  # None was refused above

    def __call__(self, texts: Sequence[str]) -> list[ReadText]:
        """Each text as the model reads it."""
        return [self._read(encoding) for encoding in self._tokenizer.encode_batch(list(texts))]

    def _read(self, encoding: "Encoding") -> ReadText:
        # A Unigram's `tokens` name a piece that is not in the vocabulary by its own text.
        tokens = tuple(
            Token(
                self._unknown_text if number == self._unknown else text, number, mask, number in self._special
            )
            for text, number, mask in zip(encoding.tokens, encoding.ids, encoding.attention_mask, strict=True)
        )
        pieces = [token for token in tokens if not token.special or token.id == self._unknown]
        unknown = sum(token.id == self._unknown for token in pieces)
        further = tuple(rest.ids[: sum(rest.attention_mask)] for rest in encoding.overflowing)
        return ReadText(tokens, further, unknown, len(pieces))
