"""A report as JSON: the same numbers, rows by their numbers in the file."""

import math
from collections.abc import Sequence
from typing import Any

from core.evaluation.label_issues import LabelIssues
from core.evaluation.leak import Leak
from core.evaluation.report import ModelReport, Report
from core.evaluation.slices import Search
from core.evaluation.thresholds import Thresholds
from core.evaluation.traits import Slice

CURVE = ("threshold", "reviewed", "accuracy", "cost")
ROWS_LISTED = 1000


def as_json(report: Report) -> dict[str, Any]:
    """A report in what JSON has: objects, lists, numbers, null for what cannot be told."""
    found = {
        **{name: getattr(report, name) for name in ("rows", "answered", "labelled", "costs")},
        "models": [_model(model, report) for model in report.models],
        "comparison": _comparison(report),
        "duplicates": _duplicates(report),
        "notes": [{"key": note.key, **note.parameters} for note in report.notes],
    }
    plain: dict[str, Any] = _plain(found)
    return plain


def leak_as_json(leak: Leak) -> dict[str, Any]:
    """What two files share: pairs of row numbers (here, there)."""

    def numbers(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
        return [[int(leak.numbers[row]), int(leak.other_numbers[other])] for row, other in pairs]

    found = leak.shared
    plain: dict[str, Any] = _plain(
        {
            "rows": len(leak.numbers),
            "other_rows": len(leak.other_numbers),
            **{name: numbers(getattr(found, name)) for name in ("exact", "near", "differing")},
            "was_near": found.was_near,
            "without": [
                {"name": name, "accuracy": accuracy}
                for name, accuracy in zip(leak.models, leak.without, strict=True)
            ],
        }
    )
    return plain


def _model(model: ModelReport, report: Report) -> dict[str, Any]:
    own = {name: getattr(model, name) for name in ("name", "accuracy", "f1", "confusion", "calibration")}
    return {
        **own,
        "slices": _search(model.search),
        "thresholds": None if model.thresholds is None else _thresholds(model.thresholds),
        "label_issues": None if model.label_issues is None else _issues(model.label_issues, report),
        "unlabelled": model.unlabelled,
    }


def _issues(found: LabelIssues, report: Report) -> dict[str, Any]:
    return {"rows": report.numbers[found.rows].tolist(), "thresholds": found.thresholds}


def _search(search: Search) -> dict[str, Any]:
    suspects = [
        {**_named(one.slice), **_but_slice(one), "is_confirmed": one.is_confirmed} for one in search.suspects
    ]
    parts = [{**_named(part.slice), **_but_slice(part)} for part in search.parts]
    return {**vars(search), "suspects": suspects, "parts": parts}


def _named(one: Slice) -> dict[str, str]:
    return {"kind": one.kind, "name": one.name, "value": one.value}


def _but_slice(found: object) -> dict[str, Any]:
    return {name: value for name, value in vars(found).items() if name != "slice"}


def _thresholds(found: Thresholds) -> dict[str, Any]:
    curve = {name: getattr(found, name).tolist() for name in CURVE}
    return {"best": curve["threshold"][found.best], "expected": found.expected, "curve": curve}


def _comparison(report: Report) -> dict[str, Any] | None:
    """The first two models."""
    if report.comparison is None:
        return None
    names = [model.name for model in report.models[:2]]
    return {"models": names, **vars(report.comparison), "rows_apart": report.apart[:ROWS_LISTED]}


def _duplicates(report: Report) -> dict[str, Any]:
    def numbers(pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
        return [[int(report.numbers[row]) for row in pair] for pair in pairs]

    found = report.duplicates
    return {**vars(found), "exact": numbers(found.exact), "near": numbers(found.near)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return _plain(vars(value))
    return None if isinstance(value, float) and not math.isfinite(value) else value
