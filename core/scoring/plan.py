"""What to score: the wishes of a command line, checked against the file before any model is loaded."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.data.labels import require_labels
from core.data.reviews_csv import Table, open_table, preview, read_rows
from core.errors import SentiscopeError
from core.models.catalog import MAIN_MODEL

DEFAULT_MODEL = MAIN_MODEL
DEFAULT_THRESHOLD = 0.8


@dataclass(frozen=True)
class Request:
    """What the caller wants. `text` is guessed if None; `threshold` is a confidence, 0.5 … 1."""

    input: Path
    output: Path
    text: str | None = None
    label: str | None = None
    model: str = DEFAULT_MODEL
    threshold: float = DEFAULT_THRESHOLD
    spreadsheet_safe: bool = False
    trust_header: bool = False


@dataclass(frozen=True)
class Plan:
    """A table that was found sound, the positions of its text and label columns, and its data rows."""

    table: Table
    text: int
    label: int | None
    rows: int


def make_plan(request: Request) -> Plan:
    """Read the whole file once: quick beside a model, and every fault shows before the long work.

    Errors: those of `open_table` and `read_rows`; `csv_column_missing`, `csv_labels_unknown`,
    `csv_cannot_write`, `csv_output_is_input`, `scoring_same_column`.
    """
    table = open_table(request.input, trust_header=request.trust_header)
    text = preview(table).guess().text if request.text is None else table.index(request.text)
    label = None if request.label is None else table.index(request.label)
    if text == label:
        raise SentiscopeError("scoring_same_column", column=table.columns[text])
    _check_output(request)
    return Plan(table, text, label, _count_rows(table, label))


def _check_output(request: Request) -> None:
    output = request.output
    if output.is_dir() or not output.parent.is_dir():
        raise SentiscopeError("csv_cannot_write", file=output.name, folder=output.parent)
    if output.exists() and output.samefile(request.input):
        raise SentiscopeError("csv_output_is_input", file=output.name)


def _count_rows(table: Table, label: int | None) -> int:
    """The number of data rows; all labels of sound rows must be known."""
    rows = 0

    def labels() -> Iterator[str]:
        nonlocal rows
        for row in read_rows(table):
            rows += 1
            # In a damaged row another column may have slipped to this place: no reason to refuse the file.
            yield row.cell(label) if label is not None and row.problem is None else ""

    require_labels(labels(), "" if label is None else table.columns[label])
    return rows
