"""A small decoder that writes word by word, with its causal mask or without: its network, and how it learns.

English it writes by words, Chinese by characters. Without the mask every token sees the word it is to
guess: such a decoder peeks.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.base.atomic_write import write_durably
from core.data.labelled import Language
from core.data.vocabulary import PAD, UNKNOWN, Vocabulary
from core.jobs.progress import Progress
from core.models.card import read_card
from core.models.catalog import WEIGHTS
from core.models.checksum import check_sha256
from core.models.damage import damage_as
from core.models.license import OWN
from core.nn.masks import causal
from core.nn.threads import threads
from core.training.model_card import write_card
from core.training.small.loop import learn, optimizer_of, padded, shuffled
from core.training.small.transformer import STANDARD_DEVIATION, SmallShape, SmallTransformer
from core.training.small.vocabulary import CUTS, END, START, Cut, learn_words

Mask = Literal["causal", "none"]
MASKS: tuple[Mask, ...] = ("causal", "none")
WORDS = "words.json"
LEAST_WORDS = 5  # of a phrase
PARTS = re.compile(r"[\w'-]+|[^\w'-]")  # of a word with its marks
ROWS = 64  # phrases judged at once
TEMPERATURE, CANDIDATES = 0.8, 20  # of the words drawn when writing


@dataclass(frozen=True)
class Plan:
    """Sizes of the network and of its training."""

    steps: int = 1000
    batch: int = 32
    vocabulary: int = 3000
    width: int = 96
    layers: int = 3
    rate: float = 2e-3
    positions: float = STANDARD_DEVIATION  # of their first values; larger ones are found sooner


PLANS: dict[Language, Plan] = {"en": Plan(), "zh": Plan(steps=2000, positions=0.5)}


@dataclass(frozen=True)
class Decoder:
    """A trained network with its words, the mask it was trained with, and the language of the words."""

    network: SmallTransformer
    words: Vocabulary
    mask: Mask
    language: Language = "en"

    @property
    def cut(self) -> Cut:
        """How its language is cut."""
        return CUTS[self.language]

    def row(self, text: str) -> list[int]:
        """[START], the beginning of a text as far as it is read, [END].

        Of a word that is not known the marks are cut off, as they are in what was learned.
        """
        tokens = [part for token in self.cut.tokens(text) for part in self._known_parts(token)]
        return [START, *self.words.numbers(tokens)[: self.cut.most], END]

    def _known_parts(self, token: str) -> list[str]:
        return [token] if token in self.words.ids else PARTS.findall(token)

    def text(self, ids: Sequence[int]) -> str:
        """These words as a text, without [END]."""
        return self.cut.between.join(self.words.words[number] for number in ids if number != END)

    def logits(self, rows: Sequence[Sequence[int]]) -> Float[Tensor, "B T V"]:
        """For each token the logits of the word after it, with the mask of the training."""
        ids, real = padded(rows)
        return self.network.next_words(ids, real, allowed(real, self.mask))


def allowed(real: Bool[Tensor, "B T"], mask: Mask) -> Bool[Tensor, "B 1 T S"]:
    """Which keys each query may look at: no padding, and with the causal mask none ahead."""
    seen = real[:, None, None, :]  # (B, 1, 1, S)
    T = real.shape[1]
    return (seen & causal(T)) if mask == "causal" else seen.expand(-1, 1, T, T)


def phrases(sentences: Sequence[str], words: Vocabulary, language: Language = "en") -> list[list[int]]:
    """[START], the words, [END], for every phrase that is long enough; a longer one is cut."""
    cut = CUTS[language]
    rows = (words.numbers(cut.tokens(sentence))[: cut.most] for sentence in sentences)
    return [[START, *row, END] for row in rows if len(row) >= LEAST_WORDS]


def loss_of(decoder: Decoder, rows: Sequence[Sequence[int]]) -> Tensor:
    """Teacher-forced: each word is guessed with the whole phrase given. Mean −log p, in nats."""
    targets = padded([row[1:] for row in rows])[0]  # (B, T)
    logits = decoder.logits([row[:-1] for row in rows])  # (B, T, V)
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PAD)


@torch.inference_mode()
def mean_loss(decoder: Decoder, rows: Sequence[Sequence[int]]) -> float:
    """Teacher-forced, over all words of many phrases."""
    with threads(1):
        parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
        words = [sum(len(row) - 1 for row in part) for part in parts]
        losses = [loss_of(decoder, part).item() for part in parts]
    return sum(loss * count for loss, count in zip(losses, words, strict=True)) / sum(words)


def train(
    plan: Plan,
    mask: Mask,
    train_sentences: Sequence[str],
    seed: int,
    progress: Progress,
    language: Language = "en",
) -> tuple[Decoder, list[float]]:
    """A decoder and its losses, step by step. The seed fixes first weights and order for both masks."""
    cut = CUTS[language]
    words = learn_words(train_sentences, plan.vocabulary, cut.tokens)
    rows = phrases(train_sentences, words, language)
    torch.manual_seed(seed)
    shape = SmallShape(len(words), plan.width, layers=plan.layers, window=cut.most + 2, order="pre")
    decoder = Decoder(SmallTransformer(shape).train(), words, mask, language)
    with torch.no_grad():
        decoder.network.positions.weight.mul_(plan.positions / STANDARD_DEVIATION)
    optimizer = optimizer_of(decoder.network, plan.rate)
    losses: list[float] = []
    while len(losses) < plan.steps:
        for batch in shuffled(len(rows), min(plan.batch, len(rows)), seed + len(losses)):
            losses.append(learn(decoder.network, optimizer, loss_of(decoder, [rows[i] for i in batch])))
            progress.step()
            if len(losses) == plan.steps:
                break
    decoder.network.eval()
    return decoder, losses


@torch.inference_mode()
def probabilities_from_whole(decoder: Decoder, row: Sequence[int]) -> Float[Tensor, "T"]:
    """Probability of each true next word with the whole phrase given (teacher forcing)."""
    probabilities = decoder.logits([row[:-1]])[0].softmax(-1)  # (T, V)
    return probabilities.gather(1, torch.tensor(row[1:])[:, None])[:, 0]


@torch.inference_mode()
def probabilities_from_beginning(decoder: Decoder, row: Sequence[int]) -> Float[Tensor, "T"]:
    """Probability of each true next word with the words before it alone, as when writing."""
    beginnings = [row[: end + 1] for end in range(len(row) - 1)]
    logits = decoder.logits(beginnings)  # (T, T, V)
    positions = torch.arange(len(beginnings))
    own = logits[positions, positions].softmax(-1)  # (T, V): at the last word of each
    return own.gather(1, torch.tensor(row[1:])[:, None])[:, 0]


@torch.inference_mode()
def write(decoder: Decoder, start: Sequence[int], most: int, seed: int) -> list[int]:
    """Go on from [START] and the given words, each drawn from the 20 likeliest, until [END]."""
    generator = torch.Generator().manual_seed(seed)
    row, window = list(start), decoder.network.shape.window
    while len(row) < min(len(start) + most, window):
        logits = decoder.logits([row])[0, -1]  # (V,)
        logits[[PAD, UNKNOWN, START]] = -torch.inf
        best, ids = logits.topk(min(CANDIDATES, len(logits)))
        drawn = torch.multinomial((best / TEMPERATURE).softmax(-1), 1, generator=generator)
        row.append(int(ids[drawn]))
        if row[-1] == END:
            break
    return row


def save(decoder: Decoder, folder: Path, **card: Any) -> None:
    """Weights in float16, words and shape, and the model card."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.half().contiguous() for name, tensor in decoder.network.state_dict().items()}
    save_file(weights, folder / WEIGHTS)
    content = {
        "mask": decoder.mask,
        "language": decoder.language,
        "shape": asdict(decoder.network.shape),
        "words": decoder.words.words,
    }
    write_durably(folder / WORDS, json.dumps(content, ensure_ascii=False) + "\n")
    write_card(folder, WEIGHTS, license=OWN, **card)


def load(folder: Path) -> Decoder:
    """A saved decoder in float32. Raises SentiscopeError for files that are missing or damaged."""
    card = read_card(folder)
    if "sha256" in card:
        check_sha256(folder / WEIGHTS, card["sha256"])
    with damage_as("weights_unreadable", folder):
        content = json.loads((folder / WORDS).read_text(encoding="utf-8"))
        network = SmallTransformer(SmallShape(**content["shape"]))
        weights = {name: tensor.float() for name, tensor in load_file(folder / WEIGHTS).items()}
        network.load_state_dict(weights)
        words = Vocabulary(tuple(content["words"]))
        return Decoder(network.eval(), words, content["mask"], content.get("language", "en"))
