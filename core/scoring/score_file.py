"""Scoring a file from its first row to its last, a window at a time, each committed as a part."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import chain, islice
from typing import Any

from core.base.atomic_write import name_durably
from core.base.errors import SentiscopeError
from core.data.files.tables import Window, steady, windows_of
from core.data.labelled import Language
from core.jobs.progress import Progress
from core.models.classes.classifier import load_classes
from core.models.classifiers import load_classifier
from core.models.prediction import Classifier
from core.scoring.backends.choice import Engine, choose_engine, fast_for
from core.scoring.by_language import shares
from core.scoring.classes.counts import counts_in, counts_of
from core.scoring.classes.either import added_columns, outcomes_of
from core.scoring.engine import Scorer
from core.scoring.manifest import check_method, check_same, identity
from core.scoring.outcome import Explain, require_answers
from core.scoring.output import Output, output_of
from core.scoring.parts import Parts, only_writer
from core.scoring.plan import Plan, Request, make_plan
from core.scoring.readers import Readers, engine_in, open_readers
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
    with steady(request.input) as file:
        plan = make_plan(request, file)
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
        safe, self.new = request.spreadsheet_safe, added_columns(plan.classes, request.why, plan.is_mixed)
        self.output: Output = output_of(request.output, plan.table, safe, plan.surplus, self.new)
        self.parts = Parts(request.output, self.output.kind)
        self.counts = counts_of(plan.classes)
        self.because: Explain | None = None

    def finish(self) -> dict[str, Any]:
        """Score what is left and put the output together."""
        try:
            return self._finish()
        finally:
            if self.parts.folder.is_dir():
                self.parts.remove_if_empty()

    def _finish(self) -> dict[str, Any]:
        count, begun = self._earlier_parts()
        for number in range(count):
            self.counts.include(counts_in(self.parts.note(number)["tally"]))
        with closing(Progress(self.plan.rows, "scoring", done=self.counts.rows)) as progress:
            windows = self._windows()
            first = next(windows, None)
            if first is None:
                raise SentiscopeError("input_changing", file=self.request.input.name)
            readers = self._begin(first) if begun is None else self._go_on(begun)
            self.because = readers.because()
            progress.step(0)  # rows a second are counted from here on
            scorer = readers.scorer()
            for number, window in islice(enumerate(chain([first], windows)), count, None):
                self._score(number, window, scorer, progress)
                count = number + 1
            self._close(count)
            return self._summarise(readers, progress)

    def _earlier_parts(self) -> tuple[int, dict[str, Any] | None]:
        """How many parts an earlier run committed, and the manifest that it did so with."""
        begun = None if self.request.fresh else self.parts.manifest()
        if begun is None:
            return 0, None
        check_same(begun, self._identity(), self.request)
        return self.parts.count(), begun

    def _go_on(self, begun: dict[str, Any]) -> Readers:
        """The readers of an earlier run, which explained its verdicts as this one does."""
        readers = self._open(lambda language, _: engine_in(begun, language))
        check_method(begun, readers, self.request)
        return readers

    def _begin(self, first: Window) -> Readers:
        texts = [row.cell(self.plan.text) for row in first.rows if row.can_score(self.plan.text)]
        share, request = shares(texts, self.plan.home), self.request

        def choose(language: Language, classifier: Classifier) -> Engine:
            some = [texts[index] for index in share.get(language, [])] if self.plan.is_mixed else texts
            fast = fast_for(classifier, request.fast, language == self.plan.home)
            how = (request.backend, request.threads, some, self.plan.rows, fast, request.cut)
            return choose_engine(classifier, *how)

        readers = self._open(choose)
        self.parts.begin({**self._identity(), **readers.manifest()})
        return readers

    def _open(self, engine_of: Callable[[Language, Classifier], Engine]) -> Readers:
        def load(name: str) -> Any:
            if self.plan.classes:
                return load_classes(name)
            return load_classifier(name, positive=self.request.positive, deferred=True)

        return open_readers(self.plan.models, self.plan.home, load, engine_of, self.request.why)

    def _identity(self) -> dict[str, Any]:
        return identity(self.request, self.plan, (WINDOW, WINDOW_BYTES))

    def _windows(self) -> Iterator[Window]:
        return windows_of(self.plan.table, self.plan.text, WINDOW, WINDOW_BYTES)

    def _score(self, number: int, window: Window, scorer: Scorer, progress: Progress) -> None:
        how = (self.plan.text, self.plan.threshold, progress.step, self.because, self.plan.is_mixed)
        row_outcomes = outcomes_of(scorer, window.rows, *how)
        require_answers(row_outcomes, self.counts.scored > 0, scorer)
        counts = counts_of(self.plan.classes)
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

    def _summarise(self, readers: Readers, progress: Progress) -> dict[str, Any]:
        seconds = time.monotonic() - self.begun
        names = dict(zip(self.new, self.output.added, strict=False))  # a column of surplus cells may follow
        summary = make_summary(self.request, self.plan, readers, names, self.counts, seconds)
        write_summary(summary, self.request.output)
        self.parts.remove()
        progress.step(0, **self.counts.metrics(seconds))
        return summary
