"""Train a small decoder with its causal mask or without: `python -m core.topics.masks.training -o FOLDER`.

It learns English film phrases, with `--texts FILE` Chinese reviews.
"""

import sys
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.base.settings import sst2_folder
from core.data.documents import Documents, load_documents
from core.data.labelled import Language
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.nn.threads import threads
from core.topics.masks.decoder import PLANS, Mask, mean_loss, phrases, save, train
from core.training.model_card import REVIEWS, data_section, documents_section

HELD_OUT = 300  # documents of texts
ABOUT: dict[Language, str] = {
    "en": "Writes film phrases word by word; a small network to try masks on.",
    "zh": "Writes Chinese reviews character by character; a small network to try masks on.",
}


@dataclass(frozen=True, kw_only=True)
class TrainDecoder(Command):
    """Train a small decoder, of film phrases or of Chinese reviews, with its causal mask or without."""

    mask: Mask = option("causal", "what a token may see")
    data: Path | None = option(help="folder with train.tsv and dev.tsv", factory=sst2_folder)
    texts: Path | None = option(
        None, "learn from these Chinese texts instead: a sentence a line, a blank line between documents"
    )
    output: Path = option(help="folder to write the decoder to", short="-o")
    steps: int | None = option(
        None, f"of the training (default {PLANS['en'].steps}, of texts {PLANS['zh'].steps})"
    )
    seed: int = option(42, "of weights and order")

    def run(self) -> None:
        """Train, save, and say the teacher-forced loss on dev."""
        check_folder(self.output)
        loss = self.make(self.read())
        print(label("training.decoder", shell_language(), loss=loss, folder=self.output))

    def read(self) -> "Learned":
        """What is learned from; errors of the readers."""
        if self.texts:
            return of_documents(load_documents(self.texts, HELD_OUT))
        data = load_sst2(self.data)
        return Learned("en", data.train.sentences, data.dev.sentences, data_section(data))

    def make(self, learned: "Learned") -> float:
        """Train, save, and return the teacher-forced loss on dev in nats a word."""
        plan = PLANS[learned.language]
        plan = replace(plan, steps=self.steps) if self.steps else plan
        with threads(1), closing(Progress(plan.steps, self.mask)) as progress:
            decoder, losses = train(plan, self.mask, learned.train, self.seed, progress, learned.language)
        loss = mean_loss(decoder, phrases(learned.dev, decoder.words, learned.language))
        save(
            decoder,
            self.output,
            name=self.output.name,
            about=ABOUT[learned.language],
            mask=self.mask,
            data=learned.section,
            recipe={"seed": self.seed, **asdict(plan)},
            loss={"training_last_100": sum(losses[-100:]) / len(losses[-100:]), "dev_teacher_forced": loss},
            command=self.command(plan.steps),
        )
        return loss

    def command(self, steps: int) -> str:
        """The command that makes this decoder again."""
        source = "--texts TEXTS_FILE" if self.texts else "--data SST2_FOLDER"
        return (
            f"python -m core.topics.masks.training --mask {self.mask} {source}"
            f" -o {self.output.name} --steps {steps} --seed {self.seed}"
        )


@dataclass(frozen=True)
class Learned:
    """Sentences to learn from and to judge on, and what the model card says of them."""

    language: Language
    train: list[str]
    dev: list[str]
    section: dict[str, Any]


def of_documents(documents: Documents) -> Learned:
    """The sentences of Chinese documents, of which whole ones are held out."""
    train, dev = (
        [sentence for document in side for sentence in document]
        for side in (documents.train, documents.held_out)
    )
    return Learned("zh", train, dev, documents_section(documents, REVIEWS, "zh"))


def main(arguments: list[str] | None = None) -> int:
    """Train one decoder and return the shell's exit code."""
    return cli.main(TrainDecoder, arguments, "python -m core.topics.masks.training")


if __name__ == "__main__":
    sys.exit(main())
