"""Scoring a file with a model of any classes, a window at a time; the output appears when all is scored."""

import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from core.base.atomic_write import name_durably
from core.base.errors import SentiscopeError
from core.data.files.tables import steady, windows_of
from core.data.labels import folded
from core.jobs.progress import Progress
from core.models.classes.classifier import ClassesClassifier, load_classes
from core.scoring.backends.backend import FP32
from core.scoring.classes.outcome import (
    FIXED,
    PROBABILITY,
    ClassesParquet,
    ClassOutcome,
    added,
    class_outcomes,
)
from core.scoring.output import CsvOutput, Output
from core.scoring.parts import Parts, only_writer
from core.scoring.plan import Plan, Request, make_plan
from core.scoring.summary import write_summary

WINDOW, WINDOW_BYTES = 8192, 2**25


def score_classes(request: Request) -> dict[str, Any]:
    """Write the scored file and its summary, which is returned; a run that was killed begins anew.

    Errors: `classes_option` for what only models of two classes can; those of `make_plan`, `only_writer` and
    of loading the model; `scoring_not_a_number` where it answers no row; `input_changing`.
    """
    _check(request)
    request = replace(request, skip_unknown_labels=True)  # its labels are other words
    with steady(request.input) as file:
        plan = make_plan(request, file)
        try:
            with only_writer(request.output):
                return _score(request, plan, load_classes(plan.model))
        except OSError as error:
            reason = error.strerror or str(error)
            raise SentiscopeError("scoring_file_failed", file=request.output.name, reason=reason) from error


@dataclass
class _Counts:
    rows: int = 0
    scored: int = 0
    needs_review: int = 0
    cut: int = 0
    in_windows: int = 0
    labelled: int = 0
    right: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: ClassOutcome, label: str, classes: frozenset[str]) -> None:
        self.rows += 1
        self.needs_review += outcome.needs_review
        self.cut += outcome.is_cut
        self.in_windows += outcome.windows > 1
        self.problems.update([outcome.problem] if outcome.problem else [])
        if outcome.prediction is None:
            return
        self.scored += 1
        self.verdicts[outcome.prediction] += 1
        if folded(label) in classes:
            self.labelled += 1
            self.right += folded(label) == folded(outcome.prediction)


def _check(request: Request) -> None:
    asked = {"why": request.why, "fast": request.fast, "backend": request.backend not in (None, FP32)}
    for option, is_asked in asked.items():
        if is_asked:
            raise SentiscopeError("classes_option", name=request.model, option=option)


def _score(request: Request, plan: Plan, classifier: ClassesClassifier) -> dict[str, Any]:
    begun, new, counts = time.monotonic(), added(classifier.classes), _Counts()
    output = _output(request, plan, new)
    parts = Parts(request.output, output.kind)
    parts.begin({"model": classifier.name, "classes": list(classifier.classes)})
    words, count = frozenset(map(folded, classifier.classes)), 0
    with closing(Progress(plan.rows, "scoring")) as progress:
        for number, window in enumerate(windows_of(plan.table, plan.text, WINDOW, WINDOW_BYTES)):
            found = class_outcomes(
                classifier, window.rows, plan.text, request.threshold, progress.step, is_whole=not request.cut
            )
            for row, outcome in zip(window.rows, found, strict=True):
                counts.add(outcome, "" if plan.label is None else row.cell(plan.label), words)
            plan.fingerprint.check()
            output.write_part(parts.path(number), window, found)  # type: ignore[arg-type]
            parts.commit(number, {})
            count = number + 1
    if counts.rows != plan.rows:
        raise SentiscopeError("input_changing", file=request.input.name)
    if not counts.scored and counts.problems["no_answer"]:
        raise SentiscopeError("scoring_not_a_number", name=classifier.name)
    output.put_together((parts.path(number) for number in range(count)), parts.whole)
    name_durably(parts.whole, request.output)
    summary = _summary(request, plan, classifier, output.added, counts)
    write_summary({**summary, "seconds": round(time.monotonic() - begun, 3)}, request.output)
    parts.remove()
    return summary


def _output(request: Request, plan: Plan, new: tuple[str, ...]) -> Output:
    if request.output.suffix.lower() == ".parquet":
        return ClassesParquet(plan.table, plan.surplus, new=new)
    return CsvOutput(plan.table, request.spreadsheet_safe, new)


def _summary(
    request: Request, plan: Plan, classifier: ClassesClassifier, names: list[str], counts: _Counts
) -> dict[str, Any]:
    table, width = plan.table, len(plan.table.header)
    roles = (*FIXED, *(f"{PROBABILITY}{name}" for name in classifier.classes))
    new = {role: {"name": names[i], "index": width + i} for i, role in enumerate(roles)}
    places = {"text": plan.text, "label": plan.label}
    old = {
        role: None if index is None else {"name": table.columns[index], "index": index}
        for role, index in places.items()
    }
    told = ("rows", "scored", "needs_review", "cut", "in_windows")
    accuracy = {"accuracy": counts.right / counts.labelled} if counts.labelled else {}
    return {
        "input": request.input.name,
        "output": request.output.name,
        "model": {"name": classifier.name, "sha256": classifier.card.get("sha256")},
        "engine": {"backend": FP32},
        "classes": list(classifier.classes),
        "threshold": request.threshold,
        "delimiter": table.dialect.delimiter or ",",
        "input_encoding": table.dialect.encoding,
        "lines_above": table.dialect.skip,
        "has_header": table.headers > 0,
        "columns": {**old, **new},
        **{name: getattr(counts, name) for name in told},
        "verdicts": dict(counts.verdicts),
        "problems": dict(sorted(counts.problems.items())),
        "labels": {"labelled": counts.labelled, **accuracy} if accuracy else {},
    }
