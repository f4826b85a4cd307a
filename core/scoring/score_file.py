"""Scoring a file from its first row to its last, a window at a time, each committed as a part."""

import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import Any

from core.base.atomic_write import name_durably
from core.base.errors import SentiscopeError
from core.data.files.tables import Window, windows_of
from core.jobs.progress import Progress
from core.models.classifiers import load_classifier
from core.models.explaining.explained import Explainer
from core.models.explaining.explainer import explainer_of
from core.models.prediction import Classifier
from core.scoring.backends.choice import Engine, choose_engine, open_scorer
from core.scoring.because import Because, method_of
from core.scoring.counts import Counts
from core.scoring.engine import Scorer
from core.scoring.manifest import check_method, check_same, identity
from core.scoring.outcome import outcomes, require_answers
from core.scoring.output import Output, output_of
from core.scoring.parts import Parts, only_writer
from core.scoring.plan import Plan, Request, make_plan
from core.scoring.summary import make_summary, write_summary

WINDOW = 8192  # rows: enough to find texts of like length, few enough to lose when killed
WINDOW_BYTES = 2**25


def score_file(request: Request) -> dict[str, Any]:
    """Write the scored file and its summary, which is returned.

    Neither appears under its name before all rows are scored. What an earlier run of the same request had
    committed is not scored again. Errors: those of `make_plan`, `only_writer`, `check_same`, of loading the
    model, of `explainer_of` and of `score_texts`; `input_changing`; `scoring_file_failed` where the disk
    gives up on the way.
    """
    plan = make_plan(request)
    try:
        with only_writer(request.output):
            return _Run(request, plan).finish()
    except OSError as error:
        reason = error.strerror or str(error)
        raise SentiscopeError("scoring_file_failed", file=request.output.name, reason=reason) from error


class _Run:
    """One request, as far as it has come."""

    def __init__(self, request: Request, plan: Plan) -> None:
        self.request, self.plan, self.begun = request, plan, time.monotonic()
        safe = request.spreadsheet_safe
        self.output: Output = output_of(request.output, plan.table, safe, plan.surplus, request.why)
        self.parts = Parts(request.output, self.output.kind)
        self.counts = Counts()
        self.because: Because | None = None

    def finish(self) -> dict[str, Any]:
        """Score what is left and put the output together."""
        try:
            return self._finish()
        finally:
            if self.parts.folder.is_dir():
                self.parts.remove_if_empty()

    def _finish(self) -> dict[str, Any]:
        count, engine = self._earlier_parts()
        for number in range(count):
            self.counts.include(Counts.from_dict(self.parts.note(number)["tally"]))
        with closing(Progress(self.plan.rows, "scoring", done=self.counts.rows)) as progress:
            classifier = load_classifier(self.plan.model, positive=self.request.positive)
            explainer = explainer_of(classifier) if self.request.why else None
            engine = self._go_on(engine, explainer) or self._begin(classifier, explainer)
            self.because = None if explainer is None else Because(explainer, engine)
            progress.step(0)  # rows a second are counted from here on
            scorer = open_scorer(classifier, engine)
            for number, window in islice(enumerate(self._windows()), count, None):
                self._score(number, window, scorer, progress)
                count = number + 1
            self._close(count)
            return self._summarise(classifier, engine, explainer, progress)

    def _earlier_parts(self) -> tuple[int, Engine | None]:
        """How many parts an earlier run committed, and the engine it did so with."""
        begun = None if self.request.fresh else self.parts.manifest()
        if begun is None:
            return 0, None
        check_same(begun, self._identity(), self.request)
        return self.parts.count(), Engine(**begun["engine"])

    def _go_on(self, engine: Engine | None, explainer: Explainer | None) -> Engine | None:
        """The engine of an earlier run, which explained its verdicts as this one does."""
        if engine is not None:
            check_method(self.parts.manifest() or {}, explainer, self.request)
        return engine

    def _begin(self, classifier: Classifier, explainer: Explainer | None) -> Engine:
        first = next(self._windows()).rows
        texts = [row.cell(self.plan.text) for row in first if row.can_score(self.plan.text)]
        engine = choose_engine(classifier, self.request.backend, self.request.threads, texts, self.plan.rows)
        self.parts.begin({**self._identity(), "engine": engine.as_dict(), **method_of(explainer)})
        return engine

    def _identity(self) -> dict[str, Any]:
        return identity(self.request, self.plan, (WINDOW, WINDOW_BYTES))

    def _windows(self) -> Iterator[Window]:
        return windows_of(self.plan.table, self.plan.text, WINDOW, WINDOW_BYTES)

    def _score(self, number: int, window: Window, scorer: Scorer, progress: Progress) -> None:
        row_outcomes = outcomes(
            scorer, window.rows, self.plan.text, self.request.threshold, progress.step, self.because
        )
        require_answers(row_outcomes, self.counts.scored > 0, scorer)
        counts = Counts()
        for row, outcome in zip(window.rows, row_outcomes, strict=True):
            label = "" if self.plan.label is None else row.cell(self.plan.label)
            counts.add(outcome, label, self.plan.zero_is_neutral)
        self.plan.fingerprint.check()  # before anything of a changed file is committed
        self.output.write_part(self.parts.path(number), window, row_outcomes)
        self.parts.commit(number, {"tally": counts.as_dict()})
        self.counts.include(counts)

    def _close(self, count: int) -> None:
        """From so many parts to the output."""
        self.plan.fingerprint.check()
        if self.counts.rows != self.plan.rows:
            raise SentiscopeError("input_changing", file=self.request.input.name)
        self.output.put_together((self.parts.path(n) for n in range(count)), self.parts.whole)
        name_durably(self.parts.whole, self.request.output)

    def _summarise(
        self, classifier: Classifier, engine: Engine, explainer: Explainer | None, progress: Progress
    ) -> dict[str, Any]:
        seconds = time.monotonic() - self.begun
        summary = make_summary(
            self.request, self.plan, classifier, engine.as_dict(), self.output.added, self.counts, seconds
        )
        summary |= method_of(explainer)
        write_summary(summary, self.request.output)
        self.parts.remove()
        progress.step(0, **self.counts.metrics(seconds))
        return summary
