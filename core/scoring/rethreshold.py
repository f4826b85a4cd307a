"""The scored file again, with `needs_review` under another threshold; nothing is scored anew."""

import csv
import io
from pathlib import Path

from core.scoring.outcome import YES_NO
from core.scoring.result import Result


def with_threshold(output: Path, result: Result, threshold: float) -> bytes:
    """The bytes of a scored file whose review column follows `threshold` (0.5 … 1)."""
    if threshold == result.summary["threshold"]:
        return output.read_bytes()
    column = result.summary["columns"]["needs_review"]["index"]
    flags = result.review_flags(threshold)
    raw = output.read_bytes()
    encoding = "utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8"
    source = io.StringIO(raw.decode(encoding), newline="")
    target = io.StringIO(newline="")
    reader = csv.reader(source, delimiter=result.summary["delimiter"])
    writer = csv.writer(target, delimiter=result.summary["delimiter"], lineterminator="\r\n")
    writer.writerow(next(reader))
    for flag, cells in zip(flags, reader, strict=True):
        cells[column] = YES_NO[int(flag)]
        writer.writerow(cells)
    return target.getvalue().encode(encoding)
