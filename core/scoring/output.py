"""How scored rows are written: as a CSV or as Parquet, part by part, and put together at the end."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from core.base.atomic_write import durable
from core.data.files.columns import added_names
from core.data.files.reviews_csv import Row, Table, Writer
from core.data.files.tables import Window
from core.scoring.outcome import ADDED, Value

SURPLUS = "surplus"
TRUTH, NUMBER = "needs_review", "probability"  # the added columns that hold no words, by how they begin


class Written(Protocol):
    """What becomes of a row: the values of the columns that are added, as they are and as a CSV says them."""

    def values(self) -> list[Value]: ...

    def cells(self) -> list[str]: ...


class Output(Protocol):
    """One kind of output file."""

    kind: str  # the ending of its parts
    added: list[str]

    def write_part(self, path: Path, window: Window, outcomes: Sequence[Written]) -> None:
        """A window's rows as a file of their own, on the disk when this returns."""
        ...

    def put_together(self, parts: Iterable[Path], path: Path) -> None:
        """All parts, in order, as the whole file; memory is that of one part."""
        ...


class CsvOutput:
    """The input's cells verbatim, in its delimiter and UTF-8, with the predictions behind them."""

    kind = "csv"

    def __init__(self, table: Table, safe: bool, new: Sequence[str] = ADDED) -> None:
        """`safe`: cells that look like formulas are disarmed, and a byte order mark says UTF-8 to Excel.

        `new`: the columns that are `added`.
        """
        self._table, self._safe, self._new = table, safe, new
        self.added = added_names(table.header, self._new)

    def write_part(self, path: Path, window: Window, outcomes: Sequence[Written]) -> None:
        """See Output."""
        with Writer(path, self._table, self._new, spreadsheet=self._safe, header=False) as writer:
            for row, outcome in zip(window.rows, outcomes, strict=True):
                writer.write(row, outcome.cells())

    def put_together(self, parts: Iterable[Path], path: Path) -> None:
        """See Output."""
        with Writer(
            path, self._table, self._new, byte_order_mark=self._safe, spreadsheet=self._safe
        ) as writer:
            for part in parts:
                writer.append(part)


class ParquetOutput:
    """The input's columns, of their own types where it was Parquet, and the predictions as typed columns."""

    kind = "parquet"

    def __init__(
        self, table: Table, surplus: bool, more: Sequence[str] = (), new: Sequence[str] = ADDED
    ) -> None:
        """`surplus`: some rows have more cells than the header, which a column of lists takes in.

        `more` names further columns, whose values are passed to `table`; `new` are those that are `added`.
        """
        self._table, self._surplus, self._more, self._new_names = table, surplus, list(more), new
        self.added = added_names([*table.columns, *more], [*new, *[SURPLUS] * surplus])

    def write_part(self, path: Path, window: Window, outcomes: Sequence[Written]) -> None:
        """See Output."""
        table = self.table(window, outcomes)
        write_parquet(path, table.schema, [table])

    def table(self, window: Window, outcomes: Sequence[Written], more: Sequence[list[Any]] = ()) -> Any:
        """A window's rows as an Arrow table."""
        import pyarrow

        input_columns = window.original.columns if window.original is not None else self._as_text(window.rows)
        columns = [*input_columns, *map(pyarrow.array, more), *self._new(window.rows, outcomes)]
        return pyarrow.table(columns, [*self._table.columns, *self._more, *self.added])

    def put_together(self, parts: Iterable[Path], path: Path) -> None:
        """See Output."""
        import pyarrow.parquet

        paths = list(parts)
        write_parquet(path, pyarrow.parquet.read_schema(paths[0]), map(_read, paths))

    def _as_text(self, rows: list[Row]) -> list[Any]:
        import pyarrow

        columns = range(len(self._table.header))
        return [pyarrow.array([row.cell(column) for row in rows], pyarrow.string()) for column in columns]

    def _new(self, rows: list[Row], outcomes: Sequence[Written]) -> list[Any]:
        import pyarrow

        values = [outcome.values() for outcome in outcomes]
        columns = [
            pyarrow.array([row[place] for row in values], _type_of(name))
            for place, name in enumerate(self._new_names)
        ]
        if self._surplus:
            width = len(self._table.header)
            lists = [row.cells[width:] or None for row in rows]
            columns.append(pyarrow.array(lists, pyarrow.list_(pyarrow.string())))
        return columns


def output_of(path: Path, table: Table, safe: bool, surplus: bool, new: Sequence[str] = ADDED) -> Output:
    """Parquet where the name says so, else a CSV."""
    if path.suffix.lower() == ".parquet":
        return ParquetOutput(table, surplus, new=new)
    return CsvOutput(table, safe, new)


def _type_of(name: str) -> Any:
    """The Arrow type of an added column."""
    import pyarrow

    if name.startswith(NUMBER):
        return pyarrow.float64()
    return pyarrow.bool_() if name == TRUTH else pyarrow.string()


def _read(path: Path) -> Any:
    import pyarrow.parquet

    return pyarrow.parquet.read_table(path, memory_map=True)


def write_parquet(path: Path, schema: Any, tables: Iterable[Any]) -> None:
    """Arrow tables of one schema as a file, which is whole or not there."""
    import pyarrow.parquet

    with (
        durable(path, "xb") as file,
        pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer,
    ):
        for table in tables:
            writer.write_table(table)
