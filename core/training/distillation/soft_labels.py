"""A teacher's probabilities for the training phrases, and for further texts that nobody labelled.

`python -m core.training.distillation.soft_labels --teachers FOLDER … -o FOLDER` asks one or several
fine-tuned classifiers and writes their mean; `python -m core.training --soft-labels FOLDER` learns from it.
"""

import argparse
import random
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import torch

from core.base.errors import SentiscopeError
from core.base.i18n import label, shell_language
from core.base.settings import sst2_folder
from core.data.augmentation import exchanged
from core.data.holdout import prepared
from core.data.labelled import LabelledData
from core.data.overlap import without
from core.data.sst2 import load_sst2
from core.jobs import cli_errors
from core.jobs.progress import Progress
from core.models.card import card_parts, read_card
from core.models.catalog import WEIGHTS
from core.models.checksum import file_sha256
from core.models.loading import load_network, load_tokenizer
from core.nn.threads import threads
from core.training.batches import token_rows
from core.training.evaluate import logits_of
from core.training.memory import keep_freed_memory
from core.training.soft_label_files import SoftLabels

MOST_TOKENS = 128
SEED = 42  # of the draw
STORY = ("base", "command", "recipe", "data", "dev")  # parts of a teacher's card
PORTION = 1024  # sentences between two reports
ARRAYS, TEXTS = "soft_labels.safetensors", "soft_labels.json"


def ask(teachers: list[Path], data: LabelledData, more_sentences: list[str]) -> SoftLabels:
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
                total[start : start + PORTION] += logits.softmax(-1)
                progress.step(len(portion))
    mean, count = total / len(teachers), len(data.train)
    told = [story(teacher) for teacher in teachers]
    return SoftLabels(
        mean[:count].clone(), mean[count:].clone(), more_sentences, data.train.fingerprint(), told
    )


def story(teacher: Path) -> dict[str, Any]:
    """Which weights a teacher has, how they came about, and what they are worth."""
    card = read_card(teacher)
    told = card_parts(card, STORY)
    return {"sha256": file_sha256(teacher / WEIGHTS), **told}


def further_sentences(file: Path | None, data: LabelledData, most: int = 0) -> list[str]:
    """The lines of a text file that are no dev sentence, each once; with `most`, a draw of so many."""
    if file is None:
        return []
    if not file.is_file():
        raise SentiscopeError("data_file_missing", file=file.name, folder=file.parent)
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    unique = list(dict.fromkeys(line for line in lines if line))
    kept = [unique[number] for number in without(unique, data.dev.sentences)]
    if not 0 < most < len(kept):
        return kept
    return [kept[number] for number in sorted(random.Random(SEED).sample(range(len(kept)), most))]


def exchanged_sentences(data: LabelledData, count: int) -> list[str]:
    """Training sentences with one part exchanged, without those that became a dev sentence by it."""
    made = exchanged(data.train, count) if count else []
    return [made[number] for number in without(made, data.dev.sentences)]


def add_text_options(parser: argparse.ArgumentParser) -> None:
    """The options that say which texts answers are for, and where they go."""
    parser.add_argument("--data", type=Path, default=sst2_folder(), help="SST-2 (default: SENTISCOPE_SST2)")
    parser.add_argument("--texts", type=Path, help="further sentences, one a line")
    parser.add_argument("--most", type=int, default=0, help="draw at most so many of them (default: all)")
    parser.add_argument(
        "--exchanged", type=int, default=0, help="so many training sentences with one part exchanged"
    )
    parser.add_argument("-o", "--output", type=Path, required=True)


def further_texts(options: argparse.Namespace, data: LabelledData) -> list[str]:
    """All texts beside the training phrases that the options ask for."""
    further = further_sentences(options.texts, data, options.most)
    return further + exchanged_sentences(data, options.exchanged)


def save_and_tell(answers: SoftLabels, folder: Path) -> None:
    """Write answers, and say how many there are and where."""
    answers.save(folder)
    counts = {"phrases": len(answers.train), "more": len(answers.more)}
    print(label("training.labelled", shell_language(), **counts, folder=folder))


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser("python -m core.training.distillation.soft_labels", description=__doc__)
    result.add_argument("--teachers", type=Path, nargs="+", required=True, help="folders of classifiers")
    result.add_argument("--holdout", type=int, default=0, help="as in core.training")
    result.add_argument("--threads", type=int, default=1)
    add_text_options(result)
    return result


def main(arguments: list[str] | None = None) -> int:
    """Ask the teachers, write their answers, and return the shell's exit code."""
    options = parser().parse_args(arguments)

    def label_all() -> None:
        keep_freed_memory()
        data = prepared(load_sst2(options.data), options.holdout)
        further = further_texts(options, data)
        with threads(options.threads):
            answers = ask(options.teachers, data, further)
        save_and_tell(answers, options.output)

    return cli_errors.run(label_all)


if __name__ == "__main__":
    sys.exit(main())
