"""A teacher's probabilities for the training phrases, and for further texts that nobody labelled.

`python -m core.training.soft_labels --teachers FOLDER … -o FOLDER` asks one or several fine-tuned
classifiers and writes their mean; `python -m core.training --soft-labels FOLDER` learns from it.
"""

import argparse
import hashlib
import json
import random
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor

from core import shell
from core.data.exchanged import exchanged
from core.data.holdout import prepared
from core.data.labelled import LabelledData, Split
from core.data.overlap import without
from core.data.sst2 import load_sst2
from core.errors import SentiscopeError
from core.jobs.progress import Progress
from core.models.catalog import WEIGHTS, card_parts, read_card
from core.models.loading import load_network, load_tokenizer
from core.settings import sst2_folder
from core.text import label, shell_language
from core.training.batches import token_rows
from core.training.evaluate import logits_of
from core.training.memory import keep_freed_memory
from core.training.recipe import Recipe

MOST_TOKENS = 128
SEED = 42  # of the draw
STORY = ("base", "command", "recipe", "data", "dev")  # parts of a teacher's card
PORTION = 1024  # sentences between two reports
ARRAYS, TEXTS = "soft_labels.safetensors", "soft_labels.json"


@dataclass(frozen=True)
class SoftLabels:
    """Probabilities (negative, positive) for each training phrase, and for more sentences.

    `train_sha256` is the fingerprint of the phrases they belong to, `teachers` what their model
    cards say of the teachers.
    """

    train: Float[Tensor, "N C"]
    more: Float[Tensor, "M C"]
    more_sentences: list[str]
    train_sha256: str
    teachers: list[dict[str, Any]]

    def save(self, folder: Path) -> None:
        """Write arrays and texts; the arrays last, so that a folder with them is complete."""
        folder.mkdir(parents=True, exist_ok=True)
        texts = {
            "train_sha256": self.train_sha256,
            "teachers": self.teachers,
            "more_sentences": self.more_sentences,
        }
        (folder / TEXTS).write_text(json.dumps(texts, ensure_ascii=False, indent=1), encoding="utf-8")
        save_file({"train": self.train, "more": self.more}, folder / ARRAYS)

    @classmethod
    def load(cls, folder: Path, train: Split) -> "SoftLabels":
        """Read them back; raises SentiscopeError if missing, or made for other phrases."""
        if not (folder / ARRAYS).is_file():
            raise SentiscopeError("soft_labels_missing", folder=folder)
        texts = json.loads((folder / TEXTS).read_text(encoding="utf-8"))
        if texts["train_sha256"] != train.fingerprint():
            raise SentiscopeError("soft_labels_other_data", folder=folder)
        arrays = load_file(folder / ARRAYS)
        return cls(arrays["train"], arrays["more"], **{key: texts[key] for key in texts})

    def fingerprint(self) -> str:
        """sha256 over everything that a student learns from."""
        whole = hashlib.sha256(self.train_sha256.encode())
        whole.update("\n".join(self.more_sentences).encode())
        for tensor in (self.train, self.more):
            whole.update(tensor.numpy().tobytes())
        return whole.hexdigest()


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
    with open(teacher / WEIGHTS, "rb") as stream:
        return {"sha256": hashlib.file_digest(stream, "sha256").hexdigest(), **told}


def taught_by(recipe: Recipe) -> dict[str, Any]:
    """The model card's section on what a student learned from beside the labels, or none."""
    if not recipe.soft_labels:
        return {}
    texts = json.loads((Path(recipe.soft_labels) / TEXTS).read_text(encoding="utf-8"))
    further = texts["more_sentences"]
    told = {"unlabelled": len(further), "unlabelled_sha256": digest(further)}
    return {"taught_by": {"teachers": texts["teachers"], **told}}


def digest(sentences: list[str]) -> str:
    """sha256 over sentences in their order."""
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()


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
    result = argparse.ArgumentParser("python -m core.training.soft_labels", description=__doc__)
    result.add_argument("--teachers", type=Path, nargs="+", required=True, help="folders of classifiers")
    result.add_argument("--holdout", type=int, default=0, help="as in core.training")
    result.add_argument("--threads", type=int, default=1)
    add_text_options(result)
    return result


def main(arguments: list[str] | None = None) -> int:
    """Ask the teachers, write their answers, and return the shell's exit code."""
    options = parser().parse_args(arguments)

    def label_all() -> None:
        torch.set_num_threads(options.threads)
        keep_freed_memory()
        data = prepared(load_sst2(options.data), options.holdout)
        save_and_tell(ask(options.teachers, data, further_texts(options, data)), options.output)

    return shell.run(label_all)


if __name__ == "__main__":
    sys.exit(main())
