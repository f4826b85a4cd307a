"""How far each backend with exits agrees with float32 without: on held-out sentences, and on long texts."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.labelled import Split
from core.models.card import EXITS
from core.models.checksum import file_sha256
from core.models.transformer import TransformerClassifier
from core.scoring.backends.backend import FP32
from core.scoring.backends.backends import open_backend
from core.scoring.backends.exits.admission import DEV, agrees
from core.scoring.backends.exits.by_exits import open_by_exits
from core.scoring.backends.exits.heads import Exits, read_exits
from core.scoring.backends.exits.kept import Arrays, kept, portions
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.processor import processor_record
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts

TOGETHER = 5_000  # texts that are scored at a time


def judge(
    classifier: TransformerClassifier,
    sets: dict[str, list[str]],
    dev: Split,
    names: Sequence[str],
    folder: Path | None = None,
) -> dict[str, Any]:
    """For each backend what share of labels stays, how far probabilities move, dev accuracy, and how fast.

    `sets` are texts by their kind, BOUNDED at least. What is said of them is kept in the folder.
    """
    exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
    sets = {**sets, DEV: list(dev.sentences)}
    exact = {kind: exact_answers(classifier, some, folder) for kind, some in sets.items()}
    right = np.array(dev.labels) == 1
    record: dict[str, Any] = {"processor": processor_record(threads=1)}
    record |= {kind: len(some) for kind, some in sets.items()}
    record["dev_accuracy"] = _accuracy(exact[DEV], right)
    record["backends"] = {}
    for name in names:
        record["backends"][name] = _judged(classifier, name, exits, sets, exact, right, folder)
        record["backends"][name]["agrees"] = agrees(record["backends"][name], record["dev_accuracy"])
        print(name, record["backends"][name], flush=True)
    return record


def exact_answers(
    classifier: TransformerClassifier, texts: Sequence[str], folder: Path | None
) -> NDArray[np.float64]:
    """What float32 without exits says: the probability of positive of each text. (N,)"""
    plain = ByTokens(classifier, open_backend(FP32, classifier, 1))
    model = fingerprint_of(classifier.folder)

    def answers(some: Sequence[str]) -> NDArray[np.float64]:
        about = [model, FP32, list(some)]
        return kept(folder, about, lambda: {"p": score_texts(plain, some).probability})["p"].astype(float)

    return np.concatenate([answers(some) for some in portions(texts)])


def _judged(
    classifier: TransformerClassifier,
    name: str,
    exits: Exits,
    sets: dict[str, list[str]],
    exact: dict[str, NDArray[np.float64]],
    right: NDArray[np.bool_],
    folder: Path | None,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, some in sets.items():
        parts = [_with_exits(classifier, name, exits, part, folder) for part in portions(some, TOGETHER)]
        said = np.concatenate([part["p"] for part in parts]).astype(np.float64)
        left = np.sum([part["left"] for part in parts], axis=0)  # (E + 1,)
        speed = len(some) / sum(float(part["seconds"]) for part in parts)
        found[kind] = _against(said, exact[kind], left, speed)
        if kind == DEV:
            found[kind]["accuracy"] = _accuracy(said, right)
    return found


def _with_exits(
    classifier: TransformerClassifier, name: str, exits: Exits, texts: Sequence[str], folder: Path | None
) -> Arrays:
    """What a backend with exits says (N,), how many left at each and at the end (E + 1,), and its seconds."""

    def make() -> Arrays:
        scorer = open_by_exits(classifier, name, exits, 1)
        started = time.process_time()
        said = score_texts(scorer, texts).probability
        spent = np.array(time.process_time() - started)
        return {"p": said, "left": np.array(scorer.left), "seconds": spent}

    heads = [(head.after, head.temperatures, head.thresholds.get(name)) for head in exits.heads]
    weights = file_sha256(classifier.folder / EXITS)
    return kept(folder, [fingerprint_of(classifier.folder), weights, name, heads, list(texts)], make)


def _against(
    said: NDArray[np.float64], exact: NDArray[np.float64], left: NDArray[np.int64], speed: float
) -> dict[str, Any]:
    moved = np.abs(said - exact)
    return {
        "same_labels": float(((said >= 0.5) == (exact >= 0.5)).mean()),
        "mean_move": float(moved.mean()),
        "largest_move": float(moved.max()),
        "leaving": (left / left.sum()).tolist(),
        "texts_per_second": speed,
    }


def _accuracy(probability: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    return float(((probability >= 0.5) == right).mean())
