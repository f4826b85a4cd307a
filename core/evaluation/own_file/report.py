"""What came of learning from a file: read, kept and judged in numbers, as JSON and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.base.atomic_write import write_durably
from core.base.errors import SentiscopeError
from core.base.numbers import Estimate
from core.evaluation.classes.metrics import Judged
from core.evaluation.compare import Comparison
from core.evaluation.own_file.review import Review
from core.training.own_file.curve import LearningCurve, Point
from core.training.own_file.rows import Cleaned

REPORT = "own_file.json"  # beside the model


@dataclass(frozen=True)
class Against:
    """Two of the judged models on the rows set aside: `first` is what the `second` is compared with."""

    first: str
    second: str
    found: Comparison


@dataclass(frozen=True)
class OwnReport:
    """`models` are judged on the rows with the numbers `held_out`, of which none had a part in learning.

    `labels_from` names the column of labels; `verdicts` hold each model's class for each row set aside, and
    `labels` the file's. `features` and `strength` are what cross-validation chose of the cheap model;
    `shipped` names the model that it stands on; `review` is when the last model's verdicts are sure enough.
    """

    file: str
    labels_from: str
    classes: tuple[str, ...]
    cleaned: Cleaned
    train_rows: int
    held_out: list[int]
    labels: list[int]
    shipped: str
    features: str
    strength: float
    models: list[Judged]
    verdicts: dict[str, list[int]]
    comparisons: list[Against]
    curve: LearningCurve
    seed: int
    review: Review | None = None


def write_report(report: OwnReport, folder: Path) -> None:
    """Write it beside the model."""
    write_durably(folder / REPORT, json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n")


def read_report(folder: Path) -> OwnReport:
    """Read it again. Error: `own_file_report` where it is missing or damaged."""
    try:
        return _report(json.loads((folder / REPORT).read_text(encoding="utf-8")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise SentiscopeError("own_file_report", folder=folder.name) from error


def _report(stored: dict[str, Any]) -> OwnReport:
    own = {
        "classes": tuple(stored["classes"]),
        "cleaned": _cleaned(stored["cleaned"]),
        "models": [_judged(one) for one in stored["models"]],
        "comparisons": [
            Against(one["first"], one["second"], _comparison(one["found"])) for one in stored["comparisons"]
        ],
        "curve": _curve(stored["curve"]),
        "review": _review(stored.get("review")),
    }
    return OwnReport(**{**stored, **own})


def _estimates(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The same with each number and its interval as an Estimate."""
    ends = {"value", "low", "high"}
    return {
        name: Estimate(**one) if isinstance(one, dict) and one.keys() == ends else one
        for name, one in stored.items()
    }


def _cleaned(stored: dict[str, Any]) -> Cleaned:
    pairs = {name: tuple(map(tuple, stored[name])) for name in ("contradicting", "near_contradicting")}
    return Cleaned(**{**stored, **pairs})


def _judged(stored: dict[str, Any]) -> Judged:
    found = _estimates(stored)
    return Judged(**{**found, "f1": tuple(found["f1"]), "confusion": tuple(map(tuple, found["confusion"]))})


def _review(stored: dict[str, Any] | None) -> Review | None:
    return None if stored is None else Review(**_estimates(stored))


def _comparison(stored: dict[str, Any]) -> Comparison:
    return Comparison(**_estimates(stored))


def _curve(stored: dict[str, Any]) -> LearningCurve:
    points = tuple(Point(**_estimates(one)) for one in stored["points"])
    return LearningCurve(points, Estimate(**stored["gain"]))
