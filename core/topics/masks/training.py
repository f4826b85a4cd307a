"""A small decoder that writes film phrases word by word, trained with its causal mask or without.

`python -m core.topics.masks.training --mask causal -o FOLDER`. Without the mask every token sees
the word it is to guess: such a decoder peeks.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from safetensors.torch import load_file, save_file
from torch import Tensor

from core.base.atomic_write import write_durably
from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.base.settings import sst2_folder
from core.data.labelled import LabelledData
from core.data.sst2 import load_sst2
from core.data.vocabulary import PAD, UNKNOWN, Vocabulary
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.card import read_card
from core.models.catalog import WEIGHTS
from core.models.checksum import check_sha256
from core.models.damage import damage_as
from core.models.license import OWN
from core.nn.masks import causal
from core.nn.threads import threads
from core.training.model_card import data_section, write_card
from core.training.small.loop import learn, optimizer_of, padded, shuffled
from core.training.small.transformer import STANDARD_DEVIATION, SmallShape, SmallTransformer
from core.training.small.vocabulary import END, START, learn_words, sentence_words

Mask = Literal["causal", "none"]
MASKS: tuple[Mask, ...] = ("causal", "none")
WORDS = "words.json"
LEAST_WORDS, MOST_WORDS = 5, 30  # of a phrase
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


@dataclass(frozen=True)
class Decoder:
    """A trained network with its words, and the mask it was trained with."""

    network: SmallTransformer
    words: Vocabulary
    mask: Mask

    def logits(self, rows: Sequence[Sequence[int]]) -> Float[Tensor, "B T V"]:
        """For each token the logits of the word after it, with the mask of the training."""
        ids, real = padded(rows)
        return self.network.next_words(ids, real, allowed(real, self.mask))


def allowed(real: Bool[Tensor, "B T"], mask: Mask) -> Bool[Tensor, "B 1 T S"]:
    """Which keys each query may look at: no padding, and with the causal mask none ahead."""
    seen = real[:, None, None, :]  # (B, 1, 1, S)
    T = real.shape[1]
    return (seen & causal(T)) if mask == "causal" else seen.expand(-1, 1, T, T)


def phrases(sentences: Sequence[str], words: Vocabulary) -> list[list[int]]:
    """[START], the words, [END], for every phrase that is long enough; a longer one is cut."""
    rows = (words.numbers(sentence_words(sentence))[:MOST_WORDS] for sentence in sentences)
    return [[START, *row, END] for row in rows if len(row) >= LEAST_WORDS]


def loss_of(decoder: Decoder, rows: Sequence[Sequence[int]]) -> Tensor:
    """Teacher-forced: each word is guessed with the whole phrase given. Mean −log p, in nats."""
    targets = padded([row[1:] for row in rows])[0]  # (B, T)
    logits = decoder.logits([row[:-1] for row in rows])  # (B, T, V)
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PAD)


def train(
    plan: Plan, mask: Mask, train_sentences: Sequence[str], seed: int, progress: Progress
) -> tuple[Decoder, list[float]]:
    """A decoder and its losses, step by step. The seed fixes first weights and order for both masks."""
    words = learn_words(train_sentences, plan.vocabulary)
    rows = phrases(train_sentences, words)
    torch.manual_seed(seed)
    shape = SmallShape(len(words), plan.width, layers=plan.layers, window=MOST_WORDS + 2, order="pre")
    decoder = Decoder(SmallTransformer(shape).train(), words, mask)
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
    content = {"mask": decoder.mask, "shape": asdict(decoder.network.shape), "words": decoder.words.words}
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
        return Decoder(network.eval(), Vocabulary(tuple(content["words"])), content["mask"])


@dataclass(frozen=True, kw_only=True)
class TrainDecoder(Command):
    """Train a small decoder that writes film phrases, with its causal mask or without."""

    mask: Mask = option("causal", "what a token may see")
    data: Path | None = option(help="folder with train.tsv and dev.tsv", factory=sst2_folder)
    output: Path = option(help="folder to write the decoder to", short="-o")
    steps: int = option(Plan.steps, "of the training")
    seed: int = option(42, "of weights and order")

    def run(self) -> None:
        """Train, save, and say the teacher-forced loss on dev."""
        check_folder(self.output)
        loss = self.make(load_sst2(self.data))
        print(label("training.decoder", shell_language(), loss=loss, folder=self.output))

    def make(self, data: LabelledData) -> float:
        """Train, save, and return the teacher-forced loss on dev in nats a word."""
        plan = Plan(steps=self.steps)
        with threads(1), closing(Progress(plan.steps, self.mask)) as progress:
            decoder, losses = train(plan, self.mask, data.train.sentences, self.seed, progress)
        with threads(1), torch.inference_mode():
            loss = loss_of(decoder, phrases(data.dev.sentences, decoder.words)).item()
        save(
            decoder,
            self.output,
            name=self.output.name,
            about="Writes film phrases word by word; a small network to try masks on.",
            mask=self.mask,
            data=data_section(data),
            recipe={"seed": self.seed, **asdict(plan)},
            loss={"training_last_100": sum(losses[-100:]) / len(losses[-100:]), "dev_teacher_forced": loss},
            command=self.command(),
        )
        return loss

    def command(self) -> str:
        """The command that makes this decoder again."""
        return (
            f"python -m core.topics.masks.training --mask {self.mask} --data SST2_FOLDER"
            f" -o {self.output.name} --steps {self.steps} --seed {self.seed}"
        )


def main(arguments: list[str] | None = None) -> int:
    """Train one decoder and return the shell's exit code."""
    return cli.main(TrainDecoder, arguments, "python -m core.topics.masks.training")


if __name__ == "__main__":
    sys.exit(main())
