"""A worker of a cluster: its models, and parts of files that it scores and writes."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from core.base.errors import SentiscopeError
from core.data.files.columns import added_names
from core.data.files.reviews_csv import Table
from core.data.files.tables import open_any, windows_of
from core.data.labelled import Language
from core.models.classes.classifier import load_classes
from core.models.prediction import Classifier
from core.scoring.backends.choice import Engine, choose_engine, fast_for
from core.scoring.classes.counts import counts_of
from core.scoring.classes.either import added_columns, outcomes_of
from core.scoring.cluster.errors import told_through_ray
from core.scoring.cluster.ledger import Ledger, part_name
from core.scoring.cluster.request import ClusterRequest, Loader, Part
from core.scoring.cluster.store import Store
from core.scoring.counts import RowCounts
from core.scoring.outcome import require_answers
from core.scoring.output import ParquetOutput, write_parquet
from core.scoring.plan import DEFAULT_THRESHOLD
from core.scoring.readers import open_readers

SOURCE_COLUMNS = ("file", "row")
WINDOW, WINDOW_BYTES = 4096, 2**25


class Worker:
    """Scores parts of files; a part has written its rows and its note when `score` returns."""

    def __init__(
        self,
        request: ClusterRequest,
        models: dict[Language, str],
        home: Language,
        zero_is_neutral: bool,
        load: Loader,
        threshold: float = DEFAULT_THRESHOLD,
        classes: Sequence[str] = (),
    ) -> None:
        """`models` by language, the language of most rows, and the classes of an only model; see `Plan`."""
        chosen = {} if request.positive is None else {"positive": request.positive}
        self._request, self._zero_is_neutral, self._answered = request, zero_is_neutral, False
        self._threshold, self._classes = threshold, classes

        def engine_of(language: Language, classifier: Classifier) -> Engine:
            fast = fast_for(classifier, request.fast, language == home)
            return choose_engine(classifier, request.backend, request.threads, [], 0, fast, request.cut)

        with told_through_ray():
            load_one = load_classes if classes else partial(load, **chosen)
            self._readers = open_readers(models, home, load_one, engine_of, request.why)
            self._scorer, self._because = self._readers.scorer(), self._readers.because()
            self._ledger = Ledger(request.output)

    def ready(self) -> None:
        """Returns once the model is there."""

    def score(self, part: Part) -> dict[str, Any]:
        """Score and write a part; returns its number and note."""
        with told_through_ray(), Store(part.file).on_disk() as path:
            if path.stat().st_size != part.bytes:
                raise SentiscopeError("input_changing", file=path.name)
            note = {**self._write(part, path), **self._readers.methods()}
            self._ledger.commit(part, note)
        return {"number": part.number, **note}

    def _write(self, part: Part, path: Path) -> dict[str, Any]:
        counts = counts_of(self._classes)
        tables = self._tables(part, open_any(path, header=self._request.header), counts)
        first = next(tables, None)
        if first is None:  # a file of long rows has fewer windows than parts
            return {"tally": counts.as_dict(), "bytes": 0}
        with self._ledger.store.place(part_name(part)) as target:
            write_parquet(target, first.schema, chain([first], tables))
            size = target.stat().st_size
        return {"tally": counts.as_dict(), "bytes": size}

    def _tables(self, part: Part, table: Table, counts: RowCounts) -> Iterator[Any]:
        """The scored windows of a part as Arrow tables; `counts` takes them in."""
        text = table.index(part.text)
        label = None if self._request.label is None else table.index(self._request.label)
        more = added_names(table.columns, SOURCE_COLUMNS)
        is_mixed = self._readers.is_mixed
        new = added_columns(self._classes, self._request.why, is_mixed)
        writer = ParquetOutput(table, surplus=True, more=more, new=new)
        for number, window in enumerate(windows_of(table, text, WINDOW, WINDOW_BYTES)):
            if number % part.of != part.part:
                continue
            how = (text, self._threshold, _ignore_count, self._because, is_mixed)
            results = outcomes_of(self._scorer, window.rows, *how)
            self._answered = require_answers(results, self._answered, self._scorer)
            for row, result in zip(window.rows, results, strict=True):
                counts.add(result, "" if label is None else row.cell(label), self._zero_is_neutral)
            numbers = [row.number for row in window.rows]
            yield writer.table(window, results, [[part.file] * len(numbers), numbers])


def _ignore_count(count: int) -> None:
    """Workers report no progress: does nothing."""
