"""The scored file again, with `needs_review` under another threshold; nothing is scored anew."""

import csv
from pathlib import Path

from core.base.atomic_write import durable
from core.scoring.outcome import YES_NO
from core.scoring.result import Result

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FOLDER = "rethresholded"


def with_threshold(output: Path, result: Result, threshold: float) -> Path:
    """A scored file whose review column follows `threshold` (0.5 … 1), written row by row.

    It is `output` itself where that has this threshold already; else a file beside it, the only one kept.
    """
    if threshold == result.summary["threshold"]:
        return output
    folder = output.with_name(FOLDER)
    folder.mkdir(exist_ok=True)
    path = folder / f"{threshold:g}-{output.stat().st_mtime_ns}.csv"
    if not path.is_file():
        for old in folder.iterdir():
            old.unlink(missing_ok=True)
        _write(output, path, result, threshold)
    return path


def _write(output: Path, path: Path, result: Result, threshold: float) -> None:
    column, delimiter = result.summary["columns"]["needs_review"]["index"], result.summary["delimiter"]
    flags, encoding = result.review_flags(threshold), _encoding(output)
    with (
        open(output, encoding=encoding, newline="") as source,
        durable(path, encoding=encoding, newline="") as target,
    ):
        reader = csv.reader(source, delimiter=delimiter)
        writer = csv.writer(target, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(next(reader))
        for flag, cells in zip(flags, reader, strict=True):
            cells[column] = YES_NO[int(flag)]
            writer.writerow(cells)


def _encoding(output: Path) -> str:
    with open(output, "rb") as file:
        return "utf-8-sig" if file.read(3) == BYTE_ORDER_MARK else "utf-8"
