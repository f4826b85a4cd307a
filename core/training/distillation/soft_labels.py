"""A teacher's probabilities for the training phrases, and for further texts without labels.

`python -m core.training.distillation.soft_labels --teachers FOLDER … -o FOLDER` asks one or several
fine-tuned classifiers and writes their mean; `python -m core.training --soft-labels FOLDER` learns from it.
"""

import random
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from core.base.i18n import label, shell_language
from core.base.output import check_folder
from core.base.settings import sst2_folder
from core.data.augmentation import exchanged
from core.data.holdout import prepared
from core.data.labelled import LabelledData
from core.data.lines import lines_of
from core.data.overlap import without
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option, settings
from core.jobs.progress import Progress
from core.models.card import card_parts, read_card
from core.models.loading import load_network, load_tokenizer
from core.models.locate import Located, weights_sha256
from core.models.reading.class_order import positive_class
from core.nn.threads import threads
from core.training.batches import token_rows
from core.training.evaluate import logits_of
from core.training.memory import keep_freed_memory
from core.training.soft_label_files import SoftLabels

MOST_TOKENS = 128
SEED = 42  # of the draw
TEACHER_PARTS = ("base", "command", "recipe", "data", "dev")  # parts of a teacher's card
PORTION = 1024  # sentences between two reports
ARRAYS, TEXTS = "soft_labels.safetensors", "soft_labels.json"


def teacher_probabilities(teachers: list[Path], data: LabelledData, more_sentences: list[str]) -> SoftLabels:
    """The mean of the teachers' probabilities for every training phrase and further sentence."""
    sentences = data.train.sentences + more_sentences
    total = torch.zeros(len(sentences), 2)  # (N + M, 2)
    with closing(Progress(len(teachers) * len(sentences), "asking")) as progress:
        for teacher in teachers:
            network, tokenizer = load_network(teacher), load_tokenizer(teacher)
            rows = token_rows(tokenizer, sentences, MOST_TOKENS)
            for start in range(0, len(rows), PORTION):
                portion = rows[start : start + PORTION]
                with torch.autocast("cpu", torch.bfloat16):
                    logits = logits_of(network, portion, tokenizer.pad_token_id).float()  # (PORTION, 2)
                if positive_class(network.config.id2label, teacher.name) == 0:
                    logits = logits.flip(-1)  # as our labels count: negative, positive
                total[start : start + PORTION] += logits.softmax(-1)
                progress.step(len(portion))
    mean, count = total / len(teachers), len(data.train)
    teacher_cards = [teacher_record(teacher) for teacher in teachers]
    train_sha256 = data.train.fingerprint()
    return SoftLabels(mean[:count].clone(), mean[count:].clone(), more_sentences, train_sha256, teacher_cards)


def teacher_record(teacher: Path) -> dict[str, Any]:
    """For a student's card: the sha256 of a teacher's weights, and how its card says they came about."""
    card = read_card(teacher)
    return {
        "sha256": weights_sha256(Located(teacher.name, teacher, "folder")),
        **card_parts(card, TEACHER_PARTS),
    }


def further_sentences(file: Path | None, data: LabelledData, most: int = 0) -> list[str]:
    """The lines of a text file that are no dev sentence, each once; with `most`, a draw of so many.

    Errors: those of `lines_of`.
    """
    if file is None:
        return []
    lines = [line.strip() for line in lines_of(file)]
    unique = list(dict.fromkeys(line for line in lines if line))
    unlabelled = [unique[number] for number in without(unique, data.dev.sentences)]
    if not 0 < most < len(unlabelled):
        return unlabelled
    return [unlabelled[number] for number in sorted(random.Random(SEED).sample(range(len(unlabelled)), most))]


def exchanged_sentences(data: LabelledData, count: int) -> list[str]:
    """Training sentences with one part exchanged, without those that became a dev sentence by it."""
    made = exchanged(data.train, count) if count else []
    return [made[number] for number in without(made, data.dev.sentences)]


@dataclass(frozen=True, kw_only=True)
class TextOptions:
    """The options that say which texts answers are for, and where they go."""

    data: Path | None = option(help="SST-2 (default: SENTISCOPE_SST2)", factory=sst2_folder)
    texts: Path | None = option(None, "further sentences, one a line")
    most: int = option(0, "draw at most so many of them (default: all)")
    exchanged: int = option(0, "so many training sentences with one part exchanged")
    output: Path = option(help="folder to write", short="-o")

    def further(self, data: LabelledData) -> list[str]:
        """All texts beside the training phrases that the options ask for."""
        further = further_sentences(self.texts, data, self.most)
        return further + exchanged_sentences(data, self.exchanged)


def save_and_report(answers: SoftLabels, folder: Path) -> None:
    """Write answers, and say how many there are and where."""
    answers.save(folder)
    counts = {"phrases": len(answers.train), "more": len(answers.more)}
    print(label("training.labelled", shell_language(), **counts, folder=folder))


@dataclass(frozen=True, kw_only=True)
class AskTeachers(Command):
    """Ask fine-tuned classifiers for their probabilities of all training phrases and further sentences."""

    teachers: tuple[Path, ...] = option(help="folders of classifiers")
    holdout: int = option(0, "as in core.training")
    threads: int = option(1, "to compute with")
    text_options: TextOptions = settings()

    def run(self) -> None:
        """Write the mean of the teachers' answers."""
        check_folder(self.text_options.output)
        keep_freed_memory()
        data = prepared(load_sst2(self.text_options.data), self.holdout)
        further = self.text_options.further(data)
        with threads(self.threads):
            answers = teacher_probabilities(list(self.teachers), data, further)
        save_and_report(answers, self.text_options.output)


def main(arguments: list[str] | None = None) -> int:
    """Ask, and return the shell's exit code."""
    return cli.main(AskTeachers, arguments, "python -m core.training.distillation.soft_labels")


if __name__ == "__main__":
    sys.exit(main())
