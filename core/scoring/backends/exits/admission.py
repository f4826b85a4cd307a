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
    """Whether a backend with exits keeps the bounds: on sentences and on long texts, of a network for several
    languages in each of them, and on the dev sets together.
    """
    points = abs(found[DEV]["accuracy"] - judged["dev_accuracy"])
    told = [found[kind] for kind in BOUNDED]
    told += [
        found[kind]["languages"][language]
        for kind in BOUNDED
        for language in judged.get("dev_accuracies", ())
    ]
    return points <= DEV_POINTS and all(each["same_labels"] >= SAME_LABELS for each in told)
