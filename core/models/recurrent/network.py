"""Word vectors, a recurrent network over them in order, and the logits after each word.

Trained with torch's own modules, which are fast; `core/topics/recurrent/concept.py` runs the same weights
gate by gate. Only the fast path is here.
"""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from core.data.vocabulary import PAD, UNKNOWN

Kind = Literal["rnn", "lstm", "gru", "bilstm"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MODULES: dict[Kind, Any] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU, "bilstm": nn.LSTM}


@dataclass(frozen=True)
class RecurrentShape:
    """Which cell, V words with E numbers each, and D numbers in the state (of each direction)."""

    kind: Kind
    vocabulary: int
    embedding: int
    width: int

    @property
    def directions(self) -> int:
        return 2 if self.kind == "bilstm" else 1


@dataclass(frozen=True)
class Output:
    """What a classifier of transformers gives as well: two logits for each sentence."""

    logits: Float[Tensor, "B C"]


def recurrent_parameters(kind: Kind, E: int, D: int) -> int:
    """How many numbers the cell of one direction learns; the word vectors and the head come on top."""
    return {"rnn": 1, "gru": 3}.get(kind, 4) * (D * E + D * D + 2 * D)


class RecurrentNetwork(nn.Module):
    """Reads left to right (a bilstm also right to left) and classifies by the state after the last word.

    Dropout falls on the word vectors and on the state that is classified. While training, a word is taken
    for an unknown one with probability `word_dropout`, so that unknown words are learnt, too.
    """

    def __init__(self, shape: RecurrentShape, dropout: float = 0.0, word_dropout: float = 0.0) -> None:
        super().__init__()
        self.shape, self.word_dropout = shape, word_dropout
        self.embedding = nn.Embedding(shape.vocabulary, shape.embedding, padding_idx=PAD)
        self.recurrent = MODULES[shape.kind](
            shape.embedding, shape.width, batch_first=True, bidirectional=shape.directions == 2
        )
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(shape.directions * shape.width, 2)

    def forward(self, input_ids: Int[Tensor, "B T"], attention_mask: Int[Tensor, "B T"]) -> Output:
        """Logits of whole sentences; `attention_mask` is 1 for a word and 0 for padding behind it."""
        return Output(self.classifier(self.dropout(self.last_state(input_ids, attention_mask))))

    def last_state(
        self, ids: Int[Tensor, "B T"], mask: Int[Tensor, "B T"]
    ) -> Float[Tensor, "B D"] | Float[Tensor, "B 2D"]:
        """The state after each sentence's last word; with two directions both ends side by side."""
        if self.training and self.word_dropout:
            ids = torch.where(torch.rand(ids.shape) < self.word_dropout, UNKNOWN, ids)
        x = self.dropout(self.embedding(ids))  # (B, T, E)
        return self._ends(pack_padded_sequence(x, mask.sum(-1), batch_first=True, enforce_sorted=False))

    def logits_of_vectors(
        self, vectors: Float[Tensor, "B T E"], lengths: Int[Tensor, "B"] | None = None
    ) -> Float[Tensor, "B C"]:
        """Logits of sentences from their word vectors, all of one length if no `lengths` say otherwise.

        Without dropout.
        """
        rows: Any = vectors
        if lengths is not None:
            rows = pack_padded_sequence(vectors, lengths, batch_first=True, enforce_sorted=False)
        logits: Tensor = self.classifier(self._ends(rows))  # (B, C)
        return logits

    def _ends(self, x: Any) -> Tensor:
        """The state after the last of packed or equally long rows; (B, D) or (B, 2D)."""
        state = self.recurrent(x)[1]
        hidden = state[0] if isinstance(state, tuple) else state  # (directions, B, D)
        return torch.cat(tuple(hidden), dim=-1)  # (B, directions * D)

    @torch.inference_mode()
    def states(self, ids: Int[Tensor, "B T"], mask: Int[Tensor, "B T"]) -> Float[Tensor, "B T D"]:
        """The state after every word; 0 at padding."""
        packed = pack_padded_sequence(
            self.embedding(ids), mask.sum(-1), batch_first=True, enforce_sorted=False
        )
        return pad_packed_sequence(self.recurrent(packed)[0], batch_first=True, total_length=ids.shape[1])[0]
