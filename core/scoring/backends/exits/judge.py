"""How far each backend with exits agrees with float32 without: on held-out sentences, and on long texts."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.labelled import Split
from core.models.transformer import TransformerClassifier
from core.scoring.backends.agreement import DEV_POINTS, SAME_LABELS
from core.scoring.backends.backend import FP32
from core.scoring.backends.backends import open_backend
from core.scoring.backends.exits.by_exits import ByExits, open_by_exits
from core.scoring.backends.exits.heads import read_exits
from core.scoring.backends.exits.texts import Texts
from core.scoring.backends.model_fingerprint import fingerprint_of
from core.scoring.backends.token_batches import ByTokens
from core.scoring.engine import score_texts


def judge(
    classifier: TransformerClassifier, texts: Texts, dev: Split, names: Sequence[str]
) -> dict[str, Any]:
    """For each backend what share of labels stays, how far probabilities move, dev accuracy, and how fast."""
    exits = read_exits(classifier.folder, fingerprint_of(classifier.folder))
    sets = {"short": texts.judge, "long": texts.judge_long, "dev": list(dev.sentences)}
    plain = ByTokens(classifier, open_backend(FP32, classifier, 1))
    exact = {name: score_texts(plain, some).probability.astype(np.float64) for name, some in sets.items()}
    right = np.array(dev.labels) == 1
    record: dict[str, Any] = {name: len(some) for name, some in sets.items()}
    record["dev_accuracy"] = _accuracy(exact["dev"], right)
    record["backends"] = {}
    for name in names:
        found: dict[str, Any] = {}
        for part, some in sets.items():
            found[part] = _against(open_by_exits(classifier, name, exits, 1), some, exact[part])
            if part == "dev":
                found[part]["accuracy"] = found[part].pop("accuracy_of")(right)
            found[part].pop("accuracy_of", None)
        found["agrees"] = agrees(found, record["dev_accuracy"])
        record["backends"][name] = found
        print(name, found, flush=True)
    return record


def agrees(found: dict[str, Any], dev_accuracy: float) -> bool:
    """Whether a backend with exits keeps the bounds: on sentences, on long texts, and on dev."""
    points = abs(found["dev"]["accuracy"] - dev_accuracy)
    return points <= DEV_POINTS and all(
        found[part]["same_labels"] >= SAME_LABELS for part in ("short", "long")
    )


def _against(scorer: ByExits, texts: Sequence[str], exact: NDArray[np.float64]) -> dict[str, Any]:
    started = time.process_time()
    said = score_texts(scorer, texts).probability.astype(np.float64)
    spent = time.process_time() - started
    moved = np.abs(said - exact)
    return {
        "same_labels": float(((said >= 0.5) == (exact >= 0.5)).mean()),
        "mean_move": float(moved.mean()),
        "largest_move": float(moved.max()),
        "leaving": [count / len(texts) for count in scorer.left],
        "texts_per_second": len(texts) / spent,
        "accuracy_of": lambda right, said=said: _accuracy(said, right),
    }


def _accuracy(probability: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    return float(((probability >= 0.5) == right).mean())
