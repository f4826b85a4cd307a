"""The memory that a small file takes which would be a large one, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from core.base.settings import REPOSITORY

MEGABYTES = 60
# What a page does at an upload, then what scoring does first. VmHWM is this process's own, unlike ru_maxrss.
READ = """
import sys
from pathlib import Path
from core.base.errors import SentiscopeError
from core.data.files import budget
from core.data.files.tables import open_any, preview_of, windows_of
budget.FREE_BYTES = 20_000_000
try:
    table = open_any(Path(sys.argv[1]))
    preview_of(table, 20).guess()
    for window in windows_of(table, 0, 8192, 2**25):
        pass
    said = "read"
except SentiscopeError as error:
    said = error.key
lines = Path("/proc/self/status").read_text().splitlines()
peak = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
print(said, int(peak) // 1000)
"""


def parquet(values: list[object]) -> Callable[[Path], None]:
    return lambda path: pyarrow.parquet.write_table(
        pyarrow.table({"review": values}), path, compression="zstd", dictionary_pagesize_limit=2**26
    )


def lines(*texts: str) -> Callable[[Path], None]:
    return lambda path: path.write_text("".join(text + "\n" for text in texts))


def sparse(names: int, rows: int) -> list[str]:
    return [json.dumps({f"name{n % names}": "x"}) for n in range(rows)]


LARGE = "x" * 3_000_000
# A small file of the kind, and the one that unfolds; what is said of the latter with 60 MB for it.
FILES = {
    "repeated text": (parquet(["a fine film"] * 300), parquet([LARGE] * 300), "file_swells"),
    "repeated in lists": (parquet([["a"]] * 300), parquet([[LARGE] * 50] * 50), "file_swells"),
    "a page": (parquet(["a fine film"]), parquet([LARGE * 100]), "file_memory"),
    "objects in a line": (
        lines('{"a": "x"}'),
        lines('{"a": [' + "1," * 5_000_000 + "1]}"),
        "csv_line_too_long",
    ),
    "a name a row": (lines('{"a": "x"}'), lines(*sparse(16_000, 20_000)), "file_swells"),
    "cells of a line": (
        lines("review,id", "a,1"),
        lines("review,id", "a," + "1," * 4_000_000),
        "csv_line_too_long",
    ),
}


def read(path: Path) -> tuple[str, int]:
    """What is said of a file, and the most megabytes that this took."""
    environment = {**os.environ, "SENTISCOPE_FILE_MEGABYTES": str(MEGABYTES)}
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True, timeout=100
    )
    said, megabytes = done.stdout.split()
    return said, int(megabytes)


@pytest.mark.whole
@pytest.mark.skipif(
    not Path("/proc/self/status").is_file(), reason="the peak of a process is read from /proc"
)
@pytest.mark.parametrize("kind", FILES)
def test_a_file_takes_about_the_memory_there_is_for_it(tmp_path: Path, kind: str) -> None:
    small, large, key = FILES[kind]
    small(tmp_path / "small")
    large(tmp_path / "large")
    said, usual = read(tmp_path / "small")
    assert said == "read"
    said, megabytes = read(tmp_path / "large")
    assert said == key
    assert megabytes < usual + 3 * MEGABYTES
