"""How the whole scoring command grows with its file, and against another commit's; see `benchmarks.scoring`.

Two kinds of files of short rows: `repeated`, each text 40 times, and `distinct`, SST-2's phrases, each once,
with a number behind it from the second time on. Each tree scores by itself, in a process of its own on one
thread; seconds are the processor's, of the whole process from the start of Python.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.trees import rows_file, told_by
from core.base.settings import REPOSITORY

SIZES = (10_000, 100_000, 1_000_000)
REPEATED = 40  # times that a text stands in its file, to get to a million rows within minutes
PROGRAM = """
import resource, sys, time
from core.scoring.__main__ import main
code = main(sys.argv[1:])
print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
sys.exit(code)
"""


def growth(kind: str, sizes: Sequence[int], phrases: Sequence[str], before: Path | None) -> dict[str, float]:
    """Print the cost of a row and the peak memory of files of growing size; the ratios of the largest.

    What the command needs before the first row, measured with a file of 40 rows, is taken off the cost of a
    row, and not off the ratio to what there was `before`.
    """
    start, _ = of_file(kind, REPEATED, phrases, REPOSITORY)
    costs, peaks, seconds = [], [], 0.0
    for rows in sizes:
        seconds, megabytes = of_file(kind, rows, phrases, REPOSITORY)
        costs.append((seconds - start) / rows)
        peaks.append(megabytes)
        told(kind, rows, seconds, megabytes, "")
        print(f"growth: {costs[-1] * 1e6:,.1f} µs a row after {start:.1f} s", flush=True)
    ratios = {"cost a row": costs[-1] / costs[0], "memory": peaks[-1] / peaks[0]}
    if before:
        earlier, megabytes = of_file(kind, sizes[-1], phrases, before)
        told(kind, sizes[-1], earlier, megabytes, " before")
        ratios["before"] = earlier / seconds
    return {f"growth/{kind}/{name}": ratio for name, ratio in ratios.items()}


def told(kind: str, rows: int, seconds: float, megabytes: float, when: str) -> None:
    """Print one measurement."""
    print(f"growth: {kind} {rows:>9,} rows{when}: {seconds:,.1f} s, {megabytes:,.0f} MB at most", flush=True)


def of_file(kind: str, rows: int, phrases: Sequence[str], tree: Path) -> tuple[float, float]:
    """Processor seconds, and megabytes at most, of the command on a file of so many rows."""
    with tempfile.TemporaryDirectory() as folder:
        source = rows_file(Path(folder) / "rows.tsv", texts(kind, rows, phrases))
        seconds, megabytes = told_by(PROGRAM, tree, source, "--text", "review", "--threads", "1")
    return seconds, megabytes


def texts(kind: str, rows: int, phrases: Sequence[str]) -> Iterator[str]:
    """The texts of a file of so many rows."""
    for number in range(rows):
        turn, place = divmod(number, len(phrases))
        again = f" {turn + 1}" if turn else ""
        yield phrases[place] + again if kind == "distinct" else f"a film in {number // REPEATED} parts"
