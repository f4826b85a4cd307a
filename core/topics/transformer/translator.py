"""A trained translator: its network, its pieces, its files, and what it makes of a text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import torch
from jaxtyping import Bool, Float, Int
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.base.atomic_write import write_durably
from core.data.vocabulary import PAD, UNKNOWN, Vocabulary
from core.models.card import read_card
from core.models.catalog import WEIGHTS
from core.models.checksum import check_sha256
from core.models.damage import damage_as
from core.models.license import OWN
from core.nn.batches import pad_rows
from core.topics.transformer.concept import Shape
from core.topics.transformer.networks.recurrent import Bahdanau, OneVector
from core.topics.transformer.networks.transformer import Transformer
from core.topics.transformer.phrases.pieces import Phrase
from core.topics.transformer.phrases.sentences import english_tokens
from core.training.model_card import write_card
from core.training.small.vocabulary import ALL_SPECIAL, END, START

Kind = Literal["transformer", "gru", "bahdanau"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Network = Transformer | OneVector | Bahdanau
PIECES = "pieces.json"
LONGEST = 100  # pieces that are written at most
NEVER = (PAD, UNKNOWN, START)  # pieces that are not written


def new_network(kind: Kind, vocabulary: int) -> Network:
    """A network with fresh weights, drawn from torch's seed."""
    if kind == "transformer":
        return Transformer(vocabulary)
    return OneVector(vocabulary) if kind == "gru" else Bahdanau(vocabulary)


def learn_pieces(phrases: Sequence[Phrase]) -> Vocabulary:
    """Every English word and Chinese character of these sentences, one table for both."""
    english = {word for phrase in phrases for word in phrase.english}
    chinese = {piece.text for phrase in phrases for piece in phrase.chinese}
    return Vocabulary((*ALL_SPECIAL, *sorted(english), *sorted(chinese - english)))


@dataclass(frozen=True)
class Translator:
    """A network in evaluation mode and its pieces."""

    kind: Kind
    network: Network
    pieces: Vocabulary

    @property
    def shape(self) -> Shape:
        """Of the Transformer."""
        return Shape()

    def weights(self) -> dict[str, Tensor]:
        """By name, as the concept takes them."""
        return {name: tensor.detach() for name, tensor in self.network.named_parameters()}

    def read(self, words: Sequence[str]) -> list[int]:
        """The ids of English words, and [END]; [UNK]'s for a word outside the table."""
        return [*self.pieces.numbers(words), END]

    def unknown(self, text: str) -> list[str]:
        """The words of a text that are not in the table, each once."""
        return list(dict.fromkeys(word for word in english_tokens(text) if word not in self.pieces.ids))

    def write(self, ids: Sequence[int]) -> str:
        """Chinese pieces as a text, without special ones."""
        return "".join(self.pieces.words[n] for n in ids if n >= len(ALL_SPECIAL))


@dataclass(frozen=True)
class Batch:
    """Sentences side by side: what is read, which of it is no padding, and what is to be written."""

    source: Int[Tensor, "B S"]
    real: Bool[Tensor, "B S"]
    target: Int[Tensor, "B T"]


def batch_of(phrases: Sequence[Phrase], pieces: Vocabulary) -> Batch:
    """English with [END], and Chinese with [END], filled up with [PAD]."""
    source, mask = pad_rows([[*pieces.numbers(phrase.english), END] for phrase in phrases], PAD)
    written = [[*pieces.numbers(piece.text for piece in phrase.chinese), END] for phrase in phrases]
    return Batch(source, mask.bool(), pad_rows(written, PAD)[0])


def next_log_probs(
    translator: Translator, memory: Float[Tensor, "1 S E"], real: Bool[Tensor, "1 S"], prefixes: Tensor
) -> Float[Tensor, "W V"]:
    """Log-probabilities of the piece after each prefix (W, T), for the searches of the Decoding page."""
    W = len(prefixes)
    written = torch.cat([torch.full((W, 1), START), prefixes], dim=1)  # (W, T+1)
    memories, reals = memory.expand(W, -1, -1), real.expand(W, -1)
    logits = translator.network.decode(written, memories, reals)[:, -1]  # (W, V)
    logits[:, list(NEVER)] = -torch.inf
    return logits.log_softmax(-1)


@torch.inference_mode()
def next_probabilities(
    translator: Translator, words: Sequence[str], written: Sequence[int]
) -> Float[Tensor, "T V"]:
    """Of what may be written at each place of `written`, after all pieces before it.

    Where those are the true pieces, this is teacher forcing; what is never written gets none.
    """
    source = torch.tensor([translator.read(words)])  # (1, S)
    read = torch.tensor([[START, *written[:-1]]])  # (1, T)
    logits = translator.network(source, torch.ones_like(source, dtype=torch.bool), read)[0]  # (T, V)
    logits[:, list(NEVER)] = -torch.inf
    probabilities: Tensor = logits.softmax(-1)
    return probabilities


@torch.inference_mode()
def translate(
    translator: Translator, words: Sequence[str], most: int = LONGEST, begun: Sequence[int] = ()
) -> list[int]:
    """The likeliest piece, time after time, until [END] or `most` pieces; [END] included where it came.

    It goes on from the pieces `begun`, right or wrong.
    """
    source = torch.tensor([translator.read(words)])  # (1, S)
    real = torch.ones_like(source, dtype=torch.bool)
    memory, written = translator.network.encode(source, real), list(begun)
    while len(written) < most and END not in written[-1:]:
        prefix = torch.tensor([written], dtype=torch.long).reshape(1, -1)  # (1, T)
        written.append(int(next_log_probs(translator, memory, real, prefix)[0].argmax()))
    return written


def save(translator: Translator, folder: Path, **card: Any) -> None:
    """Weights in float16, pieces and kind, and the model card."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: t.detach().half().contiguous() for name, t in translator.network.state_dict().items()}
    save_file(weights, folder / WEIGHTS)
    content = {"kind": translator.kind, "pieces": translator.pieces.words}
    write_durably(folder / PIECES, json.dumps(content, ensure_ascii=False) + "\n")
    write_card(folder, WEIGHTS, license=OWN, **card)


def load(folder: Path) -> Translator:
    """A saved translator in float32. Raises SentiscopeError for files that are missing or damaged."""
    card = read_card(folder)
    if "sha256" in card:
        check_sha256(folder / WEIGHTS, card["sha256"])
    with damage_as("weights_unreadable", folder):
        content = json.loads((folder / PIECES).read_text(encoding="utf-8"))
        pieces = Vocabulary(tuple(content["pieces"]))
        network = new_network(content["kind"], len(pieces))
        network.load_state_dict({n: tensor.float() for n, tensor in load_file(folder / WEIGHTS).items()})
        return Translator(content["kind"], network.eval(), pieces)
