"""What to score: the options of a command line, checked against the file before any model is loaded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.base.atomic_write import check_replaceable, unfinished
from core.base.errors import SentiscopeError
from core.base.shortened import shortened
from core.base.steady_file import Fingerprint, SteadyFile
from core.data.files.look_through import look_through
from core.data.files.reviews_csv import LONGEST_TOLD, Table
from core.data.files.tables import steady, unreadable
from core.data.labelled import Language
from core.data.labels import LabelColumn
from core.models.classes.known import Classes, classes_of
from core.models.selection import home_of, language_for, models_of
from core.scoring.backends.backend import FP32
from core.scoring.places import summary_path

DEFAULT_THRESHOLD = 0.8
LEAST_THRESHOLD = 0.5  # the likelier of two classes is never less likely


@dataclass(frozen=True)
class Request:
    """What the caller wants. `threshold` is a confidence, 0.5 … 1, of a model with other classes 0 … 1; if
    None, that of `default_threshold`. `text` is guessed if None.

    `model` scores all rows; if None, each is scored by the model of its own language.
    `positive` is the model's class that means positive, where its name does not say so.
    `backend` and `threads` are chosen by measurement if None; `fresh` forgets what an earlier run began.
    `header` is the number of the line of a CSV's header, 0 if there is none; found if None.
    `why` asks for the words that speak for each verdict; with `fast` texts leave the network at its exits,
    with None where that was judged to keep the verdicts. With `cut` only the first window is read of a text
    that is longer than the model's.
    With `skip_unknown_labels` rows whose label is neither positive nor negative are no fault of the file.
    """

    input: Path
    output: Path
    text: str | None = None
    label: str | None = None
    model: str | None = None
    positive: str | None = None
    threshold: float | None = None
    spreadsheet_safe: bool = False
    header: int | None = None
    skip_unknown_labels: bool = False
    backend: str | None = None
    threads: int | None = None
    fresh: bool = False
    why: bool = False
    fast: bool | None = None
    cut: bool = False


@dataclass(frozen=True)
class Plan:
    """A table that was found sound, the positions of its text and label columns, and its data rows.

    `models` are those that read it, by language: one alone unless rows are of both languages and none was
    requested. `home` is the language of most rows. `surplus` says whether some row has more cells than the
    header; `zero_is_neutral` that its labels are 1, 0 and −1; `fingerprint` which input this is. `threshold`
    is what was requested, or else that of the model, and `classes` are the model's, none where they are
    negative and positive.
    """

    table: Table
    models: dict[Language, str]
    home: Language
    text: int
    label: int | None
    rows: int
    surplus: bool
    zero_is_neutral: bool
    fingerprint: Fingerprint
    threshold: float
    classes: tuple[str, ...] = ()

    @property
    def model(self) -> str:
        """The model of most rows, or the one that was requested."""
        return self.models[self.home]

    @property
    def is_mixed(self) -> bool:
        """Whether each row is read by the model of its own language, for there are two."""
        return len(self.models) > 1


def make_plan(request: Request, file: SteadyFile | None = None) -> Plan:
    """Read the whole file once: quick beside a model, and every fault shows before the long work.

    `file` is the input; what reads the plan's table later reads the same one, and has it open already where
    the caller holds it. JSON is read a second time where the column of texts or labels is one that none of
    its first objects has.

    Errors: those of `open_any`, `rows_of` and `check_options`; `csv_column_missing`, `csv_labels_unknown`,
    `csv_cannot_write`, `output_no_file`, `csv_output_is_input`, `scoring_same_column`, `input_changing`,
    `data_file_unreadable`.
    """
    if file is None:
        with steady(request.input) as file:
            return make_plan(request, file)
    try:
        return _plan(request, file)
    except OSError as error:
        raise unreadable(request.input, error) from error


def _plan(request: Request, file: SteadyFile) -> Plan:
    classes = classes_of(request.model, request.positive)
    check_options(request, classes)
    found = look_through(file, request, lambda: _check_output(request))
    if classes is None:  # labels of other classes are other words
        _check_labels(request, found.scan.labels)
    seen = file.fingerprint()
    home = home_of(found.scan.languages, language_for(row.cell(found.text) for row in found.first.rows))
    models = models_of(request.model, found.scan.languages, home)
    columns = found.table, models, home, found.text, found.label
    threshold = default_threshold(classes) if request.threshold is None else request.threshold
    rows = found.scan.rows, found.scan.surplus, found.scan.labels.zero_is_neutral
    return Plan(*columns, *rows, seen, threshold, classes.names if classes else ())


class Options(Protocol):
    """What is asked of a model; see `Request`."""

    @property
    def model(self) -> str | None: ...

    @property
    def backend(self) -> str | None: ...

    @property
    def threshold(self) -> float | None: ...

    @property
    def why(self) -> bool: ...

    @property
    def fast(self) -> bool | None: ...


def check_options(asked: Options, classes: Classes | None) -> None:
    """Raise `classes_option` for what only two classes can, `threshold_of_two` for too low a threshold."""
    if classes is None:
        if asked.threshold is not None and asked.threshold < LEAST_THRESHOLD:
            raise SentiscopeError("threshold_of_two", threshold=asked.threshold, least=LEAST_THRESHOLD)
        return
    options = {"why": asked.why, "fast": asked.fast, "backend": asked.backend not in (None, FP32)}
    for option, is_asked in options.items():
        if is_asked:
            raise SentiscopeError("classes_option", name=asked.model, option=option)


def default_threshold(classes: Classes | None) -> float:
    """From when on a verdict is sure, where nobody says: what fits the model's classes, see `Classes`."""
    return DEFAULT_THRESHOLD if classes is None else classes.threshold


def _check_output(request: Request) -> None:
    output = request.output
    try:
        check_replaceable(output)
        if output.is_dir():
            raise IsADirectoryError(output)
        if output.exists() and output.samefile(request.input):
            raise SentiscopeError("csv_output_is_input", file=output.name)
        # The longest name that will be written: better now than after an hour.
        probe = unfinished(summary_path(output))
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        raise SentiscopeError(
            "csv_cannot_write",
            file=shortened(output.name, LONGEST_TOLD),
            folder=shortened(str(output.parent), LONGEST_TOLD),
        ) from error


def _check_labels(request: Request, labels: LabelColumn) -> None:
    if labels.unread and not request.skip_unknown_labels:
        raise SentiscopeError(
            "csv_labels_unknown", column=request.label, rows=labels.unread, values=labels.told()
        )
