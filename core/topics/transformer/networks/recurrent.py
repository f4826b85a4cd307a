"""What came before: a GRU that reads and one that writes, with one vector between them or with attention.

Sources: Cho et al. 2014 and Sutskever et al. 2014 (one vector); Bahdanau et al. 2015 (additive attention).
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from core.nn.attention import mask_scores


class Reader(nn.Module):
    """Embeddings and a GRU over each sentence, in one direction or in both."""

    def __init__(self, D: int, width: int, both: bool) -> None:
        super().__init__()
        self.gru = nn.GRU(D, width, batch_first=True, bidirectional=both)

    def forward(
        self, x: Float[Tensor, "B S D"], real: Bool[Tensor, "B S"]
    ) -> tuple[Float[Tensor, "B S E"], Float[Tensor, "N B G"]]:
        """The state at each word, and the last one of each direction."""
        packed = pack_padded_sequence(x, real.sum(1), batch_first=True, enforce_sorted=False)
        states, last = self.gru(packed)
        return pad_packed_sequence(states, batch_first=True, total_length=x.shape[1])[0], last


class OneVector(nn.Module):
    """The reader's last state is all that the writer gets."""

    def __init__(self, vocabulary: int, D: int = 128, width: int = 256) -> None:
        super().__init__()
        self.table = nn.Embedding(vocabulary, D)
        self.reader = Reader(D, width, both=False)
        self.writer = nn.GRU(D, width, batch_first=True)
        self.output = nn.Linear(width, D)

    def forward(
        self, source: Int[Tensor, "B S"], real: Bool[Tensor, "B S"], written: Int[Tensor, "B T"]
    ) -> Float[Tensor, "B T V"]:
        """Logits of the piece after each piece written."""
        return self.decode(written, self.encode(source, real), real)

    def encode(self, source: Int[Tensor, "B S"], real: Bool[Tensor, "B S"]) -> Float[Tensor, "B 1 G"]:
        """The one vector."""
        return self.reader(self.table(source), real)[1][0][:, None]

    def decode(
        self, written: Int[Tensor, "B T"], memory: Float[Tensor, "B 1 G"], real: Bool[Tensor, "B S"]
    ) -> Float[Tensor, "B T V"]:
        """Logits, each from the vector and the pieces up to its place."""
        states, _ = self.writer(self.table(written), memory.transpose(0, 1).contiguous())  # (B, T, G)
        return self.output(states) @ self.table.weight.T  # (B, T, V)


class Bahdanau(nn.Module):
    """Before each piece the writer looks at every state of a reader of both directions."""

    def __init__(self, vocabulary: int, D: int = 128, width: int = 192) -> None:
        super().__init__()
        self.table = nn.Embedding(vocabulary, D)
        self.reader = Reader(D, width, both=True)
        self.first = nn.Linear(2 * width, width)
        self.query_map, self.key_map = nn.Linear(width, D, bias=False), nn.Linear(2 * width, D)
        self.score_vector = nn.Linear(D, 1, bias=False)
        self.writer = nn.GRUCell(D + 2 * width, width)
        self.output = nn.Linear(3 * width, D)

    def forward(
        self, source: Int[Tensor, "B S"], real: Bool[Tensor, "B S"], written: Int[Tensor, "B T"]
    ) -> Float[Tensor, "B T V"]:
        """Logits of the piece after each piece written."""
        return self.decode(written, self.encode(source, real), real)

    def encode(self, source: Int[Tensor, "B S"], real: Bool[Tensor, "B S"]) -> Float[Tensor, "B S E"]:
        """The reader's states."""
        return self.reader(self.table(source), real)[0]

    def decode(
        self, written: Int[Tensor, "B T"], memory: Float[Tensor, "B S E"], real: Bool[Tensor, "B S"]
    ) -> Float[Tensor, "B T V"]:
        """Logits, each from the pieces up to its place and a look at the memory."""
        return self.decode_and_look(written, memory, real)[0]

    def decode_and_look(
        self, written: Int[Tensor, "B T"], memory: Float[Tensor, "B S E"], real: Bool[Tensor, "B S"]
    ) -> tuple[Float[Tensor, "B T V"], Float[Tensor, "B T S"]]:
        """Logits, and attention weights: those of a piece come from the state before it (equation 6)."""
        state = self.first(memory[torch.arange(len(memory)), 0]).tanh()  # (B, G): backwards it has read all
        keys, read = self.key_map(memory), self.table(written)  # (B, S, D), (B, T, D)
        outputs, looks = [], []
        for x in read.unbind(1):
            hidden = (self.query_map(state)[:, None] + keys).tanh()  # (B, S, D)
            look = mask_scores(self.score_vector(hidden)[..., 0], real).softmax(-1)  # (B, S)
            context = (look[:, None] @ memory)[:, 0]  # (B, E)
            state = self.writer(torch.cat([x, context], -1), state)  # (B, G)
            outputs.append(torch.cat([state, context], -1))
            looks.append(look)
        logits = self.output(torch.stack(outputs, 1)) @ self.table.weight.T  # (B, T, V)
        return logits, torch.stack(looks, 1)
