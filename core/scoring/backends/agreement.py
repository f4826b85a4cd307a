"""`python -m core.scoring.backends.agreement`: how far each backend agrees with float32, on 20,000 sentences.

The answer is written into the model's folder. Scoring takes a backend by itself only if the record there
was made for these very weights and by which the backend agrees; else it computes in float32.
"""

import json
import logging
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.base.atomic_write import write_durably
from core.base.i18n import label, shell_language
from core.base.output import check_file
from core.data.chnsenticorp import load_chnsenticorp
from core.data.documents import read_documents
from core.data.labelled import LabelledData, Split, joined
from core.data.sst2 import load_sst2
from core.jobs import cli
from core.jobs.cli import Command, option
from core.jobs.progress import Progress
from core.models.card import AGREEMENT
from core.models.catalog import ENTRIES, MAIN_MODEL
from core.models.classifiers import load_classifier
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import FP32, NAMES
from core.scoring.backends.backends import available, open_backend
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.processor import processor_record
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts

log = logging.getLogger(__name__)
SENTENCES = 20_000
SEED = 42
SAME_LABELS = 0.995
MEAN_MOVE = 0.005
DEV_POINTS = 0.0035
LONGEST = 2000  # characters; what is longer is no sentence


def measure(
    classifier: TransformerClassifier, texts: Sequence[str], dev: Split, names: Sequence[str] = NAMES
) -> dict[str, Any]:
    """For each backend but float32: the proportion of equal labels, how far probabilities move, dev accuracy.

    Each on one thread. bfloat16 is emulated where the processor lacks it: slowly, to the same numbers.
    """
    names = [FP32, *(name for name in names if name != FP32)]
    with closing(Progress(len(names) * (len(texts) + len(dev)), "agreement")) as progress:

        def answers(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
            scorer = ByTokens(classifier, open_backend(name, classifier, threads=1))
            started = time.perf_counter()
            probabilities = score_texts(scorer, texts, progress.step).probability.astype(np.float64)
            speed = len(texts) / (time.perf_counter() - started)
            return (
                probabilities,
                score_texts(scorer, dev.sentences, progress.step).probability.astype(np.float64),
                speed,
            )

        exact, exact_dev, exact_speed = answers(FP32)
        right = _accuracy(exact_dev, dev.labels)
        backends = {FP32: {"dev_accuracy": right, "texts_per_second": exact_speed}}
        for name in names[1:]:
            probabilities, dev_probabilities, speed = answers(name)
            moved = np.abs(probabilities - exact)
            backends[name] = {
                "same_labels": float(((probabilities >= 0.5) == (exact >= 0.5)).mean()),
                "mean_move": float(moved.mean()),
                "largest_move": float(moved.max()),
                "dev_accuracy": _accuracy(dev_probabilities, dev.labels),
                "texts_per_second": speed,
            }
    counts = {"sentences": len(texts), "dev_sentences": len(dev)}
    return {"processor": processor_record(threads=1), **counts, "backends": backends}


def agrees(record: dict[str, Any], name: str) -> bool:
    """Whether a backend may replace float32: its labels, probabilities and dev accuracy are near enough."""
    if name == FP32:
        return True
    backend = record["backends"].get(name)
    if backend is None:
        return False
    points = abs(backend["dev_accuracy"] - record["backends"][FP32]["dev_accuracy"])
    near = backend["same_labels"] >= SAME_LABELS and backend["mean_move"] <= MEAN_MOVE
    return near and points <= DEV_POINTS


def agreeing(folder: Path) -> list[str]:
    """The backends that may score for the model in a folder on this machine, fastest recorded first.

    Float32 alone where there is no record, or one of other weights.
    """
    record = read_record(folder)
    if record is None:
        return [FP32]
    names = [name for name in record["backends"] if available(name) and agrees(record, name)]
    return sorted(names, key=lambda name: -record["backends"][name]["texts_per_second"])


def read_record(folder: Path) -> dict[str, Any] | None:
    """What was measured for the very model in a folder; None, with the reason in the log, where there is no
    such record: float32 alone is offered then.
    """
    file = folder / AGREEMENT
    if not file.is_file():
        return None
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        known = record["model_sha256"] == fingerprint_of(folder) and FP32 in record["backends"]
    except (OSError, ValueError, KeyError, TypeError):
        log.warning("%s cannot be read", file, exc_info=True)
        return None
    if not known:
        log.warning("%s was measured for other weights, or without %s", file, FP32)
    return record if known else None


def sentences(train: Split, texts: Sequence[Path], count: int, seed: int = SEED) -> list[str]:
    """Half training phrases and half sentences of files of texts, drawn without any label."""
    drawn = Random(seed)
    others = [s for file in texts for document in read_documents(file) for s in document]
    others = sorted({sentence for sentence in others if sentence.strip() and len(sentence) <= LONGEST})
    sentences_drawn = drawn.sample(others, min(count // 2, len(others)))
    phrases = sorted(set(train.sentences))
    return sentences_drawn + drawn.sample(phrases, min(count - len(sentences_drawn), len(phrases)))


def both(english: LabelledData, chinese: LabelledData) -> tuple[Split, Split]:
    """The training phrases and the dev texts of both, one after the other."""
    return joined(english.train, chinese.train), joined(english.dev, chinese.dev)


@dataclass(frozen=True, kw_only=True)
class Agree(Command):
    """Measure how far each backend agrees with float32; the record lies in the model's folder."""

    data: Path | None = option(None, "folder with SST-2's train.tsv and dev.tsv (default: the hub)")
    chinese: Path | None = option(None, "ChnSentiCorp's folder, for a model that reads both languages")
    texts: tuple[Path, ...] = option((), "files of texts, a sentence a line; half are taken from them")
    model: str = option(MAIN_MODEL, "catalog name or folder")
    sentences: int = option(SENTENCES, "how many")
    backends: tuple[str, ...] = option(NAMES, "which", choices=NAMES)
    output: Path | None = option(None, "file to write (default: in the model's folder)", short="-o")

    def run(self) -> None:
        """Measure, write the record, and say what it allows."""
        classifier = load_classifier(self.model)
        output = self.output or classifier.folder / AGREEMENT
        check_file(output)
        data = load_sst2(self.data)
        train, dev = both(data, load_chnsenticorp(self.chinese)) if self.chinese else (data.train, data.dev)
        texts = sentences(train, self.texts, self.sentences)
        record = {
            "model": self.model,
            "model_sha256": fingerprint_of(classifier.folder),
            "command": self.command(),
            "seed": SEED,
            "bounds": {"same_labels": SAME_LABELS, "mean_move": MEAN_MOVE, "dev_points": DEV_POINTS},
            **measure(classifier, texts, dev, self.backends),
        }
        for name, backend in record["backends"].items():
            backend["agrees"] = agrees(record, name)
            print(name, json.dumps(backend))
        write_durably(output, json.dumps(record, indent=2) + "\n")
        print(label("scoring.agreement", shell_language(), output=output, count=len(texts)))

    def command(self) -> str:
        """The command that measures this again."""
        words = ["python -m core.scoring.backends.agreement", "--data SST2_FOLDER"]
        words += ["--chinese CHNSENTICORP_FOLDER"] if self.chinese else []
        words += ["--texts", *["TEXTS_FILE"] * len(self.texts)] if self.texts else []
        words += [f"--model {self.model}"] if self.model in ENTRIES and self.model != MAIN_MODEL else []
        return " ".join(words)


def main(arguments: list[str] | None = None) -> int:
    """Measure, and return the shell's exit code."""
    return cli.main(Agree, arguments, "python -m core.scoring.backends.agreement")


def _accuracy(probability: NDArray[np.float64], labels: Sequence[int]) -> float:
    return float(((probability >= 0.5) == (np.array(labels) == 1)).mean())


if __name__ == "__main__":
    sys.exit(main())
