"""A BERT opened up: its weights by name, its shape, and the tensors it reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from core.base.errors import SentiscopeError
from core.models.prediction import Token
from core.models.text_checks import readable
from core.nn.encoder import EncoderShape

MOST_TOKENS = 128  # a trace of more would be large and hard to read


@dataclass(frozen=True)
class Inputs:
    """One sentence, or a pair, as the encoder reads it; `cut` tokens at the end were left out."""

    ids: Int[Tensor, "B T"]
    mask: Int[Tensor, "B T"]
    segments: Int[Tensor, "B T"]
    tokens: tuple[Token, ...]
    cut: int


@dataclass(frozen=True)
class PaddedBatch:
    """A batch of unequal sentences: ids, the mask that is 0 at padding, and each row's tokens."""

    ids: Int[Tensor, "B T"]
    mask: Int[Tensor, "B T"]
    tokens: tuple[tuple[Token, ...], ...]

    @property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        return pieces_of(self.tokens)


@dataclass(frozen=True)
class OpenedModel:
    """Everything the encoder written from scratch needs; `positive` is the number of that class.

    `source` is what the weights belong to: it stays as long as they do, and need not be loaded again.
    """

    weights: dict[str, Tensor]
    shape: EncoderShape
    tokenizer: Any
    positive: int = 1
    source: Any = None

    @property
    def rows(self) -> int:
        """How many pieces the table of words has."""
        return len(self.weights["bert.embeddings.word_embeddings.weight"])

    def batch(self, first: str, second: str | None = None, limit: int = MOST_TOKENS) -> Inputs:
        """Tokens, mask and segments of a sentence or a pair. Raises SentiscopeError("text_empty")."""
        texts = [readable(first), *([readable(second)] if second and second.strip() else [])]
        full = self.tokenizer(*texts, truncation=False, verbose=False)["input_ids"]
        read = self.tokenizer(*texts, truncation=True, max_length=limit, return_tensors="pt")
        ids = read["input_ids"]  # (1, T)
        tokens = self._tokens(ids[0].tolist(), [1] * ids.shape[1])
        segments = read.get("token_type_ids", torch.zeros_like(ids))  # (1, T)
        return Inputs(ids, read["attention_mask"], segments, tokens, len(full) - len(tokens))

    def several(self, sentences: Sequence[str], width: int) -> PaddedBatch:
        """Sentences side by side, each filled with padding or cut to `width` tokens, and their tokens.

        Raises SentiscopeError("text_empty").
        """
        texts = [readable(sentence) for sentence in sentences]
        read = self.tokenizer(
            texts, truncation=True, max_length=width, padding="max_length", return_tensors="pt"
        )
        ids, mask = read["input_ids"], read["attention_mask"]  # (B, T) each
        tokens = tuple(self._tokens(*row) for row in zip(ids.tolist(), mask.tolist(), strict=True))
        return PaddedBatch(ids, mask, tokens)

    def _tokens(self, ids: list[int], mask: list[int]) -> tuple[Token, ...]:
        special, pieces = set(self.tokenizer.all_special_ids), self.tokenizer.convert_ids_to_tokens(ids)
        return tuple(Token(text, i, m, i in special) for text, i, m in zip(pieces, ids, mask, strict=True))


def pieces_of(rows: Sequence[Sequence[Token]]) -> tuple[tuple[str, ...], ...]:
    """The tokens' texts, row by row."""
    return tuple(tuple(token.text for token in row) for row in rows)


def open_network(
    network: Any, tokenizer: Any, name: str, positive: int = 1, source: Any = None
) -> OpenedModel:
    """The parts of a BertForSequenceClassification; raises SentiscopeError("not_a_bert") for any other."""
    return _open(network, tokenizer, name, "classifier", positive, source)


def open_pretraining(network: Any, tokenizer: Any, name: str, source: Any = None) -> OpenedModel:
    """The parts of a BertForPreTraining; raises SentiscopeError("not_a_bert") for any other."""
    return _open(network, tokenizer, name, "cls", source=source)


def _open(
    network: Any, tokenizer: Any, name: str, head: str, positive: int = 1, source: Any = None
) -> OpenedModel:
    config = network.config
    bert = config.model_type == "bert" and hasattr(network, "bert") and hasattr(network, head)
    if not bert or config.hidden_act != "gelu" or getattr(config, "is_decoder", False):
        raise SentiscopeError("not_a_bert", name=name)
    weights = {key: tensor.detach() for key, tensor in network.state_dict().items()}
    shape = EncoderShape(config.num_hidden_layers, config.num_attention_heads, config.layer_norm_eps)
    return OpenedModel(weights, shape, tokenizer, positive, source)
