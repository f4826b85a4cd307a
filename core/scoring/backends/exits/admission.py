"""Which backends texts may leave early in by themselves: those that were judged to keep the verdicts."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.models.card import EXITS_RECORD
from core.scoring.backends.agreement import DEV_POINTS, SAME_LABELS
from core.scoring.backends.exits.heads import has_exits
from core.scoring.backends.model_fingerprint import fingerprint_of

log = logging.getLogger(__name__)
DEV = "dev"
BOUNDED = ("short", "long")  # sets of texts on which a backend has to keep the bound of labels


def admitted(folder: Path) -> frozenset[str]:
    """The backends whose exits were judged for the very weights in a folder, and keep the bounds.

    Where there is no such record, or a damaged one, there are none.
    """
    if not has_exits(folder):
        return frozenset()
    try:
        record = json.loads((folder / EXITS_RECORD).read_text(encoding="utf-8"))
        judged = record.get("agreement")
        if judged is None or record["model_sha256"] != fingerprint_of(folder):
            return frozenset()
        return frozenset(name for name, found in judged["backends"].items() if agrees(found, judged))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        log.warning("%s cannot be read", folder / EXITS_RECORD, exc_info=True)
        return frozenset()


def agrees(found: Mapping[str, Any], judged: Mapping[str, Any]) -> bool:
    """Whether a backend with exits keeps the bounds: on sentences, on long texts, and on dev; of a network
    for several languages in each of them, too.
    """
    languages: Mapping[str, float] = judged.get("dev_accuracies", {})
    return _keeps(found, judged["dev_accuracy"]) and all(
        _keeps({kind: found[kind]["languages"][language] for kind in (*BOUNDED, DEV)}, accuracy)
        for language, accuracy in languages.items()
    )


def _keeps(found: Mapping[str, Any], dev_accuracy: float) -> bool:
    points = abs(found[DEV]["accuracy"] - dev_accuracy)
    return points <= DEV_POINTS and all(found[kind]["same_labels"] >= SAME_LABELS for kind in BOUNDED)
