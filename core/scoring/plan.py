"""What to score: the options of a command line, checked against the file before any model is loaded."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from core.base.atomic_write import check_replaceable, unfinished
from core.base.errors import SentiscopeError
from core.base.file_fingerprint import Fingerprint, fingerprint
from core.base.shortened import shortened
from core.data.files.reviews_csv import LONGEST_TOLD, Table
from core.data.files.tables import open_any, preview_of, rows_of, unreadable
from core.data.labelled import Language
from core.data.labels import LabelColumn
from core.data.language import written_in
from core.models.selection import home_of, language_for, models_of
from core.scoring.places import summary_path

DEFAULT_THRESHOLD = 0.8
PREVIEW_ROWS = 20
ABOUT_THE_TEXT = ("empty_text", "not_text")  # problems that leave a row's other cells where they belong


@dataclass(frozen=True)
class Request:
    """What the caller wants. `threshold` is a confidence, 0.5 … 1; `text` is guessed if None.

    `model` scores all rows; if None, each is scored by the model of its own language.
    `positive` is the model's class that means positive, where its name does not say so.
    `backend` and `threads` are chosen by measurement if None; `fresh` forgets what an earlier run began.
    `header` is the number of the line of a CSV's header, 0 if there is none; found if None.
    `why` asks for the words that speak for each verdict.
    With `skip_unknown_labels` rows whose label is neither positive nor negative are no fault of the file.
    """

    input: Path
    output: Path
    text: str | None = None
    label: str | None = None
    model: str | None = None
    positive: str | None = None
    threshold: float = DEFAULT_THRESHOLD
    spreadsheet_safe: bool = False
    header: int | None = None
    skip_unknown_labels: bool = False
    backend: str | None = None
    threads: int | None = None
    fresh: bool = False
    why: bool = False


@dataclass(frozen=True)
class Plan:
    """A table that was found sound, the positions of its text and label columns, and its data rows.

    `models` are those that read it, by language: one alone unless rows are of both languages and none was
    requested. `home` is the language of most rows. `surplus` says whether some row has more cells than the
    header; `zero_is_neutral` that its labels are 1, 0 and −1; `fingerprint` which input this is.
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

    @property
    def model(self) -> str:
        """The model of most rows, or the one that was requested."""
        return self.models[self.home]

    @property
    def is_mixed(self) -> bool:
        """Whether each row is read by the model of its own language, for there are two."""
        return len(self.models) > 1


@dataclass
class Scan:
    """What a pass over the rows tells: their number, whether one is too long, and what its labels are.

    `languages` counts the rows to be scored that are written in each of ours.
    """

    rows: int = 0
    surplus: bool = False
    labels: LabelColumn = field(default_factory=LabelColumn)
    languages: Counter[Language] = field(default_factory=Counter)


def make_plan(request: Request) -> Plan:
    """Read the whole file once: quick beside a model, and every fault shows before the long work.

    Errors: those of `open_any` and `rows_of`; `csv_column_missing`, `csv_labels_unknown`,
    `csv_cannot_write`, `output_no_file`, `csv_output_is_input`, `scoring_same_column`, `input_changing`,
    `data_file_unreadable`.
    """
    try:
        return _plan(request)
    except OSError as error:
        raise unreadable(request.input, error) from error


def _plan(request: Request) -> Plan:
    table = open_any(request.input, header=request.header)
    seen = fingerprint(request.input)
    first = preview_of(table, PREVIEW_ROWS)
    text = first.guess().text if request.text is None else table.index(request.text)
    label = None if request.label is None else table.index(request.label)
    if text == label:
        raise SentiscopeError("scoring_same_column", column=table.columns[text])
    _check_output(request)
    found = scan(table, text, label)
    _check_labels(request, found.labels)
    seen.check()
    home = home_of(found.languages, language_for(row.cell(text) for row in first.rows))
    models = models_of(request.model, found.languages, home)
    neutral = found.labels.zero_is_neutral
    return Plan(table, models, home, text, label, found.rows, found.surplus, neutral, seen)


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


def scan(table: Table, text: int, label: int | None) -> Scan:
    """Read through all rows; `text` and `label` are columns. Errors: `csv_no_rows`, those of `rows_of`."""
    found = Scan()
    for row in rows_of(table, text):
        found.rows += 1
        found.surplus |= len(row.cells) > len(table.header)
        # In a damaged row another column may have slipped into this one: no label, and no reason to refuse.
        if label is not None and (row.problem is None or row.problem in ABOUT_THE_TEXT):
            found.labels.add(row.number, row.cell(label))
        language = written_in(row.cell(text)) if row.can_score(text) else None
        found.languages.update([language] if language else [])
    if not found.rows:
        raise SentiscopeError("csv_no_rows", file=table.path.name)
    return found
