"""Scoring a file from its first row to its last, a window at a time."""

import time
from contextlib import closing
from typing import Any

from core.data.reviews_csv import Row, Writer, read_rows, windows
from core.errors import SentiscopeError
from core.jobs.progress import Progress
from core.models.loading import load_classifier
from core.models.verdict import Classifier
from core.scoring.outcome import ADDED, outcomes
from core.scoring.plan import Plan, Request, make_plan
from core.scoring.summary import make_summary, write_summary
from core.scoring.tally import Tally

WINDOW = 1024  # rows: enough to find texts of like length, few enough to hold


def score_file(request: Request) -> dict[str, Any]:
    """Write the scored file and its summary, which is returned.

    Neither appears under its name before all rows are scored. Errors: those of `make_plan`, of
    loading the model and of `score_texts`; `scoring_file_failed` where the disk gives up on the way.
    """
    begun = time.monotonic()
    plan = make_plan(request)
    try:
        with closing(Progress(plan.rows, "scoring")) as progress:
            return _score(request, plan, progress, begun)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SentiscopeError("scoring_file_failed", file=request.output.name, reason=reason) from error


def _score(request: Request, plan: Plan, progress: Progress, begun: float) -> dict[str, Any]:
    tally, safe = Tally(), request.spreadsheet_safe
    # Opened before the model is loaded: a folder we may not write to should show at once.
    with Writer(request.output, plan.table, ADDED, byte_order_mark=safe, spreadsheet=safe) as writer:
        classifier = load_classifier(request.model)
        progress.step(0)  # rows a second are counted from here on
        _score_rows(request, plan, classifier, writer, tally, progress)
    seconds = time.monotonic() - begun
    summary = make_summary(request, plan, classifier, writer.added, tally, seconds)
    write_summary(summary, request.output)
    progress.step(0, **tally.metrics(seconds))
    return summary


def _score_rows(
    request: Request, plan: Plan, classifier: Classifier, writer: Writer, tally: Tally, progress: Progress
) -> None:
    def label_of(row: Row) -> str:
        return "" if plan.label is None else row.cell(plan.label)

    for window in windows(read_rows(plan.table, plan.text), WINDOW):
        found = outcomes(classifier, window, plan.text, request.threshold, progress.step)
        for row, outcome in zip(window, found, strict=True):
            writer.write(row, outcome.cells())
            tally.add(outcome, label_of(row))
