"""How far each backend with exits agrees with float32 without: on held-out sentences, and on long texts."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.labelled import Language, Split
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


@dataclass(frozen=True)
class _Told:
    """What a backend with exits says of texts in its `parts`, and what is `exact`; with labels, also what is
    `right`.
    """

    parts: list[Arrays]
    exact: NDArray[np.float64]
    right: NDArray[np.bool_] | None

    @property
    def said(self) -> NDArray[np.float64]:
        return np.concatenate([part["p"] for part in self.parts]).astype(np.float64)


def judge(
    classifier: TransformerClassifier,
    sets: Mapping[str, Mapping[Language, Sequence[str]]],
    dev: Mapping[Language, Split],
    names: Sequence[str],
    folder: Path | None = None,
) -> dict[str, Any]:
    """For each backend what share of labels stays, how far probabilities move, dev accuracy, and how fast.

    `sets` are texts by their kind, BOUNDED at least, and by their language; of more than one language each
    is told of by itself, too. What is said of them is kept in the folder.
    """
    exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
    sets = {**sets, DEV: {language: split.sentences for language, split in dev.items()}}
    exact = {
        kind: {language: exact_answers(classifier, some, folder) for language, some in texts.items()}
        for kind, texts in sets.items()
    }
    right = {language: np.array(split.labels) == 1 for language, split in dev.items()}
    record: dict[str, Any] = {"processor": processor_record(threads=1)}
    record |= {kind: sum(map(len, texts.values())) for kind, texts in sets.items()}
    every = np.concatenate([*exact[DEV].values()]), np.concatenate([*right.values()])
    record["dev_accuracy"] = _accuracy(*every)
    if len(dev) > 1:
        record["dev_accuracies"] = {each: _accuracy(exact[DEV][each], right[each]) for each in dev}
    record["backends"] = {}
    for name in names:
        found = _judged(classifier, name, exits, sets, exact, right, folder)
        found["agrees"] = agrees(found, record)
        record["backends"][name] = found
        print(name, found, flush=True)
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
    sets: Mapping[str, Mapping[Language, Sequence[str]]],
    exact: Mapping[str, Mapping[Language, NDArray[np.float64]]],
    right: Mapping[Language, NDArray[np.bool_]],
    folder: Path | None,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind, texts in sets.items():
        told = {
            language: _Told(
                [_with_exits(classifier, name, exits, part, folder) for part in portions(some, TOGETHER)],
                exact[kind][language],
                right[language] if kind == DEV else None,
            )
            for language, some in texts.items()
        }
        found[kind] = _against([*told.values()])
        if len(told) > 1:
            found[kind]["languages"] = {language: _against([one]) for language, one in told.items()}
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


def _against(told: Sequence[_Told]) -> dict[str, Any]:
    said, exact = (np.concatenate([getattr(one, name) for one in told]) for name in ("said", "exact"))
    left = np.sum([part["left"] for one in told for part in one.parts], axis=0)  # (E + 1,)
    moved = np.abs(said - exact)
    found = {
        "same_labels": float(((said >= 0.5) == (exact >= 0.5)).mean()),
        "mean_move": float(moved.mean()),
        "largest_move": float(moved.max()),
        "leaving": (left / left.sum()).tolist(),
        "texts_per_second": len(said) / sum(float(part["seconds"]) for one in told for part in one.parts),
    }
    right = [one.right for one in told if one.right is not None]
    return {**found, "accuracy": _accuracy(said, np.concatenate(right))} if right else found


def _accuracy(probability: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    return float(((probability >= 0.5) == right).mean())
